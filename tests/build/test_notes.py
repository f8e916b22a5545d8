"""The notes for whoever teaches: all of the course is in them, as its files have it."""

import re

import pytest
import yaml

from tenmistakes import content
from tenmistakes.build import course, notes, page, teaching
from tenmistakes.questions import loading
from tenmistakes.questions.kinds import Written
from tenmistakes.reading import Refused

PLACES = [place for place in content.places() if (place.folder / loading.FILE).is_file()]
LESSON = (
    """---
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# A title

Above, one two three. <!-- sources --> [@AA1; @BB2]

```{code-cell} ipython3
# Start the lesson
lesson("trial")
```

## First

"""
    + "word " * 500
)


def of(stem: str, text: str) -> str:
    """What the notes say of one lesson."""
    number = int(stem[:2])
    return re.split(r"^## ", text, flags=re.MULTILINE)[number]


@pytest.fixture(scope="module")
def text() -> str:
    return notes.notes(course.read(content.course())).decode()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.stem)
def test_each_lesson_has_its_minutes_ideas_prompts_and_rubric(text: str, place: content.Place):
    said = of(place.stem, text)
    mistake = loading.load(place.slug)
    assert said.startswith(f"{mistake.number}. ")
    ideas = re.findall(r"^- \*\*“(.+?)”\*\* ", said, re.MULTILINE)
    known = [each.idea.replace("“", "‘").replace("”", "’") for each in mistake.misconceptions.values()]
    assert len(ideas) == notes.IDEAS
    assert ideas == [idea for idea in known if idea in ideas]
    assert f"{len(known) - notes.IDEAS} others" in said
    discussed = yaml.safe_load((place.folder / "teaching.yaml").read_text(encoding="utf-8"))["discuss"]
    assert 2 <= len(discussed) <= 3
    for each in discussed:
        assert f" {each['prompt']}\n\n   *Listen for:* {each['listen']} (*{each['see']}*)" in said
    (written,) = (q for q in mistake.questions.values() if isinstance(q, Written) and q.points)
    rows = re.findall(r"^\| ([\d.]+) \| (.+) \|$", said, re.MULTILINE)
    assert [(float(points), words) for points, words in rows] == [(c.points, c.text) for c in written.rubric]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.stem)
def test_the_minutes_are_those_of_the_rule_that_lessons_keep_to(text: str, place: content.Place):
    """The rule of tests/content, on the whole text; sections are rounded, each by half a minute at most."""
    said = of(place.stem, text)
    (line,) = re.findall(r"^\*\*Minutes\.\*\* (.+)$", said, re.MULTILINE)
    sections, together, exercise = re.fullmatch(r"(.+)\. Together (\d+); the exercise (\d+)\.", line).groups()
    shown = [int(each.rpartition(" ")[2]) for each in sections.split(" · ")]
    assert sum(shown) == int(together)
    lesson = (place.folder / "lesson.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|\[@[^\]]*\]|\A---.*?^---", "", lesson, flags=re.DOTALL | re.MULTILINE)
    exact = len(prose.split()) / 200
    exact += len(re.findall(r"^ask\(", lesson, re.MULTILINE))
    exact += 3 * len(re.findall(r"^simulate\(", lesson, re.MULTILINE))
    assert abs(int(together) - exact) <= len(shown) / 2
    headings = re.findall(r"^## (.+)$", lesson, re.MULTILINE)
    assert [each.rpartition(" ")[0] for each in sections.split(" · ")] == [
        h for h in headings if h != "Sources"
    ]
    assert f"| {together} |" in text and f"| {exercise} |" in text


def test_a_title_counts_to_the_first_section_and_what_nobody_reads_to_none(tmp_path):
    (tmp_path / "lesson.md").write_text(LESSON, encoding="utf-8")
    read = page.read(tmp_path / "lesson.md", "lesson", content.Place(11, "trial", tmp_path))
    assert notes.minutes(read) == {"First": 3}  # 500 words and those above, of which the marker is none


def test_links_of_the_overview_lead_to_the_lessons(text: str):
    targets = re.findall(r"\]\(#([^)]+)\)", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    # as code hosts make them: small letters, hyphens for spaces, no other signs
    made = ["".join(c for c in h.lower().replace(" ", "-") if c.isalnum() or c in "-_") for h in headings]
    assert targets == made


@pytest.mark.parametrize(
    ("said", "place", "sentence"),
    [
        ("discuss: []", "line 1", "'discuss'"),
        ("argue: []", "line 1", "'discuss'"),
        ("discuss:\n  - {prompt: a, listen: b}\n", "line 2", "'see'"),
        ("discuss:\n  - {prompt: a, listen: b, see: First, note: c}\n", "line 2", "'note'"),
        (
            "discuss:\n  - {prompt: a, listen: b, see: Second}\n",
            "line 2",
            "The lesson has no heading 'Second'.",
        ),
        ("discuss: [", "line", "not valid YAML"),
        ("", "line 1", ""),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, said: str, place: str, sentence: str):
    (tmp_path / "lesson.md").write_text(LESSON, encoding="utf-8")
    (tmp_path / "teaching.yaml").write_text(said, encoding="utf-8")
    lesson = page.read(tmp_path / "lesson.md", "lesson", content.Place(11, "trial", tmp_path))
    with pytest.raises(Refused) as refused:
        teaching.load(tmp_path, lesson)
    assert any(place in problem.place and sentence in problem.sentence for problem in refused.value.problems)


def test_a_folder_without_prompts_has_none(tmp_path):
    assert teaching.load(tmp_path, None) == ()
