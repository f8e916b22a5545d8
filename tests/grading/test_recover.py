"""What is the learner's own in a submission is found, whatever became of the notebook around it."""

import json
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.answers import embedding
from tenmistakes.answers.place import Located
from tenmistakes.answers.session import Session
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.flags import flag
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.recover import CLOCKS_DIFFER, Recovered, recover
from tenmistakes.questions.check import LONGEST_TEXT

from .making import (
    ANSWERED,
    HANDED_IN,
    NAME,
    PROMPT,
    QUESTIONS,
    RIGHT,
    SLUG,
    TEXT,
    WRITTEN,
    below,
    beside,
    copied,
    entries,
    entry,
    hand_in_cell,
    handed_in,
    named,
    notebook,
    own_cell,
    released,
    removed,
)

Notebook = dict[str, Any]
LATER = "2026-01-31T18:00:00.000Z"


def flags(found: Recovered) -> dict[str, str]:
    """Name -> sentence."""
    return {flag.name: flag.sentence for flag in found.flags}


def values(found: Recovered) -> dict[str, Any]:
    """Question -> the answer that counts."""
    return {name.partition("/")[2]: entry.value for name, entry in found.entries.items()}


# Answers


def test_answers_are_found_in_the_notebook(exercise: Exercise):
    found = recover(handed_in(notebook(RIGHT)), exercise)
    assert values(found) == RIGHT
    assert not found.flags


def test_answers_are_found_beside_an_untouched_notebook(exercise: Exercise):
    found = recover(handed_in(released(), beside(RIGHT)), exercise)
    assert values(found) == RIGHT
    assert not found.flags


def test_without_any_answer_that_is_said_and_nothing_is_refused(exercise: Exercise):
    found = recover(handed_in(released()), exercise)
    assert found.entries == {} and found.texts == {WRITTEN: None}
    assert flags(found).keys() == {"no-answers"}
    assert "perhaps the last cell was not run" in flags(found)["no-answers"]


def test_a_text_without_answers_is_not_nothing(exercise: Exercise):
    found = recover(handed_in(notebook(text=TEXT)), exercise)
    assert flags(found) == {"answers-missing": "No answers were found in it."}


@pytest.mark.parametrize("later", ["notebook", "file"])
def test_the_later_of_two_answers_counts_wherever_it_stands(exercise: Exercise, later: str):
    times = {"notebook": (LATER, ANSWERED), "file": (ANSWERED, LATER)}[later]
    inside, outside = entry("day-after", "failed", times[0]), entry("day-after", "planned", times[1])
    found = recover(handed_in(notebook([inside]), beside([outside])), exercise)
    assert values(found) == {"day-after": "failed" if later == "notebook" else "planned"}
    assert "“Question 7: the day after”" in flags(found)["answers-differ"]


def test_an_answer_that_is_the_same_in_both_places_is_no_difference(exercise: Exercise):
    again = entries(RIGHT, LATER)
    assert not recover(handed_in(notebook(RIGHT), beside(again)), exercise).flags


def test_answers_of_another_notebook_do_not_count(exercise: Exercise):
    hand_in = handed_in(notebook(), beside([entry("day-after", "failed")], f"lesson/{SLUG}"))
    found = recover(hand_in, exercise)
    assert found.entries == {}
    assert f"lesson/{SLUG}" in flags(found)["answers-of-another"]


def test_a_file_that_lost_its_header_counts_for_what_is_whole_in_it(exercise: Exercise):
    torn = beside(RIGHT).split(b"\n", 1)[1]
    found = recover(handed_in(released(), torn), exercise)
    assert values(found) == RIGHT
    assert set(flags(found)) == {"answers-damaged"}


def test_answers_to_other_questions_are_named_and_do_not_count(exercise: Exercise):
    strangers = [entry("no-such-question", 1), entry("first-reply", "x", question="impatience/first-reply")]
    found = recover(handed_in(notebook([*entries(RIGHT), *strangers])), exercise)
    assert values(found) == RIGHT
    assert "impatience/first-reply" in flags(found)["answers-unknown"]
    assert f"{SLUG}/no-such-question" in flags(found)["answers-unknown"]


def test_a_written_answer_is_taken_from_its_cell_and_never_from_the_record(exercise: Exercise):
    found = recover(handed_in(notebook([entry("holding-statement", "A text")])), exercise)
    assert found.entries == {} and found.texts == {WRITTEN: None}


def test_an_answer_with_recorded_points_is_none_and_is_flagged(exercise: Exercise):
    made = notebook(RIGHT)
    line = entry("day-after", RIGHT["day-after"]).line
    cell = hand_in_cell(made)
    assert line in cell["source"]
    cell["source"] = cell["source"].replace(line, line[:-1] + ',"points":6}')
    found = recover(handed_in(made), exercise)
    assert "day-after" not in values(found)
    assert flags(found) == {"answers-damaged": "1 of the answers could not be read and did not count."}


def test_a_newer_record_is_not_guessed_at(exercise: Exercise):
    made = notebook(RIGHT)
    hand_in_cell(made)["source"] = hand_in_cell(made)["source"].replace('"schema": 1', '"schema": 2')
    newer = beside(RIGHT).replace(b'"schema":1', b'"schema":2')
    for hand_in in (handed_in(made), handed_in(released(), newer)):
        found = recover(hand_in, exercise)
        assert found.entries == {}
        assert set(flags(found)) == {"answers-newer", "no-answers"}


def test_a_wrong_clock_costs_nobody_points(exercise: Exercise):
    early, late = HANDED_IN + CLOCKS_DIFFER, HANDED_IN + CLOCKS_DIFFER + timedelta(minutes=1)
    answers = [
        entry("day-after", "failed", f"{early:%Y-%m-%dT%H:%M:%S}.000Z"),
        entry("sunday-morning", "x", f"{late:%Y-%m-%dT%H:%M:%S}.000Z"),
    ]
    found = recover(handed_in(notebook(answers)), exercise)
    assert set(values(found)) == {"day-after", "sunday-morning"}
    assert flags(found) == {
        "answers-in-future": "Answers are dated after the hand-in: “Question 6: Sunday, 8:30”."
    }
    assert not recover(handed_in(notebook(answers), when=None), exercise).flags


@pytest.mark.parametrize("comment", ["# ", "#", "\t# "])
def test_a_record_that_was_made_a_comment_is_read_all_the_same(exercise: Exercise, comment: str):
    made = notebook(RIGHT)
    cell = hand_in_cell(made)
    cell["source"] = "\n".join(comment + line for line in cell["source"].split("\n"))
    assert values(recover(handed_in(made), exercise)) == RIGHT


@pytest.mark.parametrize(
    "data",
    [b"\n" * 2**23, b"{}\n" * 2**21, b'{"format":"tenmistakes answers","entries":[' + b"0," * 2**21 + b"0]}"],
)
def test_millions_of_lines_that_are_no_answers_keep_nobody_busy(exercise: Exercise, data: bytes):
    began = time.process_time()
    assert "answers-damaged" in flags(recover(handed_in(released(), data), exercise))
    assert time.process_time() - began < 2  # ten times what it takes; without a limit it is half a minute


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(QUESTIONS)),
            st.integers(0, 3),
            st.sampled_from([ANSWERED, LATER]),
            st.integers(1, 3),
            st.sampled_from(["notebook", "file", "second file"]),
        ),
        max_size=12,
    )
)
def test_the_same_answers_count_as_in_the_learners_own_notebook(
    tmp_path_factory, exercise: Exercise, answers
):
    folder: Path = tmp_path_factory.mktemp("hand-in")
    where: dict[str, list] = {"notebook": [], "file": [], "second file": []}
    for name, value, when, attempt, place in answers:
        where[place].append(entry(name, value, when, attempt=attempt))
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps(notebook(where["notebook"])), encoding="utf-8")
    files = [beside(where["file"]), beside(where["second file"])]
    for name, data in zip((f"{NAME}.answers.json", f"{NAME}.answers-2.json"), files, strict=True):
        (folder / name).write_bytes(data)
    session = Session("exercise", SLUG, Located(path))
    found = recover(HandIn("ada", path.read_bytes(), tuple(zip("ab", files, strict=True)), None), exercise)
    assert {name: e.line for name, e in found.entries.items()} == {
        e.question: e.line for e in session.entries()
    }
    assert ("answers-differ" in flags(found)) == any(
        d.question in found.entries for d in session.differences
    ), session.differences


# Texts


def written(change: Callable[[Notebook], object], exercise: Exercise, text: str | None = TEXT) -> Recovered:
    """What is recovered of a notebook in which all is answered, and then something is changed."""
    made = notebook(RIGHT, text)
    change(made)
    found = recover(handed_in(made), exercise)
    assert values(found) == RIGHT
    return found


def strip(made: Notebook) -> None:
    made["metadata"] = {}
    for cell in made["cells"]:
        cell["metadata"] = {}


def twice(made: Notebook) -> None:
    made["cells"] += json.loads(json.dumps(made["cells"]))


def new_ids(made: Notebook) -> None:
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"{number:08x}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda made: None, set()),
        (new_ids, set()),
        (strip, {"metadata-missing"}),
        (lambda made: (strip(made), new_ids(made)), {"metadata-missing"}),
        (lambda made: named(made, WRITTEN).update(metadata={}), {"metadata-missing"}),
        (lambda made: named(made, WRITTEN).update(metadata={}, id="x"), {"answer-cell-missing"}),
        (lambda made: named(made, WRITTEN).update(cell_type="code"), {"answer-cell-retyped"}),
        (lambda made: named(made, WRITTEN).update(cell_type="<script>"), {"answer-cell-retyped"}),
        (lambda made: made["cells"].reverse(), {"cells-moved"}),
        (lambda made: random.Random(8).shuffle(made["cells"]), {"cells-moved"}),
        (lambda made: copied(made, WRITTEN), {"answer-cell-copied"}),
        (lambda made: copied(made, WRITTEN, source=""), {"answer-cell-copied"}),
        (twice, {"answer-cell-copied", "cells-copied"}),
        (lambda made: removed(made, PROMPT), {"cells-missing"}),
        (lambda made: removed(made, "ask-day-after"), {"cells-missing"}),
        (lambda made: copied(made, "score-day-after"), {"cells-copied"}),
        (lambda made: named(made, "score-day-after").update(source="2.0"), {"cells-edited"}),
        (lambda made: below(made, "start", own_cell("x = 1", "code")), {"cells-added"}),
        (lambda made: below(made, "start", own_cell(" \n", "code")), set()),
        (lambda made: made["cells"][4].update(id=named(made, WRITTEN)["id"]), set()),
    ],
)  # fmt: skip
def test_a_text_is_found_whatever_became_of_the_cells(exercise: Exercise, change, expected: set[str]):
    found = written(change, exercise)
    assert found.texts == {WRITTEN: TEXT}
    assert set(flags(found)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda made: below(made, WRITTEN, own_cell(TEXT)), {"text-elsewhere"}),
        (lambda made: below(made, WRITTEN, own_cell(TEXT, "code")), {"text-elsewhere"}),
        (lambda made: below(made, PROMPT, own_cell(TEXT, "raw")), {"text-elsewhere"}),
        (lambda made: copied(made, WRITTEN, source=TEXT), {"answer-cell-copied"}),
        (
            lambda made: (below(made, WRITTEN, own_cell(TEXT)), removed(made, WRITTEN)),
            {"answer-cell-missing"},
        ),
        (
            lambda made: (made["cells"].insert(2, own_cell(TEXT)), removed(made, WRITTEN)),
            {"answer-cell-missing", "text-elsewhere"},
        ),
        (
            lambda made: named(made, PROMPT)["source"].extend(["\n\n", TEXT]),
            {"cells-edited", "text-elsewhere"},
        ),
    ],
)  # fmt: skip
def test_a_text_in_a_cell_of_the_learners_own_is_found_where_the_answer_is_empty(
    exercise: Exercise, change, expected: set[str]
):
    found = written(change, exercise, text=None)
    assert found.texts == {WRITTEN: TEXT}
    assert set(flags(found)) == expected


def test_different_texts_in_copies_are_both_read(exercise: Exercise):
    found = written(lambda made: copied(made, WRITTEN, source="Another draft."), exercise)
    assert found.texts == {WRITTEN: f"{TEXT}\n\nAnother draft."}
    assert set(flags(found)) == {"answer-cell-copied"}


def test_a_text_that_goes_on_in_the_next_cell_is_read_to_its_end(exercise: Exercise):
    found = written(
        lambda made: below(made, WRITTEN, own_cell("Second part."), own_cell("pass", "code")), exercise
    )
    assert found.texts == {WRITTEN: f"{TEXT}\n\nSecond part."}
    assert set(flags(found)) == {"text-continued", "cells-added"}


def test_a_note_elsewhere_is_not_taken_for_an_empty_answer(exercise: Exercise):
    found = written(lambda made: below(made, "start", own_cell("Ask about Friday.")), exercise, text=None)
    assert found.texts == {WRITTEN: None}
    assert set(flags(found)) == {"cells-added"}


def test_merged_into_one_cell_everything_is_still_there(exercise: Exercise):
    def merge_all(made: Notebook) -> None:
        sources = ["".join(cell["source"]) for cell in made["cells"]]
        made["cells"] = [own_cell("\n\n".join(sources), "code")]

    found = written(merge_all, exercise)
    assert found.texts == {WRITTEN: TEXT}
    assert {"answer-cell-missing", "text-elsewhere", "cells-missing"} == set(flags(found))


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\u00a0", "\n".join(["", "Double-click here (or press Enter) and write your answer.", ""])],
)
def test_an_empty_text_is_none(exercise: Exercise, text: str):
    found = written(lambda made: None, exercise, text=text)
    assert found.texts == {WRITTEN: None} and not found.flags


def test_a_deleted_answer_is_an_empty_one(exercise: Exercise):
    found = written(lambda made: removed(made, WRITTEN), exercise, text=None)
    assert found.texts == {WRITTEN: None}
    assert flags(found).keys() == {"answer-cell-missing"}


def test_a_text_is_kept_as_it_was_written_but_for_control_characters(exercise: Exercise):
    text = "  «Добрий день» 🙂\n\n    مرحبا\t$x$ <b>\u2028end"
    assert written(lambda made: None, exercise, text=text).texts == {WRITTEN: text}
    assert written(lambda made: None, exercise, text="a\x00b\x1b[31m").texts == {
        WRITTEN: "a\ufffdb\ufffd[31m"
    }


def test_a_text_longer_than_anybody_reads_is_cut_and_that_is_said(exercise: Exercise):
    found = written(lambda made: None, exercise, text="é" * (LONGEST_TEXT + 1))
    assert found.texts == {WRITTEN: "é" * LONGEST_TEXT}
    assert f"{LONGEST_TEXT + 1:,}" in flags(found)["text-cut"]


# Nothing to grade from


def test_a_notebook_of_something_else_is_refused(exercise: Exercise):
    made = {"cells": [own_cell("# Statistics"), own_cell("1 + 1", "code")], "metadata": {}, "nbformat": 4}
    with pytest.raises(Refused, match="holds nothing of this exercise") as refused:
        recover(handed_in(made), exercise)
    assert refused.value.identity == handed_in(made).identity


@pytest.mark.parametrize(("kind", "slug"), [("lesson", SLUG), ("exercise", "impatience")])
def test_another_notebook_of_the_course_is_refused_by_name(exercise: Exercise, kind: str, slug: str):
    made = released()
    made["metadata"]["tenmistakes"] = {"kind": kind, "slug": slug}
    for cell in made["cells"]:  # whose questions may have the same names
        cell["source"] = "".join(cell["source"]).replace(f"{SLUG}/", f"{slug}/other-")
    with pytest.raises(Refused, match=f"the {kind} “{slug}”, not the exercise “{SLUG}”"):
        recover(handed_in(made), exercise)


def test_the_cells_count_and_not_what_the_notebook_calls_itself(exercise: Exercise):
    made = notebook(RIGHT)
    made["metadata"]["tenmistakes"]["slug"] = "impatience"
    assert values(recover(handed_in(made), exercise)) == RIGHT


def test_answers_beside_something_that_is_no_notebook_are_graded_and_the_text_is_left_to_a_person(
    exercise: Exercise,
):
    found = recover(handed_in(b"PK\x03\x04", beside(RIGHT)), exercise)
    assert values(found) == RIGHT
    assert found.texts == {}
    assert "zip file" in flags(found)["notebook-unread"]


def test_without_notebook_and_answers_there_is_nothing_to_grade(exercise: Exercise):
    nothing = HandIn("ada", b"", (("a", beside([])),), flags=(flag("notebook-missing"),))
    with pytest.raises(Refused, match="No notebook was handed in"):
        recover(nothing, exercise)
    with pytest.raises(Refused, match="file is empty") as refused:
        recover(handed_in(b"", beside([])), exercise)
    assert not refused.value.flags


def test_a_notebook_cut_off_before_its_answers_is_refused_and_not_a_zero(exercise: Exercise):
    data = json.dumps(notebook(RIGHT)).encode()
    with pytest.raises(Refused, match="damaged"):
        recover(handed_in(data[: len(data) // 2]), exercise)


def test_a_text_that_was_cut_off_is_not_an_empty_one(exercise: Exercise):
    data = json.dumps(notebook(RIGHT, TEXT)).encode()
    found = recover(handed_in(data[: len(data) // 2], beside(RIGHT)), exercise)
    assert values(found) == RIGHT and found.texts == {}
    assert "damaged" in flags(found)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_few_changes_to_the_file_end_in_answers_or_one_sentence(exercise: Exercise, at: list[int], dice):
    data = bytearray(json.dumps(notebook(RIGHT, TEXT)).encode())
    for place in at:
        data[place % len(data)] = dice.randrange(256)
    try:
        found = recover(handed_in(bytes(data)), exercise)
    except Refused as refused:
        assert str(refused).endswith(".")
    else:
        assert set(found.entries) <= {item.full_id for item in exercise.items}


_marks = st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": st.fixed_dictionaries({"grade_id": st.sampled_from([WRITTEN, PROMPT, "start", 7, None])}),
        "tenmistakes": st.fixed_dictionaries({"role": st.sampled_from(["hand-in", 1])}),
    },
)
_cells = st.builds(
    lambda kind, source, metadata, name: {
        "cell_type": kind,
        "source": source,
        "metadata": metadata,
        "id": name,
    },
    st.sampled_from(["code", "markdown", "raw"]),
    st.sampled_from(["".join(cell["source"]) for cell in released()["cells"]] + [TEXT, "", "#: {", "#:\n"]),
    _marks,
    st.sampled_from([cell["id"] for cell in released()["cells"]] + ["x"]),
)


@given(st.lists(_cells, max_size=30), st.booleans())
def test_cells_in_any_disorder_lose_no_text_and_raise_nothing(
    exercise: Exercise, cells: list[Notebook], around: bool
):
    made = notebook(RIGHT)
    below(made, WRITTEN if around else "start", *cells)
    named(made, WRITTEN)["source"] = text = "Only in its own cell."
    found = recover(handed_in(made), exercise)
    assert text in found.texts[WRITTEN]
    assert values(found) == RIGHT


def test_the_record_of_the_course_is_what_the_helpers_write(exercise: Exercise):
    assert hand_in_cell(notebook(RIGHT))["source"].startswith(embedding.HEAD)
    assert {item.question.id for item in exercise.items} == {*QUESTIONS, "holding-statement"}
