// One question: prompt, control, "Check my answer", hints, and what the answer earned.
import { CONTROLS } from "./controls.js";
import { h, shield, spoken, tell, uid, voice } from "./dom.js";
import { saving } from "./saving.js";

const NO_ANSWER =
  "The notebook does not answer. Use the menu Run > Run All Cells, then check again; what you chose stays here.";

/** The verdict: a mark and a word, the points, the explanation, and for a plan its picture. */
export function verdict(result) {
  return h(
    "div",
    { class: "tm-verdict", "data-outcome": result.outcome },
    h(
      "p",
      { class: "tm-verdict-head" },
      h("span", { class: "tm-mark", "aria-hidden": "true" }, result.mark),
      h("strong", {}, result.word),
      result.points_text ? h("span", { class: "tm-earned" }, result.points_text) : null,
    ),
    h("div", { class: "tm-prose", html: result.message_html }),
    result.picture_html ? h("div", { class: "tm-picture", html: result.picture_html }) : null,
  );
}

function render({ model, el }) {
  const question = model.get("question");
  const explains = model.get("explains");
  const view = uid();
  const prompt = uid();
  const { region, say } = voice();
  const status = saving(model, question.id, follow);
  const result = h("div", { class: "tm-result" });
  const hints = h("ol", { class: "tm-hints" });
  let answer = model.get("value") ?? null; // a kernel in the browser has no null
  let wanted = false; // a verdict on this answer, however long it takes
  let checking = false; // and not for so long that it had to be said
  let patience = 0;

  const control = CONTROLS[question.kind](question, changed, prompt);
  control.show(answer);

  function changed(value, { wait = 0, say: sentence = "" } = {}) {
    become(value);
    status.save(value, wait);
    if (sentence) say(sentence, 300);
  }

  function follow(value) {
    control.show(value);
    become(value);
  }

  /** Another answer: what was said or asked for of the one before does not hold for it. */
  function become(value) {
    answer = value;
    showResult(null);
    wanted = false;
    waitFor(false);
  }

  function check() {
    if (checking) return;
    // An order nobody has touched is still an answer once the learner asks for it to be checked.
    const untouched = answer === null && question.kind === "order";
    if (untouched) answer = control.read();
    wanted = true;
    waitFor(true);
    // What is on its way may be lost, so it is sent again; and it is checked when it is saved, because the kernel
    // may hear the later message first.
    if (!untouched && !status.waiting()) ask();
    else if (!status.save(answer)) giveUp();
  }

  function ask() {
    waitFor(true);
    if (!tell(model, { type: "check", view, value: answer })) giveUp();
  }

  function waitFor(on) {
    checking = on;
    checkButton?.setAttribute("aria-disabled", String(on));
    checkButton?.replaceChildren(on ? "Checking…" : "Check my answer");
    clearTimeout(patience);
    if (on) patience = setTimeout(giveUp, 15000);
  }

  function giveUp() {
    waitFor(false);
    status.show("unsaved", NO_ANSWER);
    say(NO_ANSWER);
  }

  function showResult(shown) {
    result.replaceChildren(...(shown ? [verdict(shown)] : []));
  }

  function showHints() {
    const shown = model.get("hints");
    hints.replaceChildren(...shown.map((html) => h("li", { class: "tm-prose", html })));
    hints.hidden = shown.length === 0;
    const left = question.hints - shown.length;
    hintButton.hidden = !explains || left <= 0;
    hintButton.textContent = shown.length ? "Another hint" : "Hint";
  }

  const hintButton = h("button", { type: "button", class: "tm-button tm-quiet", onclick: askHint }, "Hint");
  let hinting = false;
  function askHint() {
    hinting = true;
    if (!tell(model, { type: "hint", view })) giveUp();
  }

  const checkButton =
    explains && question.kind !== "written"
      ? h("button", { type: "button", class: "tm-button", onclick: check }, "Check my answer")
      : null;

  const onMessage = (message) => {
    if (message.type === "result") {
      if (JSON.stringify(message.value ?? null) !== JSON.stringify(answer)) return; // of another page
      showResult(message.result);
      if (wanted && message.view === view) {
        wanted = false;
        waitFor(false);
        showStatus();
        say(`${message.result.word}. ${message.result.message_text}`);
      }
    } else if (status.reply(message)) {
      if (message.type === "unsaved") say(message.text);
      else say("Saved.", 400);
      if (wanted) ask();
    }
  };
  const onValue = () => {
    const value = model.get("value") ?? null;
    if (status.waiting() || JSON.stringify(value) === JSON.stringify(answer)) return;
    follow(value); // changed on another page
    showStatus();
  };
  const showStatus = () => {
    const { state, text } = model.get("status");
    status.show(state, text);
  };
  const onHints = () => {
    showHints();
    if (!hinting) return;
    hinting = false;
    say(spoken(model.get("hints").at(-1) ?? ""));
    if (hintButton.hidden && document.activeElement === document.body) checkButton?.focus();
  };
  model.on("msg:custom", onMessage);
  model.on("change:value", onValue);
  model.on("change:hints", onHints);

  const kicker = uid();
  const root = h(
    "div",
    { class: "tm-box tm-question", role: "group", "aria-labelledby": kicker, "data-question": question.id },
    h(
      "p",
      { class: "tm-kicker", id: kicker },
      question.kicker,
      question.points_text ? h("span", { class: "tm-points" }, question.points_text) : null,
    ),
    h("div", { class: "tm-prompt", id: prompt, html: question.prompt_html }),
    control.node,
    h("div", { class: "tm-actions" }, checkButton, hintButton, status.line),
    hints,
    result,
    region,
  );
  showHints();
  showResult(explains ? model.get("result") : null);
  if (status.waiting()) {
    control.show(status.value());
    changed(status.value()); // the reply to what was sent may have come while there was no view to hear it
  }
  shield(root);
  el.replaceChildren(root);

  return () => {
    status.leave();
    clearTimeout(patience);
    model.off("msg:custom", onMessage);
    model.off("change:value", onValue);
    model.off("change:hints", onHints);
  };
}

export default { render };
