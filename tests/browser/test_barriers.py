"""The accessibility gate finds what it is there for: a planted fault of each kind, and nothing without it."""

import pytest

from . import learner as at
from .barriers import barriers

LESSON = "lessons/08-no-crisis-plan.ipynb"
FAULTS = {
    "a missing label": ('<input type="text">', "label: "),
    "a button without a name": ("<button></button>", "button-name: "),
    "low contrast": ('<p style="color: #999; background: #aaa">Pale on pale.</p>', "color-contrast: "),
    "a link told by its colour alone": (
        '<p>It is told on <a href="#x" style="text-decoration: none">another page</a>, in full.</p>',
        "link-in-text-block: ",
    ),
    "a skipped heading": ("<h5>Two levels down</h5>", "a heading that skips a level: Two levels down"),
    "a picture without words": (
        '<svg width="20" height="20"><path d="M0 0L9 9"/></svg>',
        "a picture without",
    ),
    "a photograph without words": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt: "),
}


@pytest.fixture(scope="module")
def lesson(learner, shared_page):
    learner.open(shared_page, learner.copy(LESSON, "with-faults"))
    return shared_page


def test_the_page_is_clean_without_them(lesson):
    assert barriers(lesson) == []


@pytest.mark.parametrize(("planted", "found"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(lesson, planted, found):
    """At the end of the page: also what one must scroll to is looked at."""
    lesson.evaluate(
        """(planted) => {
          const box = document.createElement("div");
          box.id = "planted";
          box.innerHTML = planted;
          [...document.querySelectorAll(".jp-RenderedMarkdown")].at(-1).append(box);
        }""",
        planted,
    )
    said = barriers(lesson)
    lesson.evaluate("document.getElementById('planted').remove()")
    assert [barrier for barrier in said if barrier.startswith(found)], said


def test_low_contrast_is_found_in_the_dark_theme_too(lesson):
    at.use_theme(lesson, dark=True)
    lesson.evaluate(
        "document.querySelector('.jp-RenderedMarkdown p').style.color = 'var(--jp-layout-color2)'"
    )
    said = barriers(lesson)
    lesson.evaluate("document.querySelector('.jp-RenderedMarkdown p').style.color = ''")
    at.use_theme(lesson, dark=False)
    assert [barrier for barrier in said if barrier.startswith("color-contrast: ")]
