"""What a run says, to people and to programs."""

import io
import json
from collections.abc import Sequence

import pytest
from rich.progress import Progress
from rich.text import Text

from tenmistakes.grading.collect import Collected
from tenmistakes.grading.flags import flag
from tenmistakes.grading.run import Done
from tenmistakes.grading.screen import _NAMED, _SMALL, Json, Screen
from tenmistakes.grading.states import State

NAME = "08-no-crisis-plan"
LOOK = flag("answers-damaged", count=2)
FYI = flag("cells-moved")


def done(
    student: str,
    state: State = State.GRADED,
    sentence: str = "",
    flags=(),
    fresh: bool = True,
    late: bool = False,
) -> Done:
    points = 12.0 if state.has_marks else None
    return Done(student, state, points, 20.0, tuple(flags), sentence, fresh, late)


EVERYBODY = "Everybody, with the points that are given automatically"
CLASS = [
    done("ada"),
    done("ben", State.NEEDS_REVIEW, fresh=False),
    done("cleo", State.NEEDS_REVIEW, flags=[FYI, LOOK]),
    done("dan", State.FAILED, "“08-no-crisis-plan.ipynb” is a link to another place."),
    done("eve", State.GRADER_ERROR, "The grader failed on it."),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(
    submissions: Sequence[Done],
    out: io.StringIO,
    err: io.StringIO,
    taken: Sequence[Collected] = (),
    verbose: bool = False,
) -> None:
    screen = Screen(out, err, verbose)
    if taken:
        screen.collected(taken)
    screen.begin(NAME, len(submissions))
    for one in submissions:
        screen.add(one)
    screen.end()
    screen.close()


def on_paper(
    submissions: Sequence[Done], taken: Sequence[Collected] = (), verbose: bool = False
) -> list[str]:
    out, err = io.StringIO(), io.StringIO()
    told(submissions, out, err, taken, verbose)
    assert err.getvalue() == ""
    return [" ".join(line.split()) for line in out.getvalue().splitlines() if line.strip()]


def test_a_class_at_a_glance():
    lines = on_paper(CLASS)
    assert lines[0].startswith(f"{NAME}: 5 submissions in ")
    assert lines[1:] == [
        "graded 1",
        "to review 2",
        "failed 1",
        "grader errors 1",
        "1 had not changed since the last run.",
        EVERYBODY,
        "ada graded 12 of 20",
        "ben needs review 12 of 20",
        "cleo needs review 12 of 20",
        "dan failed",
        "eve grader error",
        "Not graded, which is not the same as zero",
        "dan failed “08-no-crisis-plan.ipynb” is a link to another place.",
        "eve grader error The grader failed on it.",
        "To be looked at",
        f"cleo {LOOK.sentence}",
    ]


def test_what_is_not_there_is_not_spoken_of():
    lines = on_paper([done("ada")])
    assert lines[0].startswith(f"{NAME}: 1 submission in ")
    assert lines[5:] == [EVERYBODY, "ada graded 12 of 20"]


def test_late_work_is_counted_and_named():
    lines = on_paper([done("cleo"), done("ben", late=True), done("ada", late=True, fresh=False)])
    assert lines[5] == "handed in late 2"
    assert lines[7:] == [
        EVERYBODY,
        "ada graded 12 of 20 late",
        "ben graded 12 of 20 late",
        "cleo graded 12 of 20",
    ]


@pytest.mark.parametrize(
    ("size", "verbose", "shown"),
    [(_SMALL, False, True), (_SMALL + 1, False, False), (_SMALL + 1, True, True)],
)
def test_a_small_class_is_shown_learner_by_learner_and_any_on_request(size: int, verbose: bool, shown: bool):
    lines = on_paper([done(f"s{n:03}") for n in range(size)], verbose=verbose)
    assert lines[5:] == ([EVERYBODY, *(f"s{n:03} graded 12 of 20" for n in range(size))] if shown else [])


def test_that_an_exercise_is_being_prepared_is_said_apart_from_the_result():
    out, err = io.StringIO(), io.StringIO()
    Screen(out, err).preparing(NAME)
    assert out.getvalue() == ""
    assert err.getvalue() == f"Preparing {NAME} in the gradebook. It takes some seconds, only this once.\n"


def test_a_large_class_fills_no_screen():
    lines = on_paper([done(f"s{n:03}", State.NEEDS_REVIEW, flags=[LOOK]) for n in range(_NAMED + 7)])
    assert sum(LOOK.sentence in line for line in lines) == _NAMED
    assert lines[-1].startswith("… and 7 more; formgrader")


def test_everybody_without_marks_is_named_however_many_they_are():
    lines = on_paper([done(f"s{n:03}", State.FAILED, "No.") for n in range(200)])
    assert sum(line.endswith("No.") for line in lines) == 200


def test_a_long_sentence_stays_on_its_line_where_there_is_no_terminal():
    sentence = "It is no notebook, and this is " + "very " * 100 + "sad."
    assert any(line.endswith(sentence) for line in on_paper([done("ada", State.FAILED, sentence)]))


def test_nothing_of_a_learners_commands_a_terminal():
    name = "a\x1b[2J\x1b]0;owned\x07\u202eb\n[bold]c[/bold] [link=file:///etc]"
    out = Terminal()
    told(
        [done("x", State.FAILED, f"“{name}” is a folder."), done(name, State.FAILED, "No.")], out, Terminal()
    )
    told_plainly = "\n".join(on_paper([done(name, State.FAILED, f"“{name}” is a folder.")]))
    for text in (out.getvalue(), told_plainly):
        assert "\x1b[2J" not in text
        assert "\x1b]" not in text
        assert "\u202e" not in text
        assert "[bold]" in text
    assert "\x1b" not in told_plainly


def test_a_name_no_text_can_hold_breaks_nothing():
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    err = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    told([done("a\udce4", State.FAILED, "“a\udce4” is no name for a learner…")], out, err)
    out.flush()
    assert b"a?" in out.buffer.getvalue()


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch):
    seen = []
    advance = Progress.advance
    monkeypatch.setattr(Progress, "advance", lambda bar, *a: (advance(bar, *a), seen.append(bar.tasks[0])))
    out, err = Terminal(), Terminal()
    told(CLASS, out, err)
    assert seen[-1].completed == seen[-1].total == len(CLASS)
    assert f"Grading {NAME}" in err.getvalue()
    assert f"Grading {NAME}" not in out.getvalue()
    assert "failed" in out.getvalue()


def test_a_narrow_terminal_breaks_lines_and_loses_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    told(CLASS, out, Terminal())
    lines = Text.from_ansi(out.getvalue()).plain.splitlines()
    assert max(map(len, lines)) <= 40
    assert any("place." in line for line in lines)


def test_a_heading_stays_on_its_line_however_narrow_its_table(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = Terminal()
    told(CLASS, out, Terminal())
    lines = Text.from_ansi(out.getvalue()).plain.splitlines()
    assert lines[0].startswith(f"{NAME}: 5 submissions in ")
    assert EVERYBODY in [line.rstrip() for line in lines]


def test_what_stopped_a_run_is_said_beside_the_result():
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err)
    screen.begin(NAME, 3)
    screen.add(done("ada"))
    screen.add(done("dan", State.FAILED, "It is no notebook."))
    screen.close("The disk is full.")
    assert err.getvalue() == "The disk is full.\n"
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines() if line.strip()]
    assert lines[0].startswith(f"{NAME}: 2 of 3 submissions in ")
    assert lines[1:] == [
        *("graded 1", "to review 0", "failed 1", "grader errors 0"),
        EVERYBODY,
        "ada graded 12 of 20",
        "dan failed",
        "Not graded, which is not the same as zero",
        "dan failed It is no notebook.",
    ]


def test_a_run_that_stopped_before_anything_was_done_shows_nothing():
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err)
    screen.begin(NAME, 3)
    screen.close("Somebody is grading.")
    assert (out.getvalue(), err.getvalue()) == ("", "Somebody is grading.\n")


def test_what_was_looked_at_is_not_to_be_looked_at():
    lines = on_paper([done("ada", flags=[LOOK]), done("ben", State.NEEDS_REVIEW, flags=[LOOK])])
    assert lines[-2:] == ["To be looked at", f"ben {LOOK.sentence}"]


def test_collecting_is_summed_up_and_what_went_wrong_named():
    taken = [
        Collected("ada", "taken", ""),
        Collected("ben", "taken", ""),
        Collected("cleo", "refused", "The file of “cleo” is encrypted."),
    ]
    lines = on_paper([done("ada")], taken)
    assert lines[0] == "Collected: 1 refused, 2 taken."
    assert lines[2] == "cleo refused The file of “cleo” is encrypted."


def as_json(*acts) -> dict:
    out = io.StringIO()
    report = Json(out)
    for act, *given in acts:
        getattr(report, act)(*given)
    return json.loads(out.getvalue())


def test_json_says_it_all():
    acts = [("begin", NAME, 5), *(("add", one) for one in CLASS), ("end",)]
    said = as_json(("collected", [Collected("ada", "taken", "")]), *acts, *acts, ("close",))
    assert said["collected"] == [{"student": "ada", "what": "taken", "sentence": ""}]
    assert said["stopped"] == ""
    assert [e["exercise"] for e in said["exercises"]] == [NAME, NAME]
    exercise = said["exercises"][1]
    assert exercise["counts"] == {"graded": 1, "needs review": 2, "failed": 1, "grader error": 1}
    assert exercise["submissions"][2] == {
        "student": "cleo",
        "state": "needs review",
        "points": 12.0,
        "possible": 20.0,
        "flags": [{"name": f.name, "sentence": f.sentence, "review": f.review} for f in (FYI, LOOK)],
        "sentence": "",
        "fresh": True,
        "late": False,
    }
    assert [s["points"] for s in exercise["submissions"]] == [12.0, 12.0, 12.0, None, None]


@pytest.mark.parametrize(
    "acts",
    [
        [],
        [("collected", [])],
        [("begin", NAME, 5)],
        [("begin", NAME, 5), ("add", CLASS[0])],
        [("begin", NAME, 5), ("add", CLASS[0]), ("end",), ("begin", NAME, 5), ("add", CLASS[1])],
        [("begin", NAME, 5), ("add", CLASS[0]), ("end",)],
    ],
)
def test_json_is_a_whole_document_wherever_the_run_stops(acts: list[tuple]):
    said = as_json(*acts, ("close", "The disk is full."))
    assert said["stopped"] == "The disk is full."
    assert sum(len(e["submissions"]) for e in said["exercises"]) == sum(act[0] == "add" for act in acts)


def test_json_is_written_as_things_become_known():
    out = io.StringIO()
    report = Json(out)
    report.begin(NAME, 2)
    report.add(done("ada"))
    assert '"ada"' in out.getvalue()
