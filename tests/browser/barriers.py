"""The accessibility gate: what would stand in somebody's way in the course's own content on a page.

JupyterLab's own frame has faults that are not ours to mend, so axe looks at what the course puts there alone.
Two things it does not ask for stand beside its rules: words for every picture, also where an element is only
drawn, and headings that go down one level at a time through the whole page.

axe judges colours only where it takes an element to be on the screen. JupyterLab's body has no height and
hides what overflows, so to axe nothing is: the body is given its height first, and the window the page's.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

IN_LAB = (".jp-OutputArea-output", ".jp-RenderedMarkdown")
"""Where the course's content is in JupyterLab."""

_WORDLESS = """(places) => [...document.querySelectorAll(
    places.map((place) => `${place} svg, ${place} canvas`).join())]
  .filter((picture) => picture.checkVisibility()
    && !picture.closest("[aria-hidden=true], [role=presentation]")
    && !(picture.getAttribute("aria-label") || "").trim())
  .map((picture) => `a picture without words: ${picture.outerHTML.slice(0, 120)}`)"""

_SKIPPED = """(places) => {
  const headings = [...document.querySelectorAll(places.map((place) =>
    [1, 2, 3, 4, 5, 6].map((level) => `${place} h${level}`).join()).join())]
    .filter((heading) => heading.checkVisibility());
  return headings.flatMap((heading, at) => {
    const level = Number(heading.tagName[1]), before = at ? Number(headings[at - 1].tagName[1]) : 0;
    return level > before + 1 ? [`a heading that skips a level: ${heading.innerText}`] : [];
  });
}"""


def barriers(page: Page, places: tuple[str, ...] = IN_LAB) -> list[str]:
    """A sentence or a rule's name with the element, for each barrier on the page; empty if there is none."""
    with _all_on_screen(page):
        found = Axe().run(page, context={"include": [[place] for place in places]})
    ruled = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    return ruled + page.evaluate(_WORDLESS, list(places)) + page.evaluate(_SKIPPED, list(places))


@contextmanager
def _all_on_screen(page: Page) -> Iterator[None]:
    """The page without anything to scroll to."""
    before = page.viewport_size
    tall = page.evaluate(
        """() => Math.max(document.documentElement.scrollHeight,
          ...[...document.querySelectorAll(".jp-WindowedPanel-outer")].map((all) => all.scrollHeight + 300)
        )"""
    )
    page.set_viewport_size({"width": before["width"], "height": tall})
    page.evaluate("document.body.style.minHeight = '100vh'")
    page.wait_for_timeout(300)
    yield
    page.evaluate("document.body.style.minHeight = ''")
    page.set_viewport_size(before)
