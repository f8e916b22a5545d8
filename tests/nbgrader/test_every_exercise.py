"""Each exercise of the course: its solution earns every point, its release none, and the key stays hidden.

These run the notebooks as nbgrader's autograde does, and read the scores as it does, so a new mistake is
held to them as soon as it has a folder.
"""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade, is_grade

from tenmistakes import content
from tenmistakes.answers.store import Store
from tenmistakes.questions import Question, load, revision
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Written
from tenmistakes.questions.views import message_text

EXERCISES = list(content.mistakes())
each_exercise = pytest.mark.parametrize("place", EXERCISES, ids=lambda place: place.stem)


def run(notebook: Path, folder: Path, monkeypatch, **environment: str):
    """The notebook after a run in ``folder``, with the state of its widgets."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ran = nbformat.read(shutil.copy(notebook, folder), 4)
    client = NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env=dict(os.environ))
    return ran


def automatic_grades(notebook):
    """Score and possible points of every cell that nbgrader grades by itself."""
    cells = [cell for cell in notebook.cells if is_grade(cell) and cell.cell_type == "code"]
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell) for cell in cells}


def graded(slug: str) -> list[Question]:
    return [q for q in load(slug).questions.values() if q.points and not isinstance(q, Written)]


def test_there_is_an_exercise():
    assert EXERCISES


@each_exercise
def test_the_solution_earns_every_point_and_the_release_none(place, tmp_path, monkeypatch):
    for kind, share in (("solutions", 1), ("exercises", 0)):
        folder = tmp_path / kind
        folder.mkdir()
        notebook = content.home() / kind / place.stem / f"{place.stem}.ipynb"
        ran = run(notebook, folder, monkeypatch, NBGRADER_EXECUTION="autograde")
        assert automatic_grades(ran) == {
            f"score-{q.id}": (share * q.points, q.points) for q in graded(place.slug)
        }


def secrets(slug: str) -> set[str]:
    """Every sentence that explains an answer, as a reader would see it."""
    mistake = load(slug)
    found = {part for m in mistake.misconceptions.values() for part in (m.idea, m.tempting, m.instead)}
    for question in graded(slug):
        found |= {question.right, *question.hints}
    return {message_text(sentence) for sentence in found if sentence}


@each_exercise
def test_explained_after_grading_the_notebook_tells_nothing_of_the_key(
    place, after_grading, tmp_path, monkeypatch
):
    mistake = load(place.slug)
    seen = {}
    for which in ("right", "wrong"):
        folder = tmp_path / which
        folder.mkdir()
        store = Store(folder / f"{place.stem}.answers.json", f"exercise/{place.slug}")
        for question in graded(place.slug):
            outcomes = ("right",) if which == "right" else ("not-yet", "partly")
            exemplar = next(e for e in question.exemplars if e.outcome in outcomes)
            answer = answer_of(exemplar, question, mistake)
            store.save(mistake.full_id(question), answer, revision(question))
        notebook = content.home() / "exercises" / place.stem / f"{place.stem}.ipynb"
        ran = run(notebook, folder, monkeypatch, PYTHONPATH=str(after_grading))
        seen[which] = nbformat.writes(ran)
        widgets = ran.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
        states = [model.state for model in widgets.values() if "question" in model.state]
        assert len(states) >= len(graded(place.slug))
        for state in states:
            assert (state["explains"], state["result"], list(state["hints"])) == (False, None, [])
    said = [" ".join(text.split()) for text in seen.values()]
    assert not [secret for secret in secrets(place.slug) if any(secret in text for text in said)]


def test_secrets_are_found_where_they_are_told():
    """The test above would notice: at once, a wrong answer is explained in these very sentences."""
    for place in EXERCISES:
        notebook = content.home() / "solutions" / place.stem / f"{place.stem}.ipynb"
        text = "\n".join(
            str(output.get("data", {}).get("text/plain", ""))
            for cell in nbformat.read(notebook, 4).cells
            for output in cell.get("outputs", ())
        )
        assert any(secret in text for secret in secrets(place.slug))
