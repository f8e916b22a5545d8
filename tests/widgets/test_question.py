"""The question widget without a browser: what it saves, says, and does not say."""

import json
import time
from html import unescape
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenmistakes import showing
from tenmistakes.answers import session as sessions
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.store import Unsaved
from tenmistakes.questions import exemplars, key, load
from tenmistakes.questions.views import message_text
from tenmistakes.widgets.question import QuestionWidget

from .strategies import JSON, hear_and_show

SLUG = "no-crisis-plan"
QUESTIONS = list(load(SLUG).questions.values())
GRADED = [question for question in QUESTIONS if question.points and question.kind != "written"]


def full(question):
    return f"{SLUG}/{question.id}"


def of_kind(kind):
    return next(question for question in QUESTIONS if question.kind == kind)


def by_id(questions):
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.id)


@by_id(QUESTIONS)
def test_an_answer_is_saved_and_comes_back_in_a_new_session(question, lesson, heard):
    right = key.right_answer(question, SLUG) or "A few words."
    replies = heard(QuestionWidget(lesson, full(question)))(type="answer", view="v", seq=1, value=right)
    assert replies == [{"type": "saved", "text": "Saved", "view": "v", "seq": 1}]

    again = QuestionWidget(sessions.open_session("lesson", SLUG), full(question))
    assert again.value == right
    assert again.status["state"] == "saved"


@by_id(QUESTIONS)
def test_an_answer_that_a_later_one_has_overtaken_does_not_count(question, lesson, heard):
    """A kernel may hear the later of two answers first."""
    right = key.right_answer(question, SLUG) or "A few words."
    widget = QuestionWidget(lesson, full(question))
    tell = heard(widget)
    tell(type="answer", view="v", seq=7, value=right)
    assert tell(type="answer", view="v", seq=6, value=None) == []
    assert lesson.answer(full(question)).value == widget.value == right
    [reply] = tell(type="answer", view="another page", seq=1, value=right)
    assert reply["type"] == "saved"


def test_two_threads_end_with_the_later_answer(lesson, heard, monkeypatch):
    """JupyterLab may send one message to the kernel's main thread and the next to another."""
    question = of_kind("choose-one")
    first, second = (option.id for option in question.options[:2])
    tell = heard(QuestionWidget(lesson, full(question)))
    begun, save = Event(), lesson.save

    def slow(full_id, value, revision):
        begun.set()
        if value == first:
            time.sleep(0.3)
        save(full_id, value, revision)

    monkeypatch.setattr(lesson, "save", slow)
    other = Thread(target=tell, kwargs={"type": "answer", "view": "v", "seq": 1, "value": first})
    other.start()
    begun.wait(5)
    tell(type="answer", view="v", seq=2, value=second)
    other.join()
    assert lesson.answer(full(question)).value == second


def test_an_answer_that_is_sent_again_is_one_attempt(lesson, heard):
    """Two alike in a row tell the start page of a check."""
    question = of_kind("choose-one")
    tell = heard(QuestionWidget(lesson, full(question)))
    for seq in (1, 2):
        [reply] = tell(type="answer", view="v", seq=seq, value=question.options[0].id)
        assert (reply["type"], reply["seq"]) == ("saved", seq)
    assert len(lesson.history(full(question))) == 1


def test_the_result_of_an_answer_that_was_given_up_is_not_kept(lesson, heard):
    question = of_kind("choose-one")
    widget = QuestionWidget(lesson, full(question))
    tell = heard(widget)
    first, second = (option.id for option in question.options[:2])
    tell(type="answer", view="v", seq=2, value=second)
    [reply] = tell(type="check", view="w", value=first)
    assert reply["value"] == first
    assert widget.result is None
    assert lesson.answer(full(question)).value == second


def test_a_picture_that_cannot_be_drawn_leaves_the_words(lesson, heard, monkeypatch):
    def broken(*_):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(showing, "plan_picture", broken)
    question = of_kind("plan")
    right = key.right_answer(question, SLUG)
    widget = QuestionWidget(lesson, full(question))
    tell = heard(widget)
    tell(type="answer", view="v", seq=1, value=right)
    [reply] = tell(type="check", view="v", value=right)
    assert reply["result"]["outcome"] == "right"
    assert "picture_html" not in reply["result"]


def test_saved_is_said_only_after_the_store_has_returned(lesson, heard, monkeypatch):
    question = of_kind("choose-one")
    widget = QuestionWidget(lesson, full(question))
    tell = heard(widget)
    order = []
    save = lesson.save

    def slow(*answer):
        order.append("saving")
        save(*answer)
        assert widget.status == {}
        order.append("on disk")

    monkeypatch.setattr(lesson, "save", slow)
    send = widget.send
    widget.send = lambda message: (order.append(message["type"]), send(message))
    tell(type="answer", view="v", seq=1, value=question.options[0].id)
    assert order == ["saving", "on disk", "saved"]


def test_what_could_not_be_saved_stays_on_screen_with_the_reason(lesson, heard, monkeypatch):
    question = of_kind("choose-one")
    widget = QuestionWidget(lesson, full(question))

    def full_disk(*_):
        raise Unsaved("Your answer was not saved: the disk is full.")

    monkeypatch.setattr(lesson, "save", full_disk)
    [reply] = heard(widget)(type="answer", view="v", seq=7, value=question.options[0].id)
    assert reply == {
        "type": "unsaved",
        "text": "Your answer was not saved: the disk is full.",
        "view": "v",
        "seq": 7,
    }
    assert widget.value == question.options[0].id
    assert widget.status["state"] == "unsaved"


EXEMPLARS = [
    pytest.param(
        question,
        exemplar,
        exemplars.answer_of(exemplar, question, load(SLUG)),
        id=f"{question.id}-{number}",
    )
    for question in QUESTIONS
    if question.kind != "written"
    for number, exemplar in enumerate(question.exemplars, 1)
]


@pytest.mark.parametrize(("question", "exemplar", "answer"), EXEMPLARS)
def test_a_check_explains_each_exemplar(question, exemplar, answer, lesson, heard):
    [reply] = heard(QuestionWidget(lesson, full(question)))(type="check", view="v", value=answer)
    result = reply["result"]
    assert result["outcome"] == exemplar.outcome
    misconception = load(SLUG).misconceptions.get(exemplar.message)
    if misconception:
        assert message_text(misconception.instead) in result["message_text"]
    assert result["mark"] and result["word"]
    assert bool(result["points_text"]) == bool(question.points)


@by_id([question for question in QUESTIONS if question.hints])
def test_hints_come_one_by_one_and_end(question, lesson, heard):
    widget = QuestionWidget(lesson, full(question))
    tell = heard(widget)
    for shown in range(1, len(question.hints) + 3):
        tell(type="hint", view="v")
        assert len(widget.hints) == min(shown, len(question.hints))


def transcript(question, answer, session, heard):
    """Everything a browser can see when ``answer`` is given, checked and asked hints for."""
    widget = QuestionWidget(session, full(question))
    tell = heard(widget)
    replies = tell(type="answer", view="v", seq=1, value=answer)
    replies += tell(type="check", view="v", value=answer) + tell(type="hint", view="v")
    names = ("question", "explains", "status", "result", "hints")
    state = {name: widget.get_state(name)[name] for name in names}
    bundle, _ = widget._repr_mimebundle_()
    return json.dumps([replies, state]), bundle["text/html"] + bundle["text/plain"]


@by_id(GRADED)
def test_after_grading_nothing_depends_on_whether_the_answer_is_right(question, after_grading, heard):
    mistake = load(SLUG)
    answers = [
        exemplars.answer_of(exemplar, question, mistake)
        for exemplar in question.exemplars
        if exemplar.answer is not None
    ]
    assert len(answers) > 1
    seen = [transcript(question, answer, after_grading, heard) for answer in answers]
    assert len({said for said, _ in seen}) == 1
    secrets = [question.right, *question.hints]
    for misconception in mistake.misconceptions.values():
        secrets += [misconception.tempting, misconception.instead]
    everything = unescape("".join(said + still for said, still in seen))
    assert not [secret for secret in secrets if secret and message_text(secret) in everything]
    for word in ("Not yet", "Partly", "misconception", '"right"'):
        assert word not in everything


@by_id(QUESTIONS)
def test_the_fallback_asks_the_whole_question_and_is_the_same_each_time(question, lesson):
    one, _ = QuestionWidget(lesson, full(question))._repr_mimebundle_()
    two, _ = QuestionWidget(lesson, full(question))._repr_mimebundle_()
    for form in ("text/html", "text/plain"):
        assert one[form] == two[form]
        assert message_text(question.prompt).split("\n")[0] in unescape(one["text/plain"])
    for part in ("options", "items", "targets"):
        for entry in getattr(question, part, ()):
            assert message_text(entry.text) in one["text/plain"]


def test_the_fallback_marks_the_choice_and_the_outcome_in_words(lesson, heard):
    question = of_kind("choose-one")
    wrong = next(option for option in question.options if not option.right)
    heard(QuestionWidget(lesson, full(question)))(type="answer", view="v", seq=1, value=wrong.id)
    bundle, _ = QuestionWidget(lesson, full(question))._repr_mimebundle_()
    assert f"[x] {message_text(wrong.text)}" in bundle["text/plain"]
    assert bundle["text/html"].count("Your choice:") == 1
    assert "Not yet" in bundle["text/html"] and "Not yet" in bundle["text/plain"]


def test_an_answer_to_an_older_version_is_not_shown_as_an_answer_to_this_one(lesson):
    question = of_kind("choose-one")
    lesson.save(full(question), question.options[0].id, "another")
    widget = QuestionWidget(lesson, full(question))
    assert widget.value is None
    assert "changed" in widget.status["text"]


def test_running_the_cell_again_shows_what_was_saved_elsewhere(lesson):
    question = of_kind("choose-one")
    widget = QuestionWidget(lesson, full(question))
    other = sessions.open_session("lesson", SLUG)
    QuestionWidget(other, full(question))._answer(question.options[1].id, "v", 1)
    assert widget.resume(lesson)
    assert widget.value == question.options[1].id


FIELDS = st.sampled_from(["type", "view", "seq", "value"])
KINDS = st.sampled_from(["answer", "check", "hint", "move", "predict"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(QUESTIONS), st.dictionaries(FIELDS, JSON) | JSON, KINDS)
def test_no_message_whatever_makes_the_kernel_stumble(lesson, heard, question, message, kind):
    widget = QuestionWidget(lesson, full(question))
    heard(widget)
    hear_and_show(widget, message, kind)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(QUESTIONS), JSON)
@example(of_kind("estimate"), 10**400)
def test_no_saved_value_whatever_makes_the_kernel_stumble(lesson, question, value):
    saved = Entry(full(question), value, "2026-01-31T09:30:00.000Z", 1, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson, "answer", lambda full_id: saved)
        assert QuestionWidget(lesson, full(question))._repr_mimebundle_()[0]["text/plain"]
