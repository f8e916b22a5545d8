"""The gradebook: reached, sound, of this course, and where two machines can write to it without harm."""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import URL

from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed
from tenmistakes.grading import database, tables
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.marks import reading
from tenmistakes.grading.settings import Settings

ABOUT = "gradebook"
PATIENCE = 3.0
"""Seconds to wait for a server or a lock."""
CLOCKS = 60.0
"""Seconds by which a server's clock may differ."""
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.rclone", "fuse.s3fs"),
    *("ceph", "fuse.ceph", "fuse.ceph-fuse", "glusterfs", "fuse.glusterfs", "lustre", "gpfs", "beegfs"),
}


def check(settings: Settings) -> Iterator[Finding]:
    """Look at the gradebook, and change nothing in it."""
    try:
        url = database.address(settings.db_url)
        if not database.is_there(url):
            yield ok(ABOUT, "There is no gradebook yet; the first `tenmistakes grade` makes it.")
            return
        if url.get_backend_name() == "sqlite":
            yield from _file(Path(str(url.database)))
        yield from _content(url, settings)
    except Unusable as error:
        yield trouble(ABOUT, str(error), _remedy(settings.db_url))
    except OSError as error:
        said = f"The gradebook {error.filename} cannot be read ({error.strerror})."
        yield trouble(ABOUT, said, typed("chmod", "u+rw", error.filename))


def _file(path: Path) -> Iterator[Finding]:
    for place in (path, path.parent):
        if not os.access(place, os.W_OK):
            yield trouble(
                ABOUT,
                f"{place} may not be written to, so nothing can be graded.",
                typed("chmod", "u+w", place),
            )
    kind = file_system(path)
    if kind in _NETWORK:
        yield look(
            ABOUT,
            f"{path} is on a network disk ({kind}), where SQLite is damaged if two machines write at once.",
            "Grade on one machine only, or keep the gradebook on a PostgreSQL server (see README.md).",
        )
    if not database.is_wal(path):
        yield ok(
            ABOUT, "It is not in WAL mode: reading can make grading wait. The next grading changes that."
        )


def _content(url: URL, settings: Settings) -> Iterator[Finding]:
    engine = database.connect_to_look(url, PATIENCE)
    try:
        with database.reading(engine) as connection:
            if url.get_backend_name() == "sqlite":
                wrong = [row[0] for row in connection.execute(text("PRAGMA quick_check(3)"))]
                if wrong != ["ok"]:
                    yield trouble(ABOUT, f"{url.database} is damaged: {'; '.join(wrong)}.", _remedy(str(url)))
                    return
            else:
                yield from _server(connection)
        if not database.holds(engine, tables.NBGRADER):
            yield ok(ABOUT, "The gradebook is empty; the first `tenmistakes grade` fills it.")
            return
        database.holds(engine, tables.OURS)  # raises for those of another version
        with database.reading(engine) as connection:
            yield from _course(connection, settings)
    finally:
        engine.dispose()


def _server(connection: Connection) -> Iterator[Finding]:
    now = connection.scalar(select(func.extract("epoch", func.clock_timestamp())))
    apart = float(now) - time.time()
    if abs(apart) > CLOCKS:
        there = datetime.fromtimestamp(float(now), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        yield look(
            ABOUT,
            f"The clock of the database server says {there}, {abs(apart):,.0f} seconds from this machine's.",
            "Set both by the network; on Linux: sudo timedatectl set-ntp true",
        )
    if connection.scalar(text("SELECT pg_is_in_recovery()")):
        yield trouble(
            ABOUT, "The database server takes no changes: it is a copy of another.", "Use that other."
        )


def _course(connection: Connection, settings: Settings) -> Iterator[Finding]:
    found = reading.assignments(connection)
    strange = [one for one in found if settings.course_id not in ("", one.course)]
    if strange and len(strange) == len(found):
        yield trouble(
            ABOUT,
            f"The gradebook is of the course “{strange[0].course}”, and this is “{settings.course_id}”.",
            "Look at c.CourseDirectory.course_id and db_url in nbgrader_config.py.",
        )
        return
    if connection.dialect.name == "postgresql" and not connection.scalar(_MAY_WRITE):
        yield trouble(
            ABOUT,
            "This user of the database server may read the gradebook and not write to it.",
            "As the gradebook's owner, in psql: GRANT ALL ON ALL TABLES IN SCHEMA public TO USER",
        )
    learners = connection.scalar(select(func.count()).select_from(tables.student))
    mine = len(found) - len(strange)
    yield ok(
        ABOUT,
        f"The gradebook is sound: {learners:,} learner{'' if learners == 1 else 's'}, "
        f"{mine} exercise{'' if mine == 1 else 's'}.",
    )


_MAY_WRITE = text("SELECT has_table_privilege('grade', 'UPDATE')")


def _remedy(db_url: str) -> str:
    if "postgresql" in db_url:
        return "See whether the server answers, with the address of c.CourseDirectory.db_url: psql ADDRESS"
    return (
        "Nothing has been changed. If it is damaged, put the last good copy in its place (nbgrader and your "
        "backups keep some)."
    )


def file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The kind of file system a path is on, as Linux names it; None where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    where = path.resolve()
    best, kind = -1, None
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), parts[1]))  # \040: a space
        if where.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind
