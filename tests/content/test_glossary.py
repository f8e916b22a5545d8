"""Every word a beginner may not know is in the glossary; every lesson leads to its neighbours."""

import re

import nbformat
import pytest

from tenmistakes import content
from tenmistakes.anchors import anchor
from tenmistakes.build import course, page, refusals

from .pages import Pages

COURSE = course.read(content.course())
GLOSSARY = COURSE["glossary"].glossary
LESSONS = [place.slug for place in content.mistakes()]

# Words of marketing, of statistics and of the web, also those that the lessons happen not to use today:
# whoever writes one into a lesson defines it. Each is a pattern; the plain sense of a word is not meant.
TECHNICAL = r"""
    active members?; adoption rate; algorithms?; at random; attribution;
    authenticity; awareness; backlash; barnstars?; base rates?; Bass's curve; benchmarks?; bounce rate;
    brand equity; call to action; carry-over; cascades?; churn; click rates?; click-through; confidence
    intervals?; control group; conversions?; conversion rate; correlation; CPC; CPM; critical mass; CTR;
    denominator; diminishing returns; disclosure; display advertising; earned media; effect size;
    elasticit(?:y|ies); embargo; engagements; engagement rate; franchise; goodwill; hashtags?;
    impressions served; influencers?; in-house; KPIs?; landing page; licensing; lurkers?; median;
    meta-analysis; monitoring; net sales; organic reach; owned media; page views; paid media; paid reach;
    percentage points?; positionals?; power curve; power law; press releases?; pseudonym; public
    relations; p-value; R0; referents?; retargeting; retweets?; ROI; rules? of thumb; scenario planning;
    seeding; segmentation; selection bias; sentiment; share of voice; standard deviation; statistically
    significant; stop rule; storyboard; sunk costs?; superusers?; survivorship; synergy; take-off; target
    group; tipping point; topic fit; traction; user-generated; variance; winner's curse; word of mouth
"""
NOT_ONES = {"CNBC", "FCK", "KFC", "LEGO", "MOUSAVI", "TV", "US"}
"""Names, and abbreviations that everybody knows."""


def prose(slug: str) -> str:
    """A lesson's sentences: no code, no headings, no citations, nothing that somebody says."""
    text = re.sub(r"\A---.*?\n---\n", "", Pages(slug).lesson, flags=re.DOTALL)
    return re.sub(
        r"```.*?```|^#.*?$|\[@[^\]]*\]|“[^”]*”|\"[^\"\n]*\"", "", text, flags=re.DOTALL | re.MULTILINE
    )


def defined(words: str) -> bool:
    """Whether the glossary has a term for these words, as a form or inside one."""
    return any(
        re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", form, re.IGNORECASE)
        for term in GLOSSARY.terms
        for form in (*term.words, term.term)
    )


@pytest.mark.parametrize("slug", LESSONS)
def test_every_technical_word_of_a_lesson_is_in_the_glossary(slug):
    either = "|".join(" ".join(TECHNICAL.split()).split("; ")).replace(" ", r"\s+")
    found = re.findall(rf"(?<![\w-])(?:{either})(?![\w-])", prose(slug), re.IGNORECASE)
    assert [
        words for words in dict.fromkeys(" ".join(words.split()) for words in found) if not defined(words)
    ] == []


@pytest.mark.parametrize("slug", LESSONS)
def test_every_abbreviation_of_a_lesson_is_in_the_glossary(slug):
    found = set(re.findall(r"(?<![\w#@])[A-Z]{2,}\d*(?![\w])", prose(slug))) - NOT_ONES
    assert [words for words in sorted(found) if not defined(words)] == []


def test_every_term_is_used_in_the_lesson_it_names():
    assert [problem for problem in refusals.find(COURSE) if "glossary" in problem.file] == []


@pytest.mark.parametrize("slug", LESSONS)
def test_each_term_a_lesson_uses_is_linked_there_once_and_to_its_entry(slug):
    notebook = nbformat.read(content.home() / "lessons" / f"{content.place(slug).stem}.ipynb", 4)
    links = re.findall(
        r"\[[^\]]*\]\(12-glossary\.ipynb#(\S+) ", "".join(cell.source for cell in notebook.cells)
    )
    used = {
        anchor(term.heading)
        for cell in page.prose(COURSE[slug].lesson.notebook)
        for _, term in GLOSSARY.uses(cell.source)
    }
    assert sorted(links) == sorted(used)
    assert len(used) > 5


@pytest.mark.parametrize("term", GLOSSARY.terms, ids=lambda term: term.term)
def test_a_definition_is_short_plain_and_no_circle(term):
    assert 5 <= len(term.means.split()) <= 45
    assert term.means.endswith(".")
    assert "$" not in term.means
    assert "|" not in term.means


def test_every_link_of_the_glossary_leads_to_a_heading():
    notebook = nbformat.read(content.home() / "lessons" / "12-glossary.ipynb", 4)
    text = "\n".join(cell.source for cell in notebook.cells)
    links = re.findall(r"\]\((\d\d-[a-z0-9-]+)\.ipynb#([^)]+)\)\.", text)
    headings = {
        material.place.stem: {anchor(heading.words) for heading in material.lesson.headings}
        for material in COURSE.values()
    }
    assert len(links) == len(GLOSSARY.terms)
    assert [link for link in links if link[1] not in headings[link[0]]] == []


def test_every_page_leads_to_its_neighbours_once():
    for material in COURSE.values():
        for sheet in material.pages:
            text = sheet.path.read_text(encoding="utf-8")
            assert text.count("<!-- previous-next -->") == 1, sheet.path
    for path in sorted((content.home() / "lessons").glob("*.ipynb")):
        text = "".join(cell.source for cell in nbformat.read(path, 4).cells)
        before, after = re.search(r"← \[", text), re.search(r"\) →", text)
        assert before or path.name.startswith("00"), path
        assert after or path.name.startswith("12"), path
