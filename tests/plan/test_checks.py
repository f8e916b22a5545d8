"""The ten checks: one for each mistake, in step with the lessons; a wrong file is refused in sentences."""

import shutil
from pathlib import Path

import pytest
import yaml

from tenmistakes import content
from tenmistakes.plan import checks
from tenmistakes.plan.plan import own_brand
from tenmistakes.questions import find
from tenmistakes.reading import Refused

CHECKS = checks.load()
each = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)


def headings(slug: str) -> set[str]:
    lesson = (content.place(slug).folder / "lesson.md").read_text(encoding="utf-8")
    return {line.lstrip("# ") for line in lesson.splitlines() if line.startswith("#")}


def test_there_is_one_for_each_mistake_in_the_course_order():
    assert [check.slug for check in CHECKS] == [place.slug for place in content.mistakes()]
    page = (content.place(checks.SLUG).folder / "lesson.md").read_text(encoding="utf-8")
    shown = [line for line in page.splitlines() if line.startswith("my_check(")]
    assert shown == [f'my_check("{check.slug}")' for check in CHECKS]


@each
def test_a_mistake_leads_to_the_heading_that_shows_it(check):
    known = headings(check.slug)
    assert [option.see for option in check.options if option.see and option.see not in known] == []
    assert "Your own brand" in known
    assert find(own_brand(check.slug))[1].kind == "written"


@each
def test_every_way_of_standing_can_be_chosen(check):
    standings = [option.standing for option in check.options]
    assert [standings.count(name) for name in ("settled", "started", "open")] == [1, 1, 1]
    assert "mistake" in standings


@each
def test_the_page_of_the_check_has_its_title_and_its_lesson(check):
    page = (content.place(checks.SLUG).folder / "lesson.md").read_text(encoding="utf-8")
    assert f"### {check.title}\n" in page
    assert f"]({content.place(check.slug).stem}.ipynb)" in page


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two mistakes with a plan."""
    for stem in ("01-customers-time", "02-no-permission", "11-your-plan"):
        shutil.copytree(content.course() / stem, tmp_path / stem)
    keep(tmp_path, lambda raw: raw["checks"].__delitem__(slice(2, None)))
    return tmp_path


def keep(course: Path, change) -> None:
    file = course / "11-your-plan" / checks.FILE
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(raw)
    file.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    checks.load.cache_clear()


def test_a_sound_file_is_read(course: Path):
    assert [check.slug for check in checks.load(course)] == ["customers-time", "no-permission"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda raw: raw["checks"].pop(),
            "one check for each mistake, in the course's order: look at no-perm",
        ),
        (lambda raw: raw["checks"].reverse(), "in the course's order: look at no-permission, customers-time"),
        (lambda raw: raw["checks"][0].pop("risk"), "line 2: Field required."),
        (lambda raw: raw["checks"][0].update(rsik="x"), "Extra inputs are not permitted."),
        (
            lambda raw: raw["checks"][0]["options"][3].pop("see"),
            "a mistake, and nothing else, has its 'risk'",
        ),
        (lambda raw: raw["checks"][0]["options"][0].update(id="places-only"), "two options have the same id"),
        (lambda raw: raw["checks"][0]["options"][0].update(standing="good"), "Input should be 'settled'"),
        (lambda raw: raw.clear(), "Field required"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(course: Path, change, sentence: str):
    keep(course, change)
    with pytest.raises(Refused) as refused:
        checks.load(course)
    assert "11-your-plan/plan.yaml" in str(refused.value)
    assert sentence in str(refused.value)


def test_a_missing_file_is_named(course: Path):
    (course / "11-your-plan" / checks.FILE).unlink()
    checks.load.cache_clear()
    with pytest.raises(Refused, match="There is no such file"):
        checks.load(course)
