"""What the build refuses: each fault, planted alone, is named by file, place and sentence."""

import pytest

from tenmistakes.build import build, course, refusals
from tenmistakes.reading import Refused

LESSON = "course/08-no-crisis-plan/lesson.md"
EXERCISE = "course/08-no-crisis-plan/exercise.md"
SOURCES = "course/08-no-crisis-plan/sources.yaml"
PICTURES = "course/08-no-crisis-plan/pictures.yaml"
TABLE = "course/08-no-crisis-plan/data/weekend.csv"

FAULTS = {
    "unknown question": (
        LESSON,
        ('ask("no-crisis-plan/silence")', 'ask("no-crisis-plan/silense")'),
        "line 18",
        "no-crisis-plan has no question 'silense'. Did you mean 'silence'?",
    ),
    "unknown mistake": (
        LESSON,
        ('ask("no-crisis-plan/silence")', 'ask("no-plan/silence")'),
        "line 18",
        "The course has no 'no-plan'.",
    ),
    "id that is computed": (
        LESSON,
        ('ask("no-crisis-plan/silence")', 'ask("no-crisis-plan/" + "silence")'),
        "line 18",
        "ask() needs its id written out",
    ),
    "unknown simulation": (
        LESSON,
        ("no-crisis-plan/firestorm", "no-crisis-plan/firestrom"),
        "line 23",
        "no-crisis-plan has no simulation 'firestrom'. Did you mean 'firestorm'?",
    ),
    "unknown picture": (
        LESSON,
        ("no-crisis-plan/weekend", "no-crisis-plan/monday"),
        "line 30",
        "no-crisis-plan has no picture 'monday'. There are: weekend.",
    ),
    "prediction that is no estimate": (
        LESSON,
        ("no-crisis-plan/guess", "no-crisis-plan/silence"),
        "line 23",
        "A prediction is an estimate without points; 'no-crisis-plan/silence' is not.",
    ),
    "unknown prediction": (
        LESSON,
        ("no-crisis-plan/guess", "no-crisis-plan/gues"),
        "line 23",
        "There is no question 'no-crisis-plan/gues' to predict with. Did you mean 'no-crisis-plan/guess'?",
    ),
    "lesson of another mistake": (
        LESSON,
        ('lesson("no-crisis-plan")', 'lesson("start-here")'),
        "line 7",
        "lesson() names 'start-here', but this page belongs to 'no-crisis-plan'.",
    ),
    "no opening": (
        LESSON,
        ('\nlesson("no-crisis-plan")', ""),
        "line 4",
        'The first code cell must call lesson("no-crisis-plan").',
    ),
    "no caption": (
        LESSON,
        ("# Your answer: silence\n", ""),
        "line 17",
        "A code cell starts with a short caption comment",
    ),
    "code that is not Python": (
        LESSON,
        ('picture("no-crisis-plan/weekend")', 'picture("no-crisis-plan/weekend"'),
        "line 30",
        "This cell is not Python: '(' was never closed.",
    ),
    "grading in a lesson": (
        LESSON,
        ("# Your answer: silence", ":tags: [graded]\n\n# Your answer: silence"),
        "line 20",
        "Only an exercise has graded questions",
    ),
    "heading that skips a level": (
        LESSON,
        ("### In detail", "#### In detail"),
        "line 26",
        "The heading 'In detail' skips a level; it must start with '###'.",
    ),
    "second title": (
        LESSON,
        ("## Sources", "# Sources"),
        "line 33",
        "'Sources' is a second title; a page has one.",
    ),
    "no title": (
        LESSON,
        ("# No plan\n", "No plan\n"),
        "line 10",
        "The heading 'What it cost' skips a level; it must start with '#'.",
    ),
    "picture without words": (
        LESSON,
        ("![A chart of one weekend](chart.png)", "![](chart.png)"),
        "line 14",
        "The picture chart.png has no words",
    ),
    "picture as raw HTML": (
        LESSON,
        ("![A chart of one weekend](chart.png)", '<img src="chart.png">'),
        "line 14",
        "Write a picture as ![words](address), not as <img>.",
    ),
    "link that leads nowhere": (
        LESSON,
        ("## Sources", "Do the [exercise](../exercises/08-no-crisis-plan.ipynb).\n\n## Sources"),
        "line 33",
        "The link ../exercises/08-no-crisis-plan.ipynb leads nowhere.",
    ),
    "unknown marker": (
        LESSON,
        ("<!-- sources -->", "<!-- sources -->\n\n<!-- source -->"),
        "line 37",
        "<!-- source --> is no marker. Did you mean '<!-- sources -->'?",
    ),
    "sources that are not listed": (
        LESSON,
        ("<!-- sources -->", ""),
        "line 1",
        "The lesson must list its sources",
    ),
    "citation without a source": (
        LESSON,
        ("[@AA1; @BB2]", "[@AA1; @BB2; @BB3]"),
        "line 12",
        "'BB3' is not in sources.yaml. Did you mean 'BB2'?",
    ),
    "unused source": (
        LESSON,
        ("[@AA1; @BB2]", "[@AA1]"),
        "source BB2",
        "Nothing uses this source: cite it or take it out.",
        SOURCES,
    ),
    "table with an unknown source": (
        TABLE,
        ("1,2,AA1", "1,2,ZZ9"),
        "line 3, column source",
        "'ZZ9' is not in sources.yaml.",
    ),
    "picture with an unknown source": (
        PICTURES,
        ("sources: [AA1]", "sources: [ZZ9]"),
        "picture weekend, sources",
        "'ZZ9' is not in sources.yaml.",
    ),
    "picture that is not described": (
        PICTURES,
        ('words: "The posts doubled until Monday."', 'words: " "'),
        "picture weekend",
        "It has no words that say what it shows.",
    ),
    "source of an unknown kind": (
        SOURCES,
        ("kind: press", "kind: gossip"),
        "source AA1 (line 1)",
        "'kind' is 'gossip'; it can be 'press', 'academic'",
    ),
    "source without a title": (
        SOURCES,
        (' title: "The brand",', ""),
        "source BB2 (line 2)",
        "'title' is missing.",
    ),
    "source with an unknown key": (
        SOURCES,
        ("date: 2011", "year: 2011"),
        "source BB2 (line 2)",
        "A source has no 'year'; it has label, title, kind, date",
    ),
    "source of a day that never was": (
        SOURCES,
        ("2008-11-17, url", '"2008-11-31", url'),
        "source AA1 (line 1)",
        "'date' cannot be '2008-11-31': the calendar has no such day.",
    ),
    "points typed in prose": (
        EXERCISE,
        ("There are <!-- points --> points to be had.", "There are 5 points to be had."),
        "line 10",
        "'5 points' is typed here; points come from questions.yaml",
    ),
    "graded question without points": (
        EXERCISE,
        ("graded-silence", "silence"),
        "line 16",
        "'no-crisis-plan/silence' is graded but has no points in questions.yaml.",
    ),
    "question with points that is not graded": (
        EXERCISE,
        (":tags: [graded]\n\n", ""),
        "line 14",
        "'no-crisis-plan/graded-silence' has 2 points but no tag 'graded'.",
    ),
    "question graded twice": (
        EXERCISE,
        (
            "## In your",
            '```{code-cell}\n:tags: [graded]\n\n# Again\nask("no-crisis-plan/graded-silence")\n```\n\n'
            "## In your",
        ),
        "line 23",
        "'no-crisis-plan/graded-silence' is graded twice on this page.",
    ),
    "two questions in a graded cell": (
        EXERCISE,
        (
            'ask("no-crisis-plan/graded-silence")',
            'ask("no-crisis-plan/graded-silence")\nask("no-crisis-plan/guess")',
        ),
        "line 16",
        "A graded cell holds its caption and one ask(), nothing else.",
    ),
    "written question that is not there": (
        EXERCISE,
        ("no-crisis-plan/statement", "no-crisis-plan/statment"),
        "line 21",
        "There is no written question 'no-crisis-plan/statment'. Did you mean 'no-crisis-plan/statement'?",
    ),
    "score typed by hand": (
        EXERCISE,
        ("# Question 1: silence\n", '# Question 1: silence\nscore("no-crisis-plan/graded-silence")\n'),
        "line 16",
        "score() is written by the build; take it out.",
    ),
    "no hand-in": (
        EXERCISE,
        ("\nhand_in()\n", "\n"),
        "line 26",
        "The last code cell of an exercise must call hand_in().",
    ),
    "hand-in without its tag": (
        EXERCISE,
        (":tags: [hand-in]\n\n", ""),
        "line 25",
        "The cell that calls hand_in() must carry the tag 'hand-in'.",
    ),
}


def plant(root, file, old, new):
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_small_course_is_without_fault(root):
    assert refusals.find(course.read(root / "course")) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_file_place_and_sentence(root, fault):
    file, (old, new), place, sentence, *elsewhere = FAULTS[fault]
    plant(root, file, old, new)
    with pytest.raises(Refused) as caught:
        build(root)
    found = [(problem.place, problem.sentence) for problem in caught.value.problems]
    named = [p for p in caught.value.problems if p.place == place and p.sentence.startswith(sentence)]
    assert named, found
    assert named[0].file == str(root / (elsewhere[0] if elsewhere else file))


def test_a_fault_in_the_questions_is_named_too(root):
    file = "course/08-no-crisis-plan/questions.yaml"
    plant(root, file, 'see: "What it cost"', 'see: "What it costs"')
    plant(root, file, ", misconception: silence-calms}\n    exemplars", "}\n    exemplars")
    with pytest.raises(Refused) as caught:
        build(root)
    said = "\n".join(map(str, caught.value.problems))
    assert "08-no-crisis-plan/questions.yaml" in said
    assert "What it costs" in said
    assert "option wait" in said


def test_faults_in_several_files_are_all_named(root):
    plant(root, LESSON, "### In detail", "#### In detail")
    plant(root, EXERCISE, "There are <!-- points -->", "There are 5 points")
    plant(root, PICTURES, "sources: [AA1]", "sources: [ZZ9]")
    with pytest.raises(Refused) as caught:
        build(root)
    assert {problem.file for problem in caught.value.problems} == {
        str(root / file) for file in (LESSON, EXERCISE, PICTURES)
    }


@pytest.mark.parametrize(
    "prose",
    ["Sales fell by 3 percentage points.", "Three key points.", "It fell 3.5 %."],
)
def test_prose_about_other_points_is_let_through(root, prose):
    plant(root, EXERCISE, "## In your own words", f"{prose}\n\n## In your own words")
    assert refusals.find(course.read(root / "course")) == []


@pytest.mark.parametrize(
    "address",
    ["../exercises/08-no-crisis-plan/08-no-crisis-plan.ipynb#hand-in", "https://example.org", "#sources"],
)
def test_a_link_that_leads_somewhere_is_let_through(root, address):
    plant(root, LESSON, "## Sources", f"See [this]({address}).\n\n## Sources")
    assert refusals.find(course.read(root / "course")) == []


def test_a_citation_in_code_is_no_citation(root):
    plant(root, LESSON, "## Sources", "Cite as `[@ZZ9]`.\n\n## Sources")
    assert refusals.find(course.read(root / "course")) == []
