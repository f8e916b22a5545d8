"""What the tests of a lesson's content share."""

import pytest

from tenmistakes.questions import loading


@pytest.fixture(scope="module")
def mistake(request):
    """The mistake that a test file names as its SLUG."""
    return loading.load(request.module.SLUG)
