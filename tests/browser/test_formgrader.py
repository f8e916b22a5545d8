"""An instructor in formgrader, in Chromium: grade, read, give points and a comment, write feedback."""

import re
import subprocess
import sys
from html import unescape

import pytest
from playwright.sync_api import expect

from ..grading.classroom import MIXED, MIXED_POINTS, NAME, TEXT, notebook, open_classroom
from ..grading.instructor import TOKEN, serving
from ..grading.making import hand_in_cell, named

COMMENT = "Warm & clear; say <em>when</em> you answer. <script>window.pwned = 'comment'</script>"
HOSTILE = (
    TEXT
    + """

<script>window.pwned = "script"</script><img src=x onerror="window.pwned = 'image'">
[a link](javascript:window.pwned=1) $\\href{javascript:window.pwned=2}{mathematics}$
<iframe srcdoc="<script>parent.pwned = 'frame'</script>"></iframe>
"""
)
WRITTEN = "written-holding-statement"
MATHJAX = "window.MathJax = {Hub: {Config() {}, Startup: {signal: {Interest(act) { act('End'); }}}}};"
"""In the place of what nbconvert's template fetches from the web, and formgrader's script needs."""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Three hand-ins: an honest one, a hostile one, and one that cannot be read."""
    course = open_classroom(tmp_path_factory.mktemp("formgrader") / "course")
    course.hand_in("ada", notebook(MIXED, TEXT))
    evil = notebook(MIXED, HOSTILE)
    for cell in evil["cells"]:
        if cell["cell_type"] == "code" and cell is not hand_in_cell(evil):
            cell["source"] = f"open({str(course.root.parent / 'executed')!r}, 'w')"
    named(evil, "start")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": HOSTILE}}
    ]
    course.hand_in("mallory", evil)
    course.hand_in("torn", b'{"cells": 17')
    return course


@pytest.fixture(scope="module")
def server(course, tmp_path_factory):
    with serving(course.root, tmp_path_factory.mktemp("instructor")) as server:
        yield server


@pytest.fixture
def page(browser, server):
    """A window that is signed in; an error in its scripts fails the test."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(20_000)
    page.route("**/mathjax/**", lambda route: route.fulfill(content_type="text/javascript", body=MATHJAX))
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.address}/login?token={TOKEN}&next=/formgrader")
    page.goto(f"{server.address}/formgrader/manage_submissions/{NAME}")
    yield page
    assert page.evaluate("window.pwned ?? null") is None
    page.close()
    assert not errors


def row(page, student):
    """The line of a learner in the list of submissions."""
    return page.locator("tbody tr").filter(has=page.locator(f"td.student-id:text-is('{student}')"))


def press(page, student, button):
    """Press a button of a learner's line; what formgrader says then."""
    row(page, student).locator(f"td.{button} a").click()
    dialog = page.locator(".modal.in")
    expect(dialog).to_be_visible(timeout=60_000)
    said = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(page.locator(".modal")).to_have_count(0)
    return said


def submission(page, server, student):
    """Open a learner's graded notebook, by the links an instructor follows."""
    page.goto(f"{server.address}/formgrader/manage_students/{student}/{NAME}")
    page.get_by_role("link", name=NAME).last.click()
    page.wait_for_function("window.MathJax === undefined || window.formgrader?.grades?.loaded")
    page.wait_for_function("window.formgrader?.comments?.loaded")


def give(page, field, text):
    """Fill in a field, leave it, and wait until the gradebook has it."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as told:
        page.locator(f"#{field}").fill(text)
        page.locator(f"#{field}").blur()
    assert told.value.ok


def words(path):
    """What a feedback page says, as one line of text."""
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_grade_read_mark_and_give_feedback(page, server, course):
    # Autograde executes nothing, and says how the submission stands.
    for student in ("ada", "mallory"):
        assert "Successfully autograded" in press(page, student, "autograde")
        expect(row(page, student).locator("td.status")).to_have_text("needs manual grading")
        expect(row(page, student).locator("td.score")).to_contain_text(f"{MIXED_POINTS:g} / ")
    assert not (course.root.parent / "executed").exists()

    # The text is there to be read; points and a comment are saved.
    submission(page, server, "ada")
    expect(page.locator("#notebook-container").last).to_contain_text(TEXT)
    give(page, WRITTEN, "4")
    give(page, f"{WRITTEN}-comment", COMMENT)
    page.reload()
    expect(page.locator(f"#{WRITTEN}")).to_have_value("4")
    expect(page.locator(f"#{WRITTEN}-comment")).to_have_value(COMMENT)
    mark = course.marks()["ada"][WRITTEN]
    assert (mark.auto, mark.manual, mark.needs_manual) == (None, 4, False)
    assert course.ask("SELECT manual_comment FROM comment WHERE manual_comment IS NOT NULL") == [(COMMENT,)]

    # Feedback carries both: ours behind formgrader's button, and nbgrader's own.
    page.goto(f"{server.address}/formgrader/manage_submissions/{NAME}")
    expect(row(page, "ada").locator("td.status")).to_have_text("graded")
    expect(row(page, "ada").locator("td.score")).to_contain_text(f"{MIXED_POINTS + 4:g} / ")
    assert "Successfully generated feedback" in press(page, "ada", "generate-feedback")
    feedback = course.settings.feedback("ada", NAME) / f"{NAME}.html"
    for told in (words(feedback), nbgraders_feedback(course, server, "ada", feedback)):
        assert "Warm & clear; say" in told
        assert TEXT in told
        assert re.search(r"\b4(\.0)?( of|/| /) ?5", told)


def nbgraders_feedback(course, server, student, path):
    """The same page from plain ``nbgrader generate_feedback``."""
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", NAME, "--student", student, "--force"]
    done = subprocess.run(
        command,
        cwd=course.root,
        env=server.environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return words(path)


def test_nothing_of_a_learners_lives_in_formgrader(page, server):
    press(page, "mallory", "autograde")
    submission(page, server, "mallory")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#notebook-container").last).to_contain_text(TEXT)
    text = page.locator(f".nbgrader_cell:has(#{WRITTEN}) .rendered_html")
    expect(text).to_contain_text("<script>window.pwned")  # to be read, not to be run
    assert text.locator("script, iframe, img, a").count() == 0
    # MathJax would make a link of $\\href{…}$.
    expect(text.get_by_text("\\href{javascript:")).to_have_count(1)
    assert text.get_by_text("\\href{javascript:").evaluate("node => node.closest('.tex2jax_ignore') !== null")


def test_what_cannot_be_graded_is_said_and_stays_ungraded(page):
    said = press(page, "torn", "autograde")
    assert "There was an error autograding" in said
    assert 'File "' not in said
    expect(row(page, "torn").locator("td.status")).to_have_text("needs autograding")
    expect(row(page, "torn").locator("td.score")).to_have_text("")
