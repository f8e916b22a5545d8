"""Which message of a page is its newest: a kernel may hear them in another order than they were sent.

While ipykernel (7.4) handles a message, it hears those for widgets that arrive meanwhile before those that
wait already: of four answers sent one after the other the fourth can be the second to be heard. And unless it
is told otherwise JupyterLab (4.6) sends some of them to a thread beside the one that runs the cells.
"""

from threading import RLock


class Turns:
    """The newest message heard from each page. ``with`` it one message is handled at a time."""

    def __init__(self) -> None:
        self._newest: dict[str, int] = {}
        self._alone = RLock()

    def __enter__(self) -> "Turns":
        self._alone.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._alone.release()

    def overtaken(self, page: object, number: object) -> bool:
        """Take message ``number`` of a page; True if a later one has been heard already."""
        if not isinstance(page, str) or not isinstance(number, int):
            return False
        newest = self._newest.get(page, number)
        self._newest[page] = max(newest, number)
        return number < newest
