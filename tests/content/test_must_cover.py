"""Each lesson teaches what it must, and prints nothing that no source carries.

What that is stands in the lesson's own test file. ``MUST_COVER``: the points of the list of ten mistakes.
``TAUGHT_BY_MODEL``, where there are any: what its simulations are to teach. ``UNVOUCHED``: patterns of what
is told elsewhere and has no source.
"""

from importlib import import_module

import pytest

from .pages import Pages
from .test_every_lesson import LESSONS

TABLES = {slug: import_module(f".test_{slug.replace('-', '_')}", __package__) for slug in LESSONS}
POINTS = [
    pytest.param(slug, heading, words, id=f"{slug}: {point}")
    for slug, tables in TABLES.items()
    for point, heading, words in [*tables.MUST_COVER, *getattr(tables, "TAUGHT_BY_MODEL", [])]
]
UNVOUCHED = [(slug, pattern) for slug, tables in TABLES.items() for pattern in tables.UNVOUCHED]


@pytest.mark.parametrize(("slug", "heading", "words"), POINTS)
def test_each_point_is_taught_under_its_heading(slug, heading, words):
    assert Pages(slug).missing(heading, words) == []


@pytest.mark.parametrize(("slug", "pattern"), UNVOUCHED)
def test_nothing_without_a_source_is_printed(slug, pattern):
    assert Pages(slug).printing(pattern) == []
