// One control for each kind of question. Each takes the question and a function to call with the new answer,
// and gives { node, show(answer) }; `show` puts a saved answer on screen without calling back.
import { h, uid, words } from "./dom.js";
import { order } from "./order.js";

/** Choose one or several: native radio buttons or checkboxes, each row a large target. */
function choice(question, several, changed, labelled) {
  const name = uid();
  const inputs = question.options.map((option) =>
    h("input", { type: several ? "checkbox" : "radio", name, value: option.id, onchange: () => changed(read()) }),
  );
  const read = () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return several ? chosen : (chosen[0] ?? null);
  };
  const rows = question.options.map((option, i) =>
    h("label", { class: "tm-option" }, inputs[i], h("span", { html: option.html })),
  );
  return {
    node: h("fieldset", { class: "tm-field", "aria-labelledby": labelled }, ...rows),
    show(answer) {
      const chosen = Array.isArray(answer) ? answer : [answer];
      for (const input of inputs) input.checked = chosen.includes(input.value);
    },
  };
}

/** One select a row: matching items to targets, or the decisions of a plan. */
function selects(rows, changed, labelled) {
  const fields = rows.map((row) => {
    const id = uid();
    const select = h(
      "select",
      { id, class: "tm-select", "data-id": row.id, onchange: () => changed(read()) },
      h("option", { value: "" }, "Choose…"),
      ...row.choices.map((choice) => h("option", { value: choice.id }, choice.text)),
    );
    const note = row.note_html ? h("span", { class: "tm-note", id: `${id}-note`, html: row.note_html }) : null;
    if (note) select.setAttribute("aria-describedby", `${id}-note`);
    const label = h("label", { for: id, class: "tm-row-label", html: row.html });
    return { id: row.id, select, node: h("div", { class: "tm-row" }, h("div", {}, label, note), select) };
  });
  const read = () =>
    Object.fromEntries(fields.filter((f) => f.select.value).map((f) => [f.id, f.select.value]));
  return {
    node: h("fieldset", { class: "tm-field", "aria-labelledby": labelled }, ...fields.map((f) => f.node)),
    read,
    show(answer) {
      for (const field of fields) {
        const wanted = answer?.[field.id];
        const known = [...field.select.options].some((option) => option.value === wanted);
        field.select.value = known ? wanted : "";
      }
    },
  };
}

function match(question, changed, labelled) {
  const rows = question.items.map((item) => ({ ...item, choices: question.targets }));
  return selects(rows, changed, labelled);
}

/** The decisions of a plan, with what they cost so far against the budget. */
function plan(question, changed, labelled) {
  const { decisions, budget, budget_unit: unit } = question;
  const sum = h("p", { class: "tm-budget-words" });
  const bar = h("span", { class: "tm-budget-bar", "aria-hidden": "true" }, h("span"));
  const cost = (answer) => {
    const used = decisions.reduce((total, decision) => {
      const chosen = decision.choices.find((choice) => choice.id === answer?.[decision.id]);
      return total + (chosen?.cost ?? 0);
    }, 0);
    const over = used - budget;
    sum.textContent =
      over > 1e-9
        ? `${words(used)} of ${words(budget)} ${unit} used: ${words(over)} more than you have.`
        : `${words(used)} of ${words(budget)} ${unit} used.`;
    bar.firstChild.style.width = `${Math.min(100, (100 * used) / budget)}%`;
    bar.classList.toggle("tm-over", over > 1e-9);
    return sum.textContent;
  };
  const rows = selects(
    decisions.map((decision) => ({
      ...decision,
      choices: decision.choices.map(({ id, text, cost }) => ({
        id,
        text: cost ? `${text} (costs ${words(cost)})` : text,
      })),
    })),
    (answer) => changed(answer, { say: cost(answer) }),
    labelled,
  );
  cost(null);
  return {
    node: h("div", { class: "tm-plan" }, rows.node, h("div", { class: "tm-budget" }, sum, bar)),
    show(answer) {
      rows.show(answer);
      cost(rows.read());
    },
  };
}

/** A number with its unit; large numbers are repeated with separators, so that zeros need no counting. */
function estimate(question, changed, labelled) {
  const id = uid();
  const range = h(
    "p",
    { class: "tm-note", id: `${id}-range` },
    `A number from ${words(question.low)} to ${words(question.high)}.`,
  );
  const echo = h("span", { class: "tm-echo", "aria-hidden": "true" });
  const input = h("input", {
    type: "number",
    class: "tm-number",
    min: question.low,
    max: question.high,
    step: "any",
    inputmode: "decimal",
    id,
    "aria-describedby": `${labelled} ${id}-unit ${id}-range`,
    oninput: () => told(600),
    onchange: () => told(0),
  });
  const look = () => {
    const value = input.valueAsNumber;
    const outside = input.value !== "" && !(value >= question.low && value <= question.high);
    input.setAttribute("aria-invalid", String(outside));
    range.classList.toggle("tm-wrong", outside);
    echo.textContent = Math.abs(value) >= 1000 ? `= ${words(value)}` : "";
    return !outside && input.value !== "" ? value : null;
  };
  const told = (wait) => {
    const value = look();
    if (value !== null) changed(value, { wait });
  };
  return {
    node: h(
      "div",
      { class: "tm-field" },
      h(
        "div",
        { class: "tm-estimate" },
        h("label", { for: id }, question.asks ?? "Your estimate"),
        input,
        h("span", { id: `${id}-unit` }, question.unit),
        echo,
      ),
      range,
    ),
    input,
    read: look,
    show(answer) {
      if (document.activeElement === input && input.valueAsNumber === answer) return;
      input.value = typeof answer === "number" ? String(answer) : "";
      look();
    },
  };
}

function written(question, changed, labelled) {
  const area = h("textarea", {
    class: "tm-area",
    rows: 6,
    "aria-labelledby": labelled,
    oninput: () => told(700),
    onchange: () => told(0),
  });
  const count = h("p", { class: "tm-note" });
  const look = () => {
    const n = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
    const aim = question.words ? ` Aim for about ${question.words}.` : "";
    count.textContent = `${n} ${n === 1 ? "word" : "words"}.${aim}`;
  };
  const told = (wait) => {
    look();
    changed(area.value, { wait });
  };
  look();
  return {
    node: h("div", { class: "tm-field" }, area, count),
    show(answer) {
      const text = typeof answer === "string" ? answer : "";
      if (area.value !== text) area.value = text;
      look();
    },
  };
}

export const CONTROLS = {
  "choose-one": (q, changed, labelled) => choice(q, false, changed, labelled),
  "choose-several": (q, changed, labelled) => choice(q, true, changed, labelled),
  order,
  match,
  estimate,
  plan,
  written,
};
