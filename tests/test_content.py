"""The settings of the course: read, or refused in a sentence that names the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes import content, notebook
from tenmistakes.answers.session import open_session
from tenmistakes.content import Settings, Unsettled

GOOD = """\
title: A course
explain: after-grading
mistakes:
  - {number: 8, slug: no-crisis-plan, title: No plan}
"""
BROKEN = {
    "explain: [unclosed": "course/course.yaml, line 1: This is not valid YAML: ",
    "- a list\n- at the top": "course/course.yaml: This must be a mapping with title, explain, mistakes.",
    "": "course/course.yaml: This must be a mapping with title, explain, mistakes.",
    "title: A\nexplain: later": "'explain' is 'later'; it can be 'at-once' or 'after-grading'.",
    "title: A\nexplain: [at-once]": "'explain' is a list; it can be 'at-once' or 'after-grading'.",
    "title: A\nexplian: after-grading": "'explian' is no setting; there are: title, explain, mistakes.",
    "explain: at-once": "'title' is missing; it must be a text.",
    "title: 10": "'title' is 10; it must be a text.",
    "title: ' '": "'title' is ' '; it must be a text.",
    "title: A\nmistakes: 3": "'mistakes' is 3; it must be a list.",
    "title: A\nmistakes:": "'mistakes' is missing; it must be a list.",
    "title: A\nmistakes: [8]": "course.yaml, mistake 1: This must be a mapping with number, slug, title.",
    "title: A\nmistakes: [{slug: a, title: A}]": "'number' is missing; it must be a whole number",
    "title: A\nmistakes: [{number: yes, slug: a, title: A}]": "'number' is True; it must be a whole number",
    "title: A\nmistakes: [{number: 100, slug: a, title: A}]": "'number' is 100; it must be a whole number",
    "title: A\nmistakes: [{number: 1, title: A}]": "mistake 1: 'slug' is missing; it must be a text.",
    "title: A\nmistakes: [{number: 1, slug: A b, title: A}]": "'slug' is 'A b'; it must be small letters",
    "title: A\nmistakes: [{number: 1, slug: a}]": "mistake 1: 'title' is missing; it must be a text.",
    "title: A\nmistakes: [{number: 1, slug: a, title: A, x: 1}]": "'x' is no setting; there are: number, ",
    "title: A\nmistakes: [{number: 1, slug: a, title: A}, {number: 1, slug: b, title: B}]": (
        "mistake 2: The number 1 or the slug 'b' stands in the list already."
    ),
    "title: A\nmistakes: [{number: 1, slug: a, title: A}, {number: 2, slug: a, title: B}]": (
        "mistake 2: The number 2 or the slug 'a' stands in the list already."
    ),
    "title: 2026-13-45": "course/course.yaml: This is not valid YAML: ",
    "title: \x07": "course/course.yaml: This is not valid YAML: ",
    "? [a]\n: b": "course/course.yaml, line 1: This is not valid YAML: ",
    "[" * 5000: "nested too deeply",
}


def put(root: Path, text: str) -> Path:
    """A course folder with these settings."""
    folder = root / "course"
    folder.mkdir(exist_ok=True)
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_settings_are_read(tmp_path: Path):
    found = content.settings(put(tmp_path, GOOD))
    assert found == Settings("A course", "after-grading", ((8, "no-crisis-plan", "No plan"),))


def test_exercises_explain_at_once_and_nothing_is_planned_if_nothing_is_said(tmp_path: Path):
    assert content.settings(put(tmp_path, "title: A")) == Settings("A", "at-once", ())


@pytest.mark.parametrize(("text", "sentence"), BROKEN.items())
def test_broken_settings_are_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str):
    with pytest.raises(Unsettled) as refused:
        content.settings(put(tmp_path, text))
    assert sentence in str(refused.value)
    assert refused.value.file == tmp_path / "course" / "course.yaml"


def test_settings_that_cannot_be_read_at_all(tmp_path: Path):
    folder = put(tmp_path, "")
    (folder / "course.yaml").write_bytes("title: Café".encode("latin-1"))
    with pytest.raises(Unsettled, match=r"course/course\.yaml: The file is not UTF-8 text"):
        content.settings(folder)
    (folder / "course.yaml").unlink()
    with pytest.raises(Unsettled, match=r"course/course\.yaml: The file cannot be read: No such file"):
        content.settings(folder)


def test_a_page_is_a_mistake_only_if_it_has_an_exercise(tmp_path: Path):
    for name, files in {
        "00-start-here": ["lesson.md"],
        "08-no-crisis-plan": ["lesson.md", "exercise.md"],
        "11-your-plan": ["lesson.md"],
        "12-drafts": ["exercise.md"],
    }.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).write_text("# A page\n")
    assert [place.stem for place in content.places(tmp_path)] == [
        "00-start-here",
        "08-no-crisis-plan",
        "11-your-plan",
    ]
    assert [place.stem for place in content.mistakes(tmp_path)] == ["08-no-crisis-plan"]


_plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_names = st.sampled_from(["title", "explain", "mistakes", "number", "slug"]) | st.text(max_size=3)
_data = st.recursive(_plain, lambda some: st.lists(some) | st.dictionaries(_names, some), max_leaves=12)


@given(_data | st.fixed_dictionaries({"title": st.just("A"), "mistakes": _data}))
def test_whatever_stands_in_the_file_there_are_settings_or_a_sentence(tmp_path_factory, data):
    import yaml

    folder = put(tmp_path_factory.mktemp("any"), yaml.safe_dump(data))
    try:
        assert isinstance(content.settings(folder), Settings)
    except Unsettled as refused:
        assert str(refused).startswith("course/course.yaml")


# --- Those who need them ---


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The course's settings are broken; the kernel starts in an empty folder."""
    folder, read = put(tmp_path, "explain: [unclosed"), content.settings
    monkeypatch.setattr(content, "settings", lambda: read(folder))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the notebook shows, as text."""
    texts: list[str] = []
    monkeypatch.setattr(notebook, "display", lambda bundle, raw: texts.append(bundle["text/plain"]))
    return texts


@pytest.mark.usefixtures("broken")
def test_an_exercise_whose_setting_cannot_be_read_explains_nothing():
    assert open_session("exercise", "no-crisis-plan").explains is False
    assert open_session("lesson", "no-crisis-plan").explains is True


@pytest.mark.usefixtures("broken")
def test_a_notebook_says_what_is_wrong_with_the_settings(shown: list[str]):
    notebook.exercise("no-crisis-plan")
    assert shown.pop().startswith("course/course.yaml, line 1: This is not valid YAML")
    notebook.lesson("no-crisis-plan")
    assert not any("course.yaml" in text for text in shown[1:])
    notebook.lesson("start-here")
    shown.clear()
    notebook.progress()
    assert len(shown) == 1
    assert shown[0].startswith("course/course.yaml, line 1: This is not valid YAML")
