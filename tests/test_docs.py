"""What the pages for newcomers point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")


@pytest.mark.parametrize("name", ["README.md", *DOCS])
def test_every_link_leads_to_a_file_and_every_picture_has_words(name):
    page = ROOT / name
    links = list(LINK.finditer(page.read_text(encoding="utf-8")))
    assert links
    for link in links:
        target = link["target"].split("#")[0]
        if target and not target.startswith("https://"):
            assert (page.parent / target).is_file(), link[0]
        if link["picture"]:
            assert len(link["words"]) > 40, link[0]
