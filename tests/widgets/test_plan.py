"""The plan's notebook in the kernel: forms are saved, the pages follow them, and nothing is raised."""

import pytest

from tenmistakes import notebook
from tenmistakes.answers import session as sessions
from tenmistakes.lab.server import WIDGET_VIEW
from tenmistakes.plan import checks
from tenmistakes.plan.plan import full_id
from tenmistakes.widgets import papers
from tenmistakes.widgets.plan import brand_form, check_form

from ..plan.making import BRAND_OF, filled, lay_down, lay_down_lessons, plan_answers

SLUG = "no-permission"


@pytest.fixture
def shown(folder, monkeypatch):
    """What the calls display: widgets, and mime bundles where there is none."""
    displayed = []
    monkeypatch.setattr(notebook, "display", lambda thing, raw=False: displayed.append(thing))
    monkeypatch.setattr(notebook, "_widgets", {})
    monkeypatch.setattr(sessions, "_current", None)
    monkeypatch.setattr(papers, "_shown", set())
    return displayed


def test_what_is_answered_is_saved_and_every_page_follows(shown, heard):
    notebook.lesson("your-plan")
    notebook.my_brand()
    notebook.my_check(SLUG)
    notebook.my_plan()
    brand, check, paper = shown[-3:]
    assert "A brand without a name yet" in paper.html
    [reply] = heard(brand)(type="answer", view="v", seq=1, value=BRAND_OF)
    assert reply == {"type": "saved", "text": "Saved", "view": "v", "seq": 1}
    assert "Halden &amp; Söhne" in paper.html
    heard(check)(type="answer", view="v", seq=1, value=filled("mistake")[SLUG])
    assert "Everybody is to be invited" in paper.html
    assert sessions.current().answer(full_id(SLUG)).value == filled("mistake")[SLUG]


def test_what_a_later_message_has_overtaken_does_not_count(shown, heard):
    notebook.lesson("your-plan")
    notebook.my_brand()
    tell = heard(shown[-1])
    tell(type="answer", view="v", seq=2, value=BRAND_OF)
    assert tell(type="answer", view="v", seq=1, value={}) == []
    assert shown[-1].value == BRAND_OF


def test_another_kernel_shows_what_was_saved(shown, heard):
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    heard(shown[-1])(type="answer", view="v", seq=1, value=filled()[SLUG])
    notebook._widgets.clear()
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    assert shown[-1].value == filled()[SLUG]
    assert shown[-1].status["state"] == "saved"


def test_a_cell_run_again_shows_the_same_form_with_what_the_lesson_says_now(shown, folder):
    notebook.lesson("your-plan")
    notebook.my_check("customers-time")
    assert "The lesson would ask you" in shown[-1].form["aside_html"]
    lay_down_lessons(folder)
    notebook.my_check("customers-time")
    assert shown[-1] is shown[-2]
    assert "Our choir singers are in one chat" in shown[-1].form["aside_html"]


def test_fields_of_another_version_are_kept_when_a_form_is_saved(shown, folder, heard):
    lay_down(folder, "11-your-plan", "lesson/your-plan", plan_answers({SLUG: {"owner": "Priya", "do": 7}}))
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    assert shown[-1].value == {"owner": "Priya"}
    heard(shown[-1])(type="answer", view="v", seq=1, value={"do": "Ask", "when": None})
    assert sessions.current().answer(full_id(SLUG)).value == {"owner": "Priya", "do": "Ask"}


@pytest.mark.parametrize("value", [None, "text", 7, ["a"], {"do": ["a"]}])
def test_whatever_the_browser_sends_nothing_is_raised(shown, heard, value):
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    notebook.my_plan()
    tell = heard(shown[-2])
    assert tell(type="answer", view="v", seq=1, value=value)[0]["type"] == "saved"
    assert tell(type="else") == []
    shown[-2]._handle_custom_msg("no mapping", [])
    shown[-1]._handle_custom_msg("no mapping", [])
    assert heard(shown[-1])(type="else") == []


def test_a_text_that_is_too_long_is_not_saved_and_said_so(shown, heard):
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    [reply] = heard(shown[-1])(type="answer", view="v", seq=1, value={"do": "x" * 300_000})
    assert reply["type"] == "unsaved"
    assert "too long" in reply["text"]
    assert shown[-1].value == {"do": "x" * 300_000}


def test_the_plan_is_written_and_printed(shown, folder, heard):
    notebook.lesson("your-plan")
    notebook.my_plan()
    tell = heard(shown[-1])
    [reply] = tell(type="write", view="v")
    assert reply["text"] == "Written beside this notebook: my-plan.html and my-plan.md."
    assert (folder / "my-plan.html").read_text("utf-8") == tell(type="print", view="v")[0]["html"]
    (folder / "my-plan.md").write_text("mine")
    assert "“my-plan.md” is not as this page wrote it" in tell(type="write", view="v")[0]["text"]
    assert (folder / "my-plan.md").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_a_sentence(shown, heard, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tenmistakes.plan.files.write_durably", refuse)
    notebook.lesson("your-plan")
    notebook.my_plan()
    [reply] = heard(shown[-1])(type="write", view="v")
    assert reply["state"] == "unsaved"
    assert "does not let files be written" in reply["text"]


def test_the_certificate_says_what_is_left_and_appears_when_nothing_is(shown, folder, heard):
    notebook.lesson("your-plan")
    notebook.my_certificate()
    name, paper = shown[-2:]
    assert "Not yet." in paper.html
    assert 'href="05-isolation.ipynb"' in paper.html
    assert [action["type"] for action in paper.actions] == ["again"]
    assert heard(paper)(type="write", view="v")[0]["text"] == "There is nothing to write yet."

    lay_down_lessons(folder)
    for slug, value in filled().items():
        sessions.current().save(full_id(slug), value, "")
    heard(paper)(type="again", view="v")
    assert "Write your name above" in paper.html
    heard(name)(type="answer", view="v", seq=1, value={"name": "Ada <b>\U00012000</b>"})
    assert "Ada &lt;b&gt;" in paper.html
    assert "Words for the picture" in paper.html
    [reply] = heard(paper)(type="write", view="v")
    assert "my-certificate.html and my-certificate.png" in reply["text"]
    assert "This computer has no font for \U00012000" in reply["text"]
    assert (folder / "my-certificate.png").read_bytes().startswith(b"\x89PNG")


def test_without_a_kernel_the_forms_and_pages_read_as_text(shown, folder):
    lay_down(folder, "11-your-plan", "lesson/your-plan", plan_answers(filled()))
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    notebook.my_plan()
    form, paper = (widget._repr_mimebundle_()[0] for widget in shown[-2:])
    assert WIDGET_VIEW in form
    assert "Your choice:</strong> Yes. It is decided for each subject" in form["text/html"]
    assert "[x] Yes. It is decided" in form["text/plain"]
    assert "Who does it? Priya" in form["text/plain"]
    assert "<h3>" in paper["text/html"]
    assert paper["text/plain"].startswith("# Plan: Halden")


def test_while_nbgrader_runs_there_is_no_widget(shown, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook.lesson("your-plan")
    notebook.my_check(SLUG)
    notebook.my_plan()
    assert [set(bundle) for bundle in shown[-2:]] == [{"text/html", "text/plain"}] * 2


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: notebook.my_check("no-such"), f"no check 'no-such'; there are {checks.load()[0].slug}"),
        (lambda: notebook.my_check(8), "quotation marks"),
        (lambda: notebook.my_check(), "is used like this"),
        (lambda: notebook.my_plan(1), "is used like this"),
    ],
)
def test_a_wrong_call_gives_a_sentence(call, part, shown):
    notebook.lesson("your-plan")
    assert call() is None
    assert part in shown[-1]["text/plain"]


def test_before_the_first_cell_it_says_what_to_run(shown):
    notebook.my_plan()
    assert "run its first cell" in shown[-1]["text/plain"]


def test_the_forms_give_examples_and_name_the_lesson(folder):
    session = sessions.open_session("lesson", "your-plan")
    form = check_form(session, SLUG)
    assert form["kicker"] == "Check 2 of 10"
    assert [field["name"] for field in form["fields"]] == ["known", "do", "who", "when", "sign"]
    assert '<a href="02-no-permission.ipynb#Your-own-brand"' in form["aside_html"]
    assert "#Permission-is-for-a-subject" in form["options"][3]["means_html"]
    assert brand_form(session)["options"] == []
