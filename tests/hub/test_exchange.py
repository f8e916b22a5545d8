"""nbgrader beside a learner's server: it answers in sentences, stays a while, and ends."""

import asyncio
from pathlib import Path

import pytest

from tenmistakes.lab import exchange
from tenmistakes.lab.exchange import _Nbgrader

NO_NOTEBOOK = {"do": "validate", "path": "no-such.ipynb"}


def test_it_answers_stays_for_the_next_question_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def ask_twice() -> None:
        nbgrader = _Nbgrader(tmp_path)
        first = await nbgrader.ask(NO_NOTEBOOK)
        assert not first["success"]
        assert "no-such.ipynb" in first["value"]
        process = nbgrader._process
        assert process is not None and process.returncode is None
        monkeypatch.setattr(exchange, "STAYS", 0.0)
        assert await nbgrader.ask(NO_NOTEBOOK) == first
        assert await asyncio.wait_for(process.wait(), 60) == 0

    asyncio.run(ask_twice())


def test_when_it_ends_without_an_answer_that_is_said_and_the_next_press_starts_it_again(tmp_path: Path):
    async def ask() -> None:
        nbgrader = _Nbgrader(tmp_path / "gone")
        assert (await nbgrader.ask(NO_NOTEBOOK))["value"] == exchange._NO_ANSWER
        (tmp_path / "gone").mkdir()
        assert "no-such.ipynb" in (await nbgrader.ask(NO_NOTEBOOK))["value"]
        nbgrader._process.kill()
        await nbgrader._process.wait()
        assert "no-such.ipynb" in (await nbgrader.ask(NO_NOTEBOOK))["value"]
        process = nbgrader._process
        nbgrader._let_go()
        await process.wait()

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Traceback (most recent call last):\n  File\nnbgrader.ExchangeError: No such: a\n", "No such: a"),
        ("Traceback (most recent call last):\n  File\nKeyboardInterrupt\n", "KeyboardInterrupt"),
        ("The exchange\n            does not exist.\n", "The exchange does not exist."),
    ],
)
def test_a_traceback_becomes_its_last_sentence(said: str, sentence: str):
    assert exchange._sentence(said) == sentence
