"""The tables of a gradebook: nbgrader's, as far as the grader needs them, and the grader's own beside them.

nbgrader's own definitions come with kernels and servers and take seconds to import; a test compares these
with them. The grader's own tables refer to learners and exercises by name and to nothing by key, so that
nbgrader can remove what it likes.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Index,
    Integer,
    Interval,
    MetaData,
    String,
    Table,
    Text,
    event,
)

NBGRADER = MetaData()
"""Made by nbgrader alone."""

OURS = MetaData()
"""Made by the grader, in the same database."""

_ID = String(32)
_NAME = String(128)
_HASH = String(64)

assignment = Table(
    "assignment",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("duedate", DateTime),
    Column("course_id", _NAME, nullable=False),
)
notebook = Table(
    "notebook",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("assignment_id", _ID),
)
base_cell = Table(
    "base_cell",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("notebook_id", _ID, nullable=False),
    Column("type", String(50)),
)
grade_cells = Table(
    "grade_cells",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("max_score", Float, nullable=False),
)
task_cells = Table(
    "task_cells",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("max_score", Float, nullable=False),
)
student = Table(
    "student",
    NBGRADER,
    Column("id", _NAME, primary_key=True),
    Column("first_name", _NAME),
    Column("last_name", _NAME),
    Column("email", _NAME),
    Column("lms_user_id", _NAME),
)
submitted_assignment = Table(
    "submitted_assignment",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("assignment_id", _ID),
    Column("student_id", _NAME),
    Column("timestamp", DateTime),
    Column("extension", Interval),
)
submitted_notebook = Table(
    "submitted_notebook",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("assignment_id", _ID),
    Column("notebook_id", _ID),
    Column("flagged", Boolean),
    Column("late_submission_penalty", Float(0)),
)
grade = Table(
    "grade",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("notebook_id", _ID),
    Column("cell_id", _ID),
    Column("auto_score", Float),
    Column("manual_score", Float),
    Column("extra_credit", Float),
    Column("needs_manual_grade", Boolean, nullable=False),
)
comment = Table(
    "comment",
    NBGRADER,
    Column("id", _ID, primary_key=True),
    Column("notebook_id", _ID),
    Column("cell_id", _ID),
    Column("auto_comment", Text),
    Column("manual_comment", Text),
)

submission = Table(
    "tenmistakes_submission",
    OURS,
    Column("assignment", _NAME, primary_key=True),
    Column("student", _NAME, primary_key=True),
    Column("identity", _HASH, nullable=False),
    Column("mark", _HASH, nullable=False),  # of the exercise it was graded by
    Column("state", String(16), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("flags", Text, nullable=False),  # JSON: name, sentence, whether a person should look
    Column("timestamp", DateTime),
    Column("notebook", _HASH),  # of the graded notebook
    Column("seconds_late", Float),  # as the penalty has it
)
item = Table(
    "tenmistakes_item",
    OURS,
    Column("assignment", _NAME, primary_key=True),
    Column("student", _NAME, primary_key=True),
    Column("cell", _NAME, primary_key=True),
    Column("answer", Text, nullable=False),  # JSON
    Column("fingerprint", _HASH),  # None: the last hand-in had no answer that could be read
    Column("message_id", Text, nullable=False),
    Column("points", Float),  # as written to nbgrader's row
    # What a person gave to an earlier hand-in, and to which answer
    Column("kept", String(16)),
    Column("kept_fingerprint", _HASH),
    Column("kept_marks", Text),
)
audit = Table(
    "tenmistakes_audit",
    OURS,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("time", DateTime, nullable=False),  # UTC
    Column("assignment", _NAME, nullable=False),
    Column("student", _NAME, nullable=False),
    Column("cell", _NAME, nullable=False),  # empty for what concerns the whole
    Column("kind", String(32), nullable=False),
    Column("old", Float),
    Column("new", Float),
    Column("why", Text, nullable=False),  # identity of the hand-in it comes from
    Column("user", Text, nullable=False),
)

_BY_NOTEBOOK = [
    Index("tenmistakes_grade_by_notebook", grade.c.notebook_id),
    Index("tenmistakes_comment_by_notebook", comment.c.notebook_id),
]


@event.listens_for(OURS, "after_create")
def _help_nbgrader(_: MetaData, connection: Connection, **__: object) -> None:
    """Index what nbgrader and formgrader would read a whole class for, to find one learner's."""
    for index in _BY_NOTEBOOK:
        index.create(connection, checkfirst=True)


# What a person gives in formgrader is a change of a score as well, and nbgrader keeps no account of those.
_SAVED_BY_HAND = """
    INSERT INTO tenmistakes_audit (time, assignment, student, cell, kind, old, new, why, "user")
    SELECT {now}, assignment.name, submitted_assignment.student_id, base_cell.name, '{kind}',
        OLD.{column}, NEW.{column}, 'by hand', {user}
    FROM submitted_notebook
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    JOIN base_cell ON base_cell.id = NEW.cell_id
    WHERE submitted_notebook.id = NEW.notebook_id;
"""
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS tenmistakes_{column} AFTER UPDATE OF {column} ON grade
WHEN OLD.{column} IS NOT NEW.{column}
BEGIN {insert} END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION tenmistakes_{column}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {insert} RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER tenmistakes_{column} AFTER UPDATE OF {column} ON grade
FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION tenmistakes_{column}();
"""

# To be read by people: the names of the columns are all that need be known.
_ACCOUNT = """
CREATE VIEW tenmistakes_changes AS
SELECT time, assignment, student, cell AS item, kind, old, new,
    CASE WHEN why <> 'by hand' THEN why END AS hand_in, "user"
FROM tenmistakes_audit ORDER BY id
"""


@event.listens_for(audit, "after_create")
def _watch(_: Table, connection: Connection, **__: object) -> None:
    if connection.dialect.name == "sqlite":
        statement, now, user = _SQLITE, "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "''"
    else:
        statement, now, user = _POSTGRESQL, "timezone('utc', clock_timestamp())", "current_user"
    for column, kind in (("manual_score", "manual"), ("extra_credit", "extra credit")):
        insert = _SAVED_BY_HAND.format(now=now, user=user, column=column, kind=kind)
        connection.exec_driver_sql(statement.format(column=column, insert=insert))
    connection.exec_driver_sql("DROP VIEW IF EXISTS tenmistakes_changes")
    connection.exec_driver_sql(_ACCOUNT)
