"""Which questions a page asks: the same by its text, as a learner's kernel reads it, as by its cells."""

import pytest

from tenmistakes import content
from tenmistakes.build import page
from tenmistakes.build.calls import calls
from tenmistakes.questions import load
from tenmistakes.questions.asked import WRITTEN, asked


@pytest.mark.parametrize("kind", ["lesson", "exercise"])
@pytest.mark.parametrize("place", list(content.mistakes()), ids=lambda place: place.slug)
def test_the_text_says_what_the_cells_ask(place, kind):
    sheet = page.read(place.folder / f"{kind}.md", kind, place)
    called = [call for cell in page.code(sheet.notebook) for call in calls(cell)]
    predictions = {call.predict for call in called if call.predict}
    found = asked(load(place.slug), kind)
    assert set(found.questions) == predictions | {call.target for call in called if call.verb == "ask"}
    assert found.predictions == predictions
    prose = (cell.source for cell in page.prose(sheet.notebook))
    assert set(found.read) == {match["id"] for text in prose for match in WRITTEN.finditer(text)}
    assert {each.kind for each in found.checkable.values()}.isdisjoint({"written"})
