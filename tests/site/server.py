"""Hands out the site, as any plain web server would; and, where a test asks for it, stands in for numpy."""

import collections
import functools
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from tenmistakes.site import pyodide, wheels

from . import wire

NUMPY, CONTENT = wheels.pack("numpy", "0", wire.files())


class Handler(SimpleHTTPRequestHandler):
    """Files of the site."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: in two, each answer would wait 40 ms for an acknowledgement
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def give(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class WithNumpy(Handler):
    """Files of the site, but for numpy's entry in the lock, and the file it names."""

    numpy: ClassVar = collections.defaultdict(wire.Numpy)
    """For each kernel that asks, its own."""

    def do_GET(self) -> None:
        if self.path.endswith(f"/{pyodide.LOCK}"):
            path = Path(self.translate_path(self.path))
            lock = json.loads(path.read_text(encoding="utf-8"))
            lock["packages"]["numpy"] |= {"file_name": NUMPY, "sha256": hashlib.sha256(CONTENT).hexdigest()}
            self.give(json.dumps(lock).encode(), "application/json")
        elif self.path.endswith(f"/{NUMPY}"):
            self.give(CONTENT, "application/octet-stream")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.give(self.numpy[self.path].answer(asked), "application/json")


@contextmanager
def serving(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """The address under which ``folder`` is handed out."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
