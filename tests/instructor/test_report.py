"""The report on a made-up class that was really graded: every number on the page and in the tables is known.

What is expected is worked out here from what the class was made of, in plain Python, as the page's own notes
describe it. What was compared is taken out of the page: no number is left.
"""

import csv
import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import mean, median

import pytest

from tenmistakes import cli
from tenmistakes.questions.kinds import Question, Written
from tenmistakes.questions.views import message_text

from .generated import due, items_of, mistake_of
from .graded import CHOSEN, HOSTILE, OUTSIDER, READ, UNREAD, Course, Mark, graded_course

TITLES = {
    READ: "Exercise 4: how long does Pellington wait?",
    UNREAD: "Exercise 8: a plan for Wickerby",
}
KINDS = {
    "choose-one": "Choose one",
    "choose-several": "Choose all that apply",
    "order": "Put in order",
    "match": "Match",
    "estimate": "Estimate",
    "plan": "Decide",
    "written": "In your own words",
}
LABELS = {
    READ: (
        "Question 1: six lines from a report",
        "Question 2: the consultant's curve",
        "Question 3: the postcards",
        "Question 4: one page for Harriet",
        "Question 5: Harriet's cold feet",
        "Question 6: reckon one of them",
        "Question 7: a rule for three efforts",
        "Question 8: what has been put into it",
        "A note to Harriet",
    ),
    UNREAD: (
        "Question 1: Saturday, 22:10",
        "Question 2: the reply that fits",
        "Question 3: another Friday, five o'clock",
        "Question 4: two hours at the weekend",
        "Question 5: the muted alarm",
        "Question 6: Sunday, 8:30",
        "Question 7: the day after",
        "Question 8: a crisis plan under a budget",
        "Your first words",
    ),
}
TIMES = {
    "3 days before or earlier": (None, -72),
    "1 to 3 days before": (-72, -24),
    "6 to 24 hours before": (-24, -6),
    "in the last 6 hours": (-6, 0),
    "up to 1 day late": (0, 24),
    "more than 1 day late": (24, None),
}
"""Hours after the due date: more than the first, at most the second."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return graded_course(tmp_path_factory.mktemp("report") / "course")


# ---- what is to be expected


def exact(number: float) -> Fraction:
    return Fraction(repr(number))


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float:
    x, y = mean(xs), mean(ys)
    both = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return both / (sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys)) ** 0.5


class Expected:
    """One exercise as it must be reported."""

    def __init__(self, course: Course, stem: str) -> None:
        self.stem, self.marks, self._course = stem, course.marks[stem], course
        self.questions = items_of(stem)
        self.possible = sum(question.points for question in self.questions)
        self.number = len(self.marks)

    def column(self, question: Question) -> list[Mark]:
        return [self.marks[student][question.id] for student in self.marks]

    def right(self, question: Question) -> int:
        return sum(mark.message == "right" for mark in self.column(question))

    def share(self, question: Question) -> float | None:
        points = [mark.points for mark in self.column(question)]
        return None if None in points else mean(points) / question.points

    def discrimination(self, question: Question) -> float | None:
        own = [mark.points for mark in self.column(question)]
        if None in own:
            return None
        rest = [
            sum(mine[q.id].points for q in self.questions if q is not question and not isinstance(q, Written))
            for mine in self.marks.values()
        ]
        return pearson(own, rest)

    def unread(self, question: Question) -> int:
        return sum(mark.points is None for mark in self.column(question))

    def answers(self, question: Question) -> list[tuple[str, str, int]]:
        """Id, words and number of every answer that anybody gave, in the order of the bars."""
        marks = self.column(question)
        if isinstance(question, Written):
            waiting = sum(mark.waiting for mark in marks)
            blank = sum(mark.blank and not mark.waiting for mark in marks)
            read = len(marks) - waiting - blank
            found = [("read", "Read by a person", read), ("waiting", "Still to be read", waiting)]
            found.append(("not-attempted", "Left blank", blank))
        else:
            told = Counter(mark.message for mark in marks)
            ideas = mistake_of(self.stem).misconceptions
            held = [(name, message_text(idea.idea), told[name]) for name, idea in ideas.items()]
            found = [("right", "Right", told["right"]), *sorted(held, key=lambda each: -each[2])]
            found.append(("not-attempted", "Left blank", told["not-attempted"]))
        return [each for each in found if each[2]]

    def scores(self) -> dict[str, Fraction]:
        """What each learner has of the points that are marked so far."""
        found = {}
        for student, mine in self.marks.items():
            marked = [q for q in self.questions if mine[q.id].points is not None]
            earned = sum(exact(mine[q.id].points) for q in marked)
            found[student] = earned / sum(exact(q.points) for q in marked)
        return found

    def score_classes(self) -> list[tuple[str, int]]:
        count = Counter(min(9, int(share * 10)) for share in self.scores().values())
        words = [f"{10 * n} to {10 * n + 9}%" for n in range(9)]
        return [(each, count[n]) for n, each in enumerate([*words, "90 to 100%"])]

    def time_classes(self) -> list[tuple[str, int]]:
        hours = [self._course.late(self.stem, student) / 3600 for student in self.marks]
        return [
            (words, sum((low is None or h > low) and (high is None or h <= high) for h in hours))
            for words, (low, high) in TIMES.items()
        ]

    def late(self) -> int:
        return sum(count for words, count in self.time_classes() if "late" in words)

    def state(self, student: str) -> str:
        if student == OUTSIDER:
            return "not graded" if self.stem == UNREAD else "not handed in"
        if student not in self._course.when[self.stem]:
            return "not handed in"
        if student not in self.marks:
            return "failed"
        waits = any(mark.waiting for mark in self.marks[student].values())
        return "needs review" if waits else "graded"

    def total(self, student: str) -> float:
        return float(sum(exact(mark.points or 0.0) for mark in self.marks[student].values()))

    def waiting(self) -> Iterator[tuple[str, list[str]]]:
        """Labels and learners of what waits for a person."""
        for label, question in zip(LABELS[self.stem], self.questions, strict=True):
            who = [student for student, mine in self.marks.items() if mine[question.id].waiting]
            if who:
                yield label, who


@pytest.fixture(scope="module")
def expected(course: Course) -> dict[str, Expected]:
    return {stem: Expected(course, stem) for stem in CHOSEN}


def reasons(expected: dict[str, Expected], student: str) -> list[str]:
    """Why somebody needs a hand, as the page must say it. Two exercises are too few for a fall."""
    read, unread = expected[READ], expected[UNREAD]
    said = []
    missing = [int(e.stem[:2]) for e in (read, unread) if e.state(student) == "not handed in"]
    if missing:
        word = "exercise" if len(missing) == 1 else "exercises"
        said.append(f"Has not handed in {word} {' and '.join(map(str, missing))}, as most have.")
    for each in (read, unread):
        if each.state(student) == "failed":
            why = "The file is no notebook: it is not JSON."
            said.append(f"Exercise {int(each.stem[:2])} could not be graded: {why}")
    low = [(int(e.stem[:2]), e.scores()[student]) for e in (read, unread) if student in e.marks]
    low = [f"{float(share):.0%} in {number}" for number, share in low if share < Fraction(2, 5)]
    if low:
        said.append(f"Few points: {', '.join(low)}.")
    blank = []
    for each in (read, unread):
        if student in each.marks:
            count = sum(mark.blank for mark in each.marks[student].values())
            if count >= 4.5:
                blank.append(f"{count} of 9 questions of exercise {int(each.stem[:2])}")
    if blank:
        said.append(f"Left blank: {'; '.join(blank)}.")
    told = Counter(
        mark.message
        for each in (read, unread)
        if student in each.marks
        for mark in each.marks[student].values()
    )
    for name, count in told.items():
        idea = next(
            (m.misconceptions[name] for m in map(mistake_of, CHOSEN) if name in m.misconceptions), None
        )
        if idea and count >= 3:
            said.append(f"In {count} questions: “{message_text(idea.idea)}”")
    return said


# ---- the page


class Page:
    """The page; what is taken out of it is compared by whoever takes it."""

    def __init__(self, path: Path) -> None:
        self.left = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.S)

    def take(self, pattern: str) -> list[re.Match[str]]:
        found = list(re.finditer(pattern, self.left, re.S))
        self.left = re.sub(pattern, " ", self.left, flags=re.S)
        assert found, pattern
        return found

    def section(self, name: str) -> str:
        """A part of the page, taken out whole."""
        pattern = rf'<section class="card" id="{name}".*?(?=<section class="card"|</main>)'
        return self.take(pattern)[0][0]


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def rows(markup: str, attribute: str) -> list[tuple[str, list[str]]]:
    """The rows of a table by an attribute: its value, and the words of the cells."""
    return [
        (html.unescape(row[1]), [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row[2], re.S)])
        for row in re.finditer(rf'<tr {attribute}="([^"]*)">(.*?)</tr>', markup, re.S)
    ]


def pictures(markup: str) -> list[tuple[str, str, str]]:
    """What is drawn, what it is called for who does not see it, and what stands below, of each picture."""
    found = []
    for figure in re.findall(r"<figure>.*?</figure>", markup, re.S):
        drawn = " ".join(html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", figure))
        label = html.unescape(re.search(r'<svg[^>]*aria-label="([^"]*)"', figure)[1])
        found.append((drawn, label, words(re.search(r"<figcaption>.*?</figcaption>", figure, re.S)[0])))
    return found


def percent(share: float | Fraction) -> str:
    return f"{round(float(share), 4):.0%}"


def of(count: int, whole: int) -> str:
    return f"{count} ({count / whole:.0%})"


@pytest.fixture(scope="module")
def page(course: Course) -> Path:
    assert cli.main(["report", "--course", str(course.root)]) == 0
    return course.root / "grading" / "report.html"


def test_every_number_on_the_page(course: Course, expected: dict[str, Expected], page: Path):
    shown = Page(page)
    _the_head(shown, course)
    _at_a_glance(shown.section("glance"), course, expected)
    _still_to_grade(shown.section("waiting"), expected)
    _who_needs_a_hand(shown.section("hand"), course, expected)
    for stem in CHOSEN:
        _an_exercise(shown.section(stem), expected[stem])
    _the_class(shown.section("class"), course, expected)
    shown.section("notes")
    assert not re.search(r"\d", words(shown.left)), words(shown.left)


def _the_head(shown: Page, course: Course) -> None:
    last = max(when for stem in CHOSEN for when in course.when[stem].values())
    heading = f"{len(course.students)} learners · last hand-in {last.day} {last:%B %Y at %H:%M} UTC"
    assert words(shown.take("<h1>.*?</header>")[0][0]) == f"2 exercises {heading}"
    shown.take("<title>.*?</title>")
    shown.take("<meta name=.viewport.*?>")
    links = words(shown.take("<nav.*?</nav>")[0][0])
    assert all(title in links for title in TITLES.values())


def _at_a_glance(markup: str, course: Course, expected: dict[str, Expected]) -> None:
    heads = [words(head) for head in re.findall(r"<th scope=.col.>.*?</th>", markup)]
    assert heads[3:] == ["Graded", "Needs review", "Failed", "Not graded", "Not handed in"]
    for stem, cells in rows(markup, "data-exercise"):
        one = expected[stem]
        states = Counter(one.state(student) for student in course.students)
        counts = [states[head.lower()] for head in heads[3:]]
        average = percent(mean(one.scores().values()))
        assert cells == [TITLES[stem], str(one.number), average, *map(str, counts)]
    assert len(rows(markup, "data-exercise")) == 2
    said = [words(each) for each in re.findall(r"<li.*?</li>", markup, re.S)]
    assert said == [_hardest(expected[stem]) for stem in CHOSEN]


def _hardest(one: Expected) -> str:
    labelled = list(zip(LABELS[one.stem], one.questions, strict=True))
    shares = [(one.share(question), label) for label, question in labelled]
    share, hard = min(each for each in shares if each[0] is not None)
    count, idea, label = max(
        (count, idea, label)
        for label, question in labelled
        if not isinstance(question, Written)
        for name, idea, count in one.answers(question)
        if name not in ("right", "not-attempted")
    )
    return (
        f"Exercise {int(one.stem[:2])}. The hardest question is “{hard}” (mean share {percent(share)}). "
        f"The misconception held most is “{idea}” ({count} of {one.number}, in “{label}”)."
    )


def _still_to_grade(markup: str, expected: dict[str, Expected]) -> None:
    said = [words(each) for each in re.findall(r"<li.*?</li>", markup, re.S)]
    wanted = [
        f"Exercise {int(stem[:2])}, {label}: {len(who)} {'answer' if 'Question' in label else 'text'}"
        f"{'' if len(who) == 1 else 's'}. Whose they are {' , '.join(who)}"
        for stem, one in expected.items()
        for label, who in one.waiting()
    ]
    assert said == wanted
    assert len(said) == 2  # the texts, and a score that a person gave to an earlier answer


def _who_needs_a_hand(markup: str, course: Course, expected: dict[str, Expected]) -> None:
    wanted = {student: reasons(expected, student) for student in course.students}
    wanted = {student: why for student, why in wanted.items() if why}
    found = rows(markup, "data-learner")
    name = {HOSTILE[0]: f" {HOSTILE[1]} {HOSTILE[2]}"}
    assert dict(found) == {who: [f"{who}{name.get(who, '')}", " ".join(why)] for who, why in wanted.items()}
    assert [len(wanted[who]) for who, _ in found] == sorted(map(len, wanted.values()), reverse=True)
    assert f"{len(found)} learners, those with most reasons first." in words(markup)
    assert len(found) > 10


def _an_exercise(markup: str, one: Expected) -> None:
    said = words(markup)
    assert f"{one.number} learners with marks, {one.possible:g} points to be had." in said
    drawn = pictures(markup)
    _scores(drawn[0], one)
    _times(drawn[1], one)
    labels = dict(zip((q.id for q in one.questions), LABELS[one.stem], strict=True))
    table = dict(rows(markup, "data-item"))
    assert list(table) == list(labels)
    for question, picture in zip(one.questions, drawn[2:], strict=True):
        assert table[question.id] == _row(question, one, labels[question.id])
        _answers(markup, picture, question, one, labels[question.id])


def _scores(picture: tuple[str, str, str], one: Expected) -> None:
    drawn, label, caption = picture
    classes = one.score_classes()
    assert drawn == " ".join(["Scores", *(f"{count} {words}" for words, count in classes)])
    assert label == f"Scores. {'; '.join(f'{words}: {count}' for words, count in classes if count)}."
    found = [float(share) for share in one.scores().values()]
    assert caption == (
        f"Shares of the points that are marked so far. The mean is {percent(mean(found))}, the median "
        f"{percent(median(found))}; they go from {percent(min(found))} to {percent(max(found))}."
    )


def _times(picture: tuple[str, str, str], one: Expected) -> None:
    drawn, label, caption = picture
    classes = one.time_classes()
    title, when = "When it was handed in", due(one.stem)
    assert drawn == " ".join([title, *(f"{count} {words}" for words, count in classes)])
    assert label == f"{title}. {'; '.join(f'{words}: {count}' for words, count in classes if count)}."
    assert one.late() > 0
    assert caption == (f"Due {when.day} {when:%B %Y at %H:%M} UTC. {one.late()} of {one.number} came late.")


def _row(question: Question, one: Expected, label: str) -> list[str]:
    share, found = one.share(question), one.discrimination(question)
    right = "by hand" if isinstance(question, Written) else str(one.right(question))
    if share is None:
        return [label, f"{question.points:g}", right, "not yet", f"{one.unread(question)} still to be read"]
    word = "reversed" if found <= -0.1 else "clear" if found >= 0.3 else "weak" if found >= 0.1 else "none"
    number = f"{round(found, 4):.2f}".replace("-", "\u2212")
    return [label, f"{question.points:g}", right, percent(share), f"{number} {word}"]


def _answers(
    markup: str, picture: tuple[str, str, str], question: Question, one: Expected, label: str
) -> None:
    answers, whole = one.answers(question), one.number
    section = re.search(
        rf'<section class="item" data-item="{question.id}" data-answers="([^"]*)">.*?<p', markup, re.S
    )
    assert section[1] == " ".join(f"{name}={count}" for name, _, count in answers)
    points = f"{question.points:g} point{'' if question.points == 1 else 's'}"
    assert f"{label} {KINDS[question.kind]} · {points}" in words(markup)
    drawn, said, caption = picture
    bars = [f"{words} {of(count, whole)}" for _, words, count in answers]
    assert drawn == " ".join([f"Learners, of {whole} with marks", *bars])
    assert said == f"{label}. {'; '.join(f'{words}: {count}' for _, words, count in answers)}."
    if isinstance(question, Written):
        unread = sum(mark.waiting for mark in one.column(question))
        assert caption == (
            f"{unread} of {whole} still to be read." if unread else "Nothing waits to be read."
        )
        return
    held = next(
        (name, words, count) for name, words, count in answers if name not in ("right", "not-attempted")
    )
    assert caption == (
        f"{of(one.right(question), whole)} of {whole} answered right. "
        f"The commonest misconception: “{held[1]}” ({held[2]})."
    )


def _the_class(markup: str, course: Course, expected: dict[str, Expected]) -> None:
    heads = [words(head) for head in re.findall(r"<th scope=.col.>.*?</th>", markup)]
    possible = [f"Exercise {int(stem[:2])}, of {one.possible:g}" for stem, one in expected.items()]
    assert heads == ["Learner", *possible, "Points in all"]
    found = rows(markup, "data-student")
    assert [student for student, _ in found] == course.students
    for student, cells in found:
        totals = [one.total(student) for one in expected.values() if student in one.marks]
        name = f" {HOSTILE[1]} {HOSTILE[2]}" if student == HOSTILE[0] else ""
        assert cells == [
            f"{student}{name}",
            *(_standing(course, one, student) for one in expected.values()),
            f"{round(sum(totals), 2):g}" if totals else "none",
        ]


def _standing(course: Course, one: Expected, student: str) -> str:
    state = one.state(student)
    said = state
    if student in one.marks:
        said = f"{round(one.total(student), 2):g}" + (" so far" if state == "needs review" else "")
    came = student in course.when[one.stem]
    return f"{said}, late" if came and course.late(one.stem, student) > 0 else said


def test_what_a_roster_says_is_text(page: Path):
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert html.escape(HOSTILE[2]) in text


# ---- the tables


@pytest.fixture(scope="module")
def tables(course: Course) -> dict[str, list[dict[str, str]]]:
    folder = course.root / "tables"
    output = str(course.root / "again.html")
    assert cli.main(["report", "--course", str(course.root), "--csv", str(folder), "--output", output]) == 0
    return read_tables(folder)


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


def near(found: str, wanted: float | None) -> bool:
    return found == "" if wanted is None else abs(float(found) - wanted) < 5.1e-5


def test_every_number_in_the_tables(course: Course, expected: dict[str, Expected], tables):
    asked = [
        (one, *each)
        for one in expected.values()
        for each in zip(one.questions, LABELS[one.stem], strict=True)
    ]
    for row, (one, question, label) in zip(tables.pop("questions.csv"), asked, strict=True):
        told = [row["exercise"], row["question"], row["title"], row["kind"], row["learners"], row["right"]]
        right = "" if isinstance(question, Written) else str(one.right(question))
        assert told == [one.stem, question.id, label, question.kind, str(one.number), right]
        assert float(row["points"]) == question.points
        assert near(row["mean_share"], one.share(question))
        assert near(row["discrimination"], one.discrimination(question))
        unread = one.unread(question)
        assert row["why_no_discrimination"] == (f"{unread} still to be read" if unread else "")
    assert [
        (*tuple(row.values())[:4], row["words"], row["learners"]) for row in tables.pop("answers.csv")
    ] == [
        (one.stem, question.id, label, name, words, str(count))
        for one, question, label in asked
        for name, words, count in one.answers(question)
    ]
    assert [tuple(row.values()) for row in tables.pop("spread.csv")] == [
        (one.stem, of, words, str(count))
        for one in expected.values()
        for of, classes in (("score", one.score_classes()), ("time of hand-in", one.time_classes()))
        for words, count in classes
    ]
    assert [tuple(row.values()) for row in tables.pop("waiting.csv")] == [
        (one.stem, label, student)
        for one in expected.values()
        for label, who in one.waiting()
        for student in who
    ]
    why = {student: reasons(expected, student) for student in course.students}
    ranked = sorted(course.students, key=lambda student: -len(why[student]))
    assert [(row["learner"], row["why"]) for row in tables.pop("need-a-hand.csv")] == [
        (student, each) for student in ranked for each in why[student]
    ]
    everybody = [(student, one) for student in course.students for one in expected.values()]
    for row, (student, one) in zip(tables.pop("learners.csv"), everybody, strict=True):
        assert (row["learner"], row["exercise"], row["state"]) == (student, one.stem, one.state(student))
        assert float(row["possible"]) == one.possible
        assert row["name"] == (f"'{HOSTILE[1]} {HOSTILE[2]}" if student == HOSTILE[0] else "")
        when = course.when[one.stem].get(student)
        assert row["handed_in_utc"] == ("" if when is None else str(when))
        late = None if when is None else max(0.0, course.late(one.stem, student)) / 3600
        assert row["hours_late"] == "" if late is None else abs(float(row["hours_late"]) - late) < 0.0051
        if student not in one.marks:
            assert (row["points"], row["late_penalty"], row["marked_so_far"]) == ("", "", "")
            continue
        assert near(row["points"], one.total(student))
        assert float(row["late_penalty"]) == 0
        marked = [q.points for q in one.questions if one.marks[student][q.id].points is not None]
        assert float(row["marked_so_far"]) == sum(marked)
    assert tables == {}


# ---- small numbers hidden

LEAST = 5


@pytest.fixture(scope="module")
def hidden(course: Course) -> tuple[str, dict[str, list[dict[str, str]]]]:
    """The page and the tables that hide."""
    target, folder = course.root / "hidden.html", course.root / "hidden"
    given = ["--output", str(target), "--csv", str(folder), "--min-cell", str(LEAST)]
    assert cli.main(["report", "--course", str(course.root), *given]) == 0
    return target.read_text(encoding="utf-8"), read_tables(folder)


def test_no_number_is_small_and_all_that_is_shown_is_true(expected: dict[str, Expected], hidden):
    text, _ = hidden
    whole = 0
    for stem, one in expected.items():
        markup = re.search(rf'<section class="card" id="{stem}".*?(?=<section class="card")', text, re.S)[0]
        drawn, table = pictures(markup), dict(rows(markup, "data-item"))
        answered = re.findall(r'data-answers="([^"]*)"', markup)
        for question, (bars, _, _), said in zip(one.questions, drawn[2:], answered, strict=True):
            counts = {name: int(count) for name, count in (each.split("=") for each in said.split())}
            assert re.findall(r"(\d+) \(\d+%\)", bars) == [str(count) for count in counts.values()]
            rest = counts.pop("hidden", 0)
            assert all(count >= LEAST for count in counts.values())
            assert counts.items() <= {name: count for name, _, count in one.answers(question)}.items()
            assert rest == 0 or rest >= LEAST
            assert sum(counts.values()) + rest == one.number
            told = table[question.id][3]
            if rest:
                assert told == "hidden"
            elif one.share(question) is not None:
                whole += 1
                assert told == percent(one.share(question))
        for _, label, caption in drawn[:2]:
            shown = [int(count) for count in re.findall(r": (\d+)", label)]
            assert min(shown) >= LEAST
            assert sum(shown) == one.number
            assert "median" not in caption
    assert whole


def test_nobody_is_named_where_numbers_are_hidden(course: Course, hidden):
    text, tables = hidden
    assert set(tables) == {"questions.csv", "answers.csv", "spread.csv"}
    everything = text + str(tables)
    assert not any(student in everything for student in course.students)
    assert "Learners who need a hand" not in text
    assert "hardest" not in text
    assert f"Numbers of learners below {LEAST} are hidden" in text


def test_the_tables_hide_what_the_page_hides(hidden):
    text, tables = hidden
    page = [each.split("=") for said in re.findall(r'data-answers="([^"]*)"', text) for each in said.split()]
    assert [[row["answer"], row["learners"]] for row in tables["answers.csv"]] == page
    shown = [cells[3].replace("not yet", "") for _, cells in rows(text, "data-item")]
    shares = [row["mean_share"] for row in tables["questions.csv"]]
    assert [share if share in ("hidden", "") else percent(float(share)) for share in shares] == shown
    assert all(int(row["learners"]) >= LEAST for row in tables["spread.csv"])


def test_tables_that_hide_are_not_laid_beside_some_that_name(course: Course, tables, capsys):
    given = ["--csv", str(course.root / "tables"), "--min-cell", "5", "--output", str(course.root / "h.html")]
    assert cli.main(["report", "--course", str(course.root), *given]) == 2
    assert "learners.csv, which names learners" in capsys.readouterr().err


def test_the_same_gradebook_gives_the_same_page(course: Course, page: Path):
    before = page.read_bytes()
    assert cli.main(["report", "--course", str(course.root)]) == 0
    assert page.read_bytes() == before
