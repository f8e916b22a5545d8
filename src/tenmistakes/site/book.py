"""The pages as HTML, by Sphinx with the tools of the Jupyter Book: contents, search, both themes, print."""

import io
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat

from tenmistakes import content
from tenmistakes.site import pages
from tenmistakes.site.trouble import Trouble

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
STYLE = Path(__file__).parents[1] / "lab/share/jupyter/labextensions/tenmistakes/static/style.css"
"""The style sheet of the widgets, which is that of the HTML that stands for them."""


def write(course: Iterable[pages.Page], output: Path, live: bool) -> None:
    """Write the pages to ``output``; :class:`Trouble` with what Sphinx complains about."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    course = list(course)
    with TemporaryDirectory(prefix="tenmistakes-site-") as work:
        source = Path(work, "source")
        for page in course:
            path = source / f"{page.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(pages.readable(page, live), path)
        (source / "index.md").write_text(_front(course, live), encoding="utf-8")
        said = io.StringIO()
        with patch_docutils(source), docutils_namespace():
            sphinx = Sphinx(
                srcdir=source,
                confdir=None,
                outdir=output,
                doctreedir=Path(work, "doctrees"),
                buildername="html",
                confoverrides=_settings(),
                status=None,
                warning=said,
            )
            sphinx.connect("html-page-context", _describe({page.name: page.description for page in course}))
            sphinx.build()
        if complaints := said.getvalue().strip():
            raise Trouble(f"The pages cannot be built as they should:\n{complaints}")


def _settings() -> dict[str, Any]:
    """Sphinx's settings."""
    title = content.settings().title
    return {
        "project": title,
        "author": title,
        "copyright": "the text: CC BY 4.0; the code: BSD-3-Clause",
        "extensions": ["myst_nb"],
        "html_theme": "sphinx_book_theme",
        "html_title": title,
        "templates_path": [str(TEMPLATES)],
        "html_static_path": [str(STATIC), str(STYLE)],
        "html_favicon": str(STATIC / "icon.svg"),
        "html_css_files": ["style.css", "site.css"],
        "html_show_sphinx": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_theme_options": {
            "use_download_button": False,
            "use_fullscreen_button": False,
            "show_navbar_depth": 1,
            "search_bar_text": "Search the course",
            "navbar_persistent": [],
            "toc_title": "On this page",
            "footer_content_items": "copyright.html",
        },
        "html_context": {"default_mode": "auto"},
        "nb_execution_mode": "off",
        "myst_heading_anchors": 4,
        "myst_heading_slug_func": "tenmistakes.site.book.anchor",
        # A notebook knows Markdown alone: what else MyST reads is to stand as it was written.
        "myst_disable_syntax": ["myst_line_comment", "myst_block_break", "myst_target", "myst_role"],
        "suppress_warnings": ["myst.header"],
    }


def anchor(heading: str) -> str:
    """A heading's anchor, as JupyterLab makes it."""
    return heading.replace(" ", "-")


def _describe(descriptions: Mapping[str, str]) -> Any:
    """Give each page its description, for search engines and previews."""

    def add(app: Any, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
        words = escape(descriptions.get(name, _DESCRIPTION))
        context["metatags"] = f'{context.get("metatags", "")}\n<meta name="description" content="{words}">'

    return add


_DESCRIPTION = (
    "An interactive course on ten common mistakes of social media marketing: predict, run a simulation, "
    "decide, and leave with a plan for your own brand."
)


def _front(course: list[pages.Page], live: bool) -> str:
    """The first page: what the course is, and every lesson with its exercise."""
    exercises = {page.slug: page for page in course if page.kind == "exercise"}
    pages_to_read = [page for page in course if page.kind != "exercise"]
    numbered = [page for page in pages_to_read if page.slug in exercises]
    others = [page for page in pages_to_read if page not in numbered]
    rows = "".join(_row(page, exercises[page.slug], live) for page in numbered)
    more = "".join(f"- [{page.title}]({page.name}.ipynb)\n" for page in others[1:])
    return (
        f"# {content.settings().title}\n\n{_ABOUT}\n{_DOING if live else ''}\n## The lessons\n\n"
        f'<ol class="tm-course">{rows}</ol>\n\n{more}\n'
        + _tree("The course", others[:1])
        + _tree("Lessons", numbered)
        + _tree("Exercises", list(exercises.values()))
        + (_tree("And then", others[1:]) if others[1:] else "")
    )


_ABOUT = """\
You can take all the right steps in social media marketing and still fail. This course takes ten common
mistakes one at a time. You predict what will happen, run a small simulation, decide, and read what led you
astray. There is no code to write.

- **Read.** Every lesson is here with its charts and its cases. Every claim is dated and names its source.
"""
_DOING = """\
- **Do.** *Live* starts a lesson in your browser, with its questions and simulations. There is nothing to
  install, and your answers are kept by your browser, on your computer. The first start takes about half a
  minute.
"""


def _row(lesson: pages.Page, exercise: pages.Page, live: bool) -> str:
    ways = [(f"{lesson.name}.html", "Read"), (f"{exercise.name}.html", "Exercise")]
    if live:
        ways.insert(1, (f"{pages.LIVE}/notebooks/index.html?path={lesson.name}.ipynb", "Live"))
    links = "".join(
        f'<a href="{href}">{word}<span class="tm-unseen">: {escape(lesson.title)}</span></a>'
        for href, word in ways
    )
    return (
        f'<li><p class="tm-name">{escape(lesson.title)}</p><p>{escape(lesson.opening)}</p>'
        f'<p class="tm-ways">{links}</p></li>'
    )


def _tree(caption: str, listed: list[pages.Page]) -> str:
    titles = {page.name: "Start here" if page.kind == "start" else page.title for page in listed}
    names = "\n".join(f"{title} <{name}>" for name, title in titles.items())
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{names}\n```\n"
