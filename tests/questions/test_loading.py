"""What a file of questions may not say, and how it is told."""

import os
import subprocess
import sys

import pytest

from tenmistakes import content
from tenmistakes.questions import Problem, Refused, Unknown, find, load, load_all
from tenmistakes.questions.kinds import Definitions

SLUG = "late-reply"


def problems(folder):
    with pytest.raises(Refused) as refused:
        load(SLUG, folder)
    return refused.value.problems


def question(definitions, name):
    return next(q for q in definitions["questions"] if q["id"] == name)


def entry(entries, name):
    return next(e for e in entries if e["id"] == name)


def spoil(definitions, path, value):
    """Set, or with ``...`` remove, what ``path`` leads to.

    It starts at the question of that id, or else at the top; further ids stand for their entries.
    """
    steps = path.split(".")
    ids = [q["id"] for q in definitions["questions"]]
    here = question(definitions, steps.pop(0)) if steps[0] in ids else definitions
    *to, last = (int(step) if step.isdigit() else step for step in steps)
    for step in to:
        here = entry(here, step) if isinstance(here, list) and isinstance(step, str) else here[step]
    if value is ...:
        del here[last]
    else:
        here[last] = value


def test_the_small_mistake_loads(mistake):
    assert (mistake.slug, mistake.number, mistake.title) == (SLUG, 11, "Replying late")
    assert list(mistake.questions) == [
        "first",
        "who",
        "steps",
        "forms",
        "reach",
        "week",
        "statement",
        "note",
    ]
    assert mistake.full_id(mistake.questions["reach"]) == "late-reply/reach"
    assert mistake.misconceptions["calms"].see == "The clock"


IDLE = {"idea": "x", "tempting": "x", "instead": "x", "see": "The clock"}

# One fault each: what is spoilt, the place it is told at, and words of the sentence.
FAULTS = [
    # the shape
    ("title", ..., "line 1", "'title' is missing"),
    ("titles", "x", "line", "'titles' is not known here. Did you mean 'title'?"),
    ("questions", [], "line", "'questions' needs at least 1 entries"),
    ("questions", "none", "line", "'questions' must be a list"),
    ("misconceptions", [], "line", "'misconceptions' must be a mapping"),
    ("questions.0", "text", "question 1", "must be a mapping"),
    ("first.kind", "choose", "question first", "There is no kind 'choose'; the kinds are 'choose-one'"),
    ("first.kind", ..., "question first", "'kind' is missing"),
    ("first.prompt", "  ", "question first", "'prompt' is empty"),
    ("first.prompt", True, "question first", "'prompt' must be text; put it in quotes"),
    ("first.id", "First reply", "question First reply", "cannot be an id"),
    ("first.points", "two", "question first", "'points' must be a number"),
    ("first.points", True, "question first", "'points' must be a number"),
    ("first.points", -1, "question first", "'points' must be at least 0"),
    ("first.points", float("inf"), "question first", "'points' must be a finite number"),
    ("first.hints.1", 5, "question first, hint 2", "An entry of 'hints' must be text"),
    ("first.options.wait.right", "no", "question first, option wait", "must be true or false"),
    ("first.options.wait.txt", "x", "question first, option wait", "Did you mean 'text'?"),
    ("reach.truth.number", ..., "question reach", "'number' is missing"),
    ("reach.truth", "many", "question reach", "'truth' must be a number"),
    ("reach.partly_share", 1, "question reach", "'partly_share' must be less than 1"),
    ("first.exemplars.0.outcome", "good", "question first, exemplar 1", "'outcome' must be"),
    ("statement.words", 80.5, "question statement", "'words' must be a whole number"),
    ("misconceptions.calms.instead", ..., "misconception calms", "'instead' is missing"),
    # misconceptions
    ("misconceptions.calms.see", "The cloak", "misconception calms", "no heading 'The cloak'"),
    ("misconceptions.saved", IDLE,
     "misconception saved", "the name of a message every question has"),
    ("misconceptions.idle", IDLE,
     "misconception idle", "No question names this misconception"),
    ("first.options.wait.misconception", "calm", "question first", "'calm', which is not declared"),
    # every question
    ("who.id", "first", "question first", "another question 'first' above"),
    ("first.right", ..., "question first", "'right' is missing"),
    ("first.prompt", "For 2 points: what?", "question first", "'prompt' speaks of points"),
    ("first.right", "Yes: 1 point.", "question first", "'right' speaks of points"),
    ("first.exemplars.0", ..., "question first", "no untouched exemplar"),
    ("first.exemplars.1", ..., "question first", "no exemplar with the message 'right'"),
    ("first.exemplars.2", ..., "question first", "no exemplar for the misconception 'calms'"),
    ("first.exemplars.2.message", "mute", "question first, exemplar 3", "never gives the message 'mute'"),
    ("first.exemplars.2.outcome", "right", "question first, exemplar 3", "the outcome is partly or not-yet"),
    # choices
    ("first.options.remove.right", True, "question first", "2 of its options are right; exactly one"),
    ("first.options.say-sorry.right", False, "question first", "None of its options is right"),
    ("first.options.wait.misconception", ..., "question first, option wait", "needs a 'misconception'"),
    ("first.options.say-sorry.misconception", "calms", "question first, option say-sorry", "cannot have"),
    ("first.options.wait.missed", "calms", "question first, option wait", "choose-several"),
    ("first.options.wait.id", "remove", "question first", "2 options have the id 'remove'"),
    ("first.options.wait.text", "Remove it", "question first", "2 options have the text 'Remove it'"),
    ("first.options.wait.id", "wrong", "question first", "The id 'wrong' gives the key away"),
    ("first.options.wait.id", "calms", "question first", "also that of a misconception"),
    ("who.options.boss.missed", ..., "question who, option boss", "needs 'missed'"),
    ("who.options.press.missed", "forgets", "question who, option press", "right options alone"),
    # order
    ("steps.items.mend.id", "learn", "question steps", "2 items have the id 'learn'"),
    ("steps.slips.0.first", "lurk", "question steps, slip 1", "There is no item 'lurk'"),
    ("steps.slips.0", {"first": "listen", "then": "mend", "misconception": "backwards"},
     "question steps, slip 1", "this is no slip"),
    ("steps.items", [{"id": f"step-{n}", "text": f"{n}"} for n in (1, 2, 3)],
     "question steps", "count up and would give the order away"),
    ("steps.otherwise", ..., "question steps", "'otherwise' is missing"),
    # match
    ("forms.items.shock.to", "quick", "question forms, item shock", "There is no target 'quick'"),
    ("forms.items.shock.id", "fast", "question forms, item fast", "give the pair away"),
    ("forms.slips.0.to", "fast", "question forms, slip 1", "this is no slip"),
    ("forms.slips.0.to", "quick", "question forms, slip 1", "There is no target 'quick'"),
    ("forms.slips.0.item", "shok", "question forms, slip 1", "There is no item 'shok'"),
    ("forms.targets.slow.text", "Fast", "question forms", "2 targets have the text 'Fast'"),
    # estimate
    ("reach.low", 6000, "question reach", "'low' must be smaller than 'high'"),
    ("reach.partly_within", 0.01, "question reach", "must not be smaller than 'right_within'"),
    ("reach.bands.0", {"misconception": "too-low"}, "question reach, band 1", "needs 'above', 'below'"),
    ("reach.bands.0.above", 1, "question reach, band 1", "'above' must be smaller than 'below'"),
    ("reach.truth", 0, "question reach", "The truth is 0"),
    ("reach.truth", 9000, "question reach", "The truth, 9000, is not between"),
    ("reach.truth.simulation", "lurk", "question reach", "no simulation 'lurk'"),
    ("reach.truth.number", "cats", "question reach", "gives no number 'cats'; it gives 'people'"),
    ("reach.truth.at.days", 2, "question reach", "no parameter 'days'"),
    ("reach.truth.at.hours", 64, "question reach", "'hours' goes from 0 to 63"),
    # plan
    ("week.space", "month", "question week", "no plans called 'month'"),
    ("week.bands.0.share", 0.9, "question week, band 1", "must have the share 1"),
    ("week.bands.1.share", 1, "question week, band 2", "less 'share' than the one above"),
    ("week.bands.1.regret", 0.05, "question week, band 2", "more 'regret'"),
    ("week.misconceptions.night", {"one": "mute"}, "question week, decision night", "no decision 'night'"),
    ("week.misconceptions.watch.six", "mute", "question week, decision watch, choice six", "no choice 'six'"),
    # written
    ("statement.points", 5, "question statement", "adds up to 4, but 'points' is 5"),
    ("statement.rubric", ..., "question statement", "needs a 'rubric'"),
    ("statement.model_answer", ..., "question statement", "needs a 'model_answer'"),
    ("statement.rubric.0.points", 0, "question statement, criterion 1", "must be more than 0"),
    ("statement.exemplars.1.message", "saved", "question statement", "'awaiting-review'"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "place", "words"), FAULTS)
def test_a_fault_is_told_with_its_place(definitions, course_of, path, value, place, words):
    spoil(definitions, path, value)
    told = [p for p in problems(course_of(definitions)) if words in p.sentence]
    assert told, problems(course_of(definitions))
    assert told[0].file == "11-late-reply/questions.yaml"
    assert told[0].place.startswith(place)
    assert "line " in told[0].place
    assert told[0].sentence.endswith((".", "?"))


def test_all_faults_are_told_at_once(definitions, course_of):
    spoil(definitions, "first.options.wait.misconception", ...)
    spoil(definitions, "who.extra", 1)
    spoil(definitions, "reach.truth.number", "cats")
    spoil(definitions, "misconceptions.swapped.instead", ...)
    told = "\n".join(map(str, problems(course_of(definitions))))
    for words in ("option wait", "'extra' is not known", "no number 'cats'", "'instead' is missing"):
        assert words in told


def test_the_line_is_the_line(definitions, course_of):
    folder = course_of(definitions)
    path = folder / "11-late-reply" / "questions.yaml"
    lines = path.read_text().replace("id: shock", "id: shock\n    from: somewhere").splitlines()
    path.write_text("\n".join(lines))
    (problem,) = problems(folder)
    line = next(n for n, text in enumerate(lines, start=1) if "from: somewhere" in text)
    assert problem == Problem(
        "11-late-reply/questions.yaml",
        f"question forms, item shock (line {line})",
        "'from' is not known here. Remove it.",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: a\ntitle: b\n", "line 2: The key 'title' stands here a second time."),
        ("title: [a\n", "This is not valid YAML"),
        ("title: !!python/object:os.system {}\n", "This is not valid YAML"),
        ("title: 2010-13-45\n", "This is not valid YAML"),
        ("", "must be a mapping"),
        ("- a\n", "must be a mapping"),
        ("[" * 5000 + "]" * 5000, "This is not valid YAML"),
        ("? [a, b]\n: c\n", "This is not valid YAML"),
    ],
)
def test_a_file_that_is_no_definitions(course_of, text, words):
    assert any(words in str(problem) for problem in problems(course_of(text)))


def test_a_file_that_is_no_text(definitions, course_of):
    folder = course_of(definitions)
    (folder / "11-late-reply" / "questions.yaml").write_bytes(b"title: \xff\xfe")
    assert "UTF-8" in problems(folder)[0].sentence


def test_headings_in_code_do_not_count(definitions, course_of):
    lesson = "# Late\n\n```{code-cell}\n## The clock\n```\n"
    assert any("no heading 'The clock'" in p.sentence for p in problems(course_of(definitions, lesson)))


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(definitions, course_of):
    folder = course_of(definitions)
    first = load(SLUG, folder)
    assert load(SLUG, folder) is first
    spoil(definitions, "title", "Replying never")
    os.utime(course_of(definitions) / "11-late-reply" / "questions.yaml", ns=(1, 1))
    assert load(SLUG, folder).title == "Replying never"


def test_what_is_not_there_is_said(definitions, course_of):
    folder = course_of(definitions)
    for call, words in [
        (lambda: load("no-such", folder), "no mistake called 'no-such'"),
        (lambda: find("late-reply/nothing", folder), "there are first, who, steps"),
        (lambda: find("first", folder), "write the mistake, a slash and the question"),
    ]:
        with pytest.raises(Unknown) as unknown:
            call()
        assert words in str(unknown.value)
    (folder / "11-late-reply" / "questions.yaml").unlink()
    with pytest.raises(Unknown, match=r"no file 11-late-reply/questions\.yaml"):
        load(SLUG, folder)
    assert load_all(folder) == []


def test_find_gives_the_question_and_its_mistake(definitions, course_of):
    mistake, found = find("late-reply/who", course_of(definitions))
    assert found is mistake.questions["who"]


def test_load_all_refuses_every_file_at_once(definitions, course_of):
    spoil(definitions, "title", ...)
    folder = course_of(definitions)
    other = folder / "12-other"
    other.mkdir()
    (other / "lesson.md").write_text("# Other\n")
    (other / "questions.yaml").write_text("titles: x\n")
    with pytest.raises(Refused) as refused:
        load_all(folder)
    assert {p.file for p in refused.value.problems} == {
        "11-late-reply/questions.yaml",
        "12-other/questions.yaml",
    }


def test_definitions_do_not_change_after_loading(mistake):
    with pytest.raises(ValueError, match="frozen"):
        mistake.questions["first"].points = 100
    assert Definitions.model_config["frozen"]


def test_the_course_folder_is_the_default():
    assert [m.slug for m in load_all()] == [
        place.slug for place in content.places() if (place.folder / "questions.yaml").is_file()
    ]


def test_the_grader_imports_no_plot_no_widget_no_ipython():
    script = (
        "import sys, tenmistakes.questions, tenmistakes.questions.views, tenmistakes.questions.exemplars;"
        "print(sorted({'matplotlib', 'IPython', 'ipywidgets', 'anywidget', 'nbgrader'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
