"""A connection to the database of a gradebook, and what is wrong with it in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError

from tenmistakes.grading import tables

PATIENCE = 10.0
"""Seconds to wait for somebody else's transaction. A save in formgrader takes milliseconds."""

_AGAIN = "What was graded before stands; the same command goes on from there."


class Unusable(Exception):
    """The gradebook cannot be used, or not now; the message is a sentence for the instructor."""


def address(db_url: str) -> URL:
    """The parsed URL; raises :class:`Unusable` for what is neither SQLite in a file nor PostgreSQL."""
    try:
        url = make_url(db_url)
    except ArgumentError as error:
        raise Unusable("CourseDirectory.db_url in nbgrader_config.py is no database URL.") from error
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.get_backend_name() == "postgresql":
        return url
    raise Unusable(
        f"The gradebook {_shown(url)} is neither a file of SQLite (sqlite:///…) nor on a PostgreSQL server "
        "(postgresql+psycopg://…)."
    )


def is_there(url: URL) -> bool:
    """Whether there is a database to connect to. Connecting to SQLite makes one, which nbgrader takes ill."""
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def connect(url: URL, patience: float = PATIENCE) -> Engine:
    """An engine whose transactions are the database's own; see :func:`begin` for writing."""
    try:
        if url.get_backend_name() == "sqlite":
            # Only switching to WAL waits no longer than this: it has to do without if somebody is reading.
            engine = create_engine(url, connect_args={"timeout": min(patience, 1.0)})
            event.listen(engine, "connect", lambda raw, _: _prepare_sqlite(raw, patience))
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(url, connect_args={"connect_timeout": max(2, round(patience))})
            event.listen(engine, "connect", lambda raw, _: _prepare_postgresql(raw, patience))
    except (ModuleNotFoundError, ArgumentError) as error:
        raise Unusable(
            f"The driver of {_shown(url)} is not installed. For PostgreSQL write postgresql+psycopg://… and "
            "install tenmistakes[postgresql]."
        ) from error
    return engine


def _prepare_sqlite(raw: Any, patience: float) -> None:
    raw.isolation_level = None  # or Python's module would begin transactions as it thinks best
    with suppress(sqlite3.OperationalError):  # read only, or in use: as slow as it was, and just as right
        raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = NORMAL")
    raw.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


def _prepare_postgresql(raw: Any, patience: float) -> None:
    raw.execute(f"SET lock_timeout = '{round(patience * 1000)}ms'")
    raw.commit()


_WRITING = "tenmistakes_writing"


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the gradebook and changes nothing."""
    with speaking(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, committed at the end. On SQLite nobody else writes between its beginning and end."""
    with (
        speaking(engine.url),
        engine.connect() as connection,
        connection.execution_options(**{_WRITING: True}).begin(),
    ):
        yield connection


@contextmanager
def speaking(url: URL) -> Iterator[None]:
    """Turn what the database complains of into :class:`Unusable`.

    Not what it finds wrong with the data: that is our mistake, with one submission, and no reason to stop.
    """
    try:
        yield
    except (DataError, IntegrityError):
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise Unusable(f"The gradebook {_shown(url)} {_trouble(error)}") from error


_SQLITE = {
    sqlite3.SQLITE_BUSY: f"is kept locked by another program. {_AGAIN}",
    sqlite3.SQLITE_LOCKED: f"is kept locked by another program. {_AGAIN}",
    sqlite3.SQLITE_FULL: f"cannot grow: the disk is full. {_AGAIN}",
    sqlite3.SQLITE_READONLY: "may not be written to. Look at the rights of the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Look at the rights of the file and its folder.",
    sqlite3.SQLITE_NOTADB: "is not a database.",
    sqlite3.SQLITE_CORRUPT: "is damaged. Take the last backup (nbgrader keeps some beside it).",
}
_POSTGRESQL = {
    "55P03": f"is kept locked by another program. {_AGAIN}",
    "40P01": f"is kept locked by another program. {_AGAIN}",
    "53100": f"cannot grow: the server's disk is full. {_AGAIN}",
    "25006": "may not be written to: the server takes no changes.",
    "42501": "may not be used by this user of the server.",
}


def _trouble(error: Exception) -> str:
    found: Any = getattr(error, "orig", error)
    said = " ".join(str(found).split())
    if isinstance(found, sqlite3.Error):
        known = _SQLITE.get(getattr(found, "sqlite_errorcode", 0) & 0xFF)
        return known or f"cannot be used ({said}). {_AGAIN}"
    known = _POSTGRESQL.get(getattr(found, "sqlstate", None) or "")
    return known or f"cannot be reached or used ({said}). {_AGAIN}"


def _shown(url: URL) -> str:
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def holds(engine: Engine, wanted: MetaData) -> bool:
    """Whether these tables are there; raises :class:`Unusable` for those of another version."""
    with reading(engine) as connection:
        if not set(inspect(connection).get_table_names()) & set(wanted.tables):
            return False
        _compare(connection, wanted)
    return True


def prepare(engine: Engine) -> None:
    """See to it that the grader's own tables are beside nbgrader's."""
    if not holds(engine, tables.OURS):
        with writing(engine) as connection:
            tables.OURS.create_all(connection)


def is_wal(path: Path) -> bool:
    """Whether a file of SQLite is in the mode in which its readers do not wait for a writer."""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\2\2"


def connect_to_look(url: URL, patience: float = PATIENCE) -> Engine:
    """An engine that can only read, and makes no file either, which SQLite's readers else do.

    Raises OSError if a file of SQLite cannot be opened.
    """
    if url.get_backend_name() != "sqlite":
        return connect(url, patience)
    path = Path(str(url.database)).absolute()
    # In that mode, and without the file in which others write, nobody does, and SQLite can be told so.
    alone = is_wal(path) and not path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.as_uri()}?mode=ro{'&immutable=1' * alone}"
    return create_engine(url, creator=lambda: sqlite3.connect(uri, uri=True, timeout=patience))


def _compare(connection: Connection, wanted: MetaData) -> None:
    found = inspect(connection).get_multi_columns(filter_names=list(wanted.tables))
    columns = {name: {column["name"] for column in there} for (_, name), there in found.items()}
    for table in wanted.tables.values():
        for column in table.columns:
            if column.name not in columns.get(table.name, ()):
                raise Unusable(
                    f"The gradebook {_shown(connection.engine.url)} was made by another version: it has no "
                    f"“{column}”. If that version is an older one, run `nbgrader db upgrade`."
                )
