"""The glossary: its page, its links, and what is refused in it."""

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tenmistakes.build import course, glossary, refusals
from tenmistakes.build.glossary import Glossary, Term
from tenmistakes.reading import Refused

REACH = Term(term="reach", means='How many "saw" it.', lesson="x")
ORGANIC = Term(term="organic reach", means="Unpaid.", lesson="x")
CORE = Term(term="core", means="The first people.", lesson="x", forms=("a core", "core of people"))
TERMS = Glossary([REACH, ORGANIC, CORE])
LINK = '[{}](g.ipynb#{} "{}")'


def linked(*texts):
    notebook = TERMS.link(new_notebook(cells=[new_markdown_cell(text) for text in texts]), "g.ipynb")
    return [cell.source for cell in notebook.cells]


def test_the_first_use_of_a_term_becomes_a_link_and_its_words_stay():
    first, second = linked("Its Reach, and its reach.", "More reach for a\ncore.")
    assert first == 'Its [Reach](g.ipynb#Reach "How many \\"saw\\" it."), and its reach.'
    assert second == 'More reach for [a\ncore](g.ipynb#Core "The first people.").'


def test_the_longest_term_wins_and_the_shorter_has_its_own_first_use():
    (text,) = linked("Organic reach, then reach.")
    organic = LINK.format("Organic reach", "Organic-reach", "Unpaid.")
    assert text == f'{organic}, then [reach](g.ipynb#Reach "How many \\"saw\\" it.").'


@pytest.mark.parametrize(
    "text",
    [
        "# What reach is",
        "### The reach\n",
        "See [the reach](a.ipynb) and ![reach](b.png).",
        "A `reach` and\n```\nreach\n```",
        'They ask “what reach?” and "what reach?"',
        'They ask “what\nreach?” and "what\nreach?"',
        "> everybody = reach ÷ 2",
        "<!-- reach --> <span title='reach'>",
        "It preaches; outreach; re-reach; reached; pre-reach-ing",
        "As it says [@REACH].",
    ],
)
def test_no_link_in_headings_links_code_quotations_formulas_and_other_words(text):
    assert linked(text) == [text]


def test_a_form_may_carry_its_emphasis():
    terms = Glossary([Term(term="push", means="m", lesson="x", forms=("**push**",))])
    notebook = terms.link(new_notebook(cells=[new_markdown_cell("To push, you **push**.")]), "g.ipynb")
    assert notebook.cells[0].source == 'To push, you [**push**](g.ipynb#Push "m").'


# --- In a course ---

YAML = """\
- term: weekend
  means: "From Friday to Monday."
  lesson: no-crisis-plan
- {term: "brand’s name", means: "What it is called.", lesson: no-crisis-plan, forms: [a brand its name]}
"""


@pytest.fixture
def with_glossary(root):
    folder = root / "course" / "12-words"
    folder.mkdir()
    (folder / "lesson.md").write_text("# Words\n\n<!-- glossary -->\n\n<!-- previous-next -->\n")
    (folder / "glossary.yaml").write_text(YAML, encoding="utf-8")
    return root


def composed(root, slug):
    read = course.read(root / "course")
    assert refusals.find(read) == []
    material = read[slug]
    notebook = course.compose_lesson(material, "links", *course.glossary_steps(material, read))
    return "\n\n".join(cell.source for cell in notebook.cells)


def test_a_lesson_is_linked_with_the_page_and_the_page_with_the_lesson(with_glossary):
    lesson = composed(with_glossary, "no-crisis-plan")
    assert 'for a [weekend](12-words.ipynb#Weekend "From Friday to Monday.") ([A paper' in lesson
    assert "# No plan" in lesson
    words = composed(with_glossary, "words")
    assert (
        "## W\n\n### Weekend\n\nFrom Friday to Monday. See [lesson 8, *What it cost*](08-no-crisis" in words
    )
    assert "](08-no-crisis-plan.ipynb#What-it-cost)." in words
    assert words.index("### Brand’s name") < words.index("### Weekend")
    assert "12-words.ipynb" not in composed(with_glossary, "start-here")


@pytest.mark.parametrize(
    ("yaml", "part"),
    [
        ("- {term: a, means: b, lesson: nowhere}", "The course has no 'nowhere'"),
        ("- {term: gnu, means: b, lesson: no-crisis-plan}", "does not use 'gnu'"),
        ("- {term: weekend, lesson: no-crisis-plan}", "'means'"),
        ("- {term: weekend, means: b, lesson: no-crisis-plan, form: [x]}", "'form'"),
        (
            "- {term: a, means: b, lesson: x, forms: [Gnu]}\n- {term: c, means: b, lesson: x, forms: [gnu]}",
            "line 2: 'gnu' stands for 'a' already",
        ),
        ("term: a", "list"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(with_glossary, yaml, part):
    path = with_glossary / "course" / "12-words" / "glossary.yaml"
    path.write_text(yaml, encoding="utf-8")
    try:
        problems = refusals.find(course.read(with_glossary / "course"))
    except Refused as refused:
        problems = refused.problems
    assert problems
    assert part in str(problems[0])
    assert problems[0].file == str(path)


def test_a_folder_without_one_has_no_glossary(root):
    assert glossary.read(root / "course" / "08-no-crisis-plan") is None


def test_a_quotation_mark_without_its_fellow_protects_no_other_paragraph():
    (text,) = linked('A screen of 5" and “a word\n\nIts reach” is 7".')
    assert "[reach](" in text
