// A form of the learner's plan: perhaps a choice, and lines of text. Everything in it is one answer.
import { CONTROLS } from "./controls.js";
import { h, leadToNotebooks, shield, spoken, uid, voice } from "./dom.js";
import { saving } from "./saving.js";

const TYPING = 700; // ms after the last letter

/** What a chosen option means for the plan; the words are the kernel's. */
function meaning(option) {
  if (!option) return [];
  return [
    h(
      "div",
      { class: "tm-verdict", "data-outcome": option.outcome },
      h(
        "p",
        { class: "tm-verdict-head" },
        h("span", { class: "tm-mark", "aria-hidden": "true" }, option.mark),
        h("strong", {}, option.word),
      ),
      option.means_html ? h("div", { class: "tm-prose", html: option.means_html }) : null,
    ),
  ];
}

function render({ model, el }) {
  const form = model.get("form");
  const kicker = uid();
  const prompt = uid();
  const { region, say } = voice();
  const status = saving(model, form.id, follow);
  let value = { ...(status.waiting() ? status.value() : model.get("value")) };

  function changed(name, text, wait = 0) {
    value = { ...value, [name]: text };
    status.save(value, wait);
  }

  const chosen = () => form.options.find((option) => option.id === value.now);
  const means = h("div", { class: "tm-result" });
  const choice = form.options.length
    ? CONTROLS["choose-one"](
        form,
        (id) => {
          changed("now", id);
          means.replaceChildren(...meaning(chosen()));
          say(spoken(means.innerHTML), 300);
        },
        prompt,
      )
    : null;

  const inputs = form.fields.map(({ name, label, note, long }) => {
    const id = uid();
    const input = h(long ? "textarea" : "input", {
      id,
      class: long ? "tm-area" : "tm-line",
      ...(long ? { rows: 2 } : { type: "text" }),
      maxlength: form.longest,
      autocomplete: "off",
      "aria-describedby": note ? `${id}-note` : null,
      oninput: () => changed(name, input.value, TYPING),
      onchange: () => changed(name, input.value),
    });
    const node = h(
      "div",
      { class: long ? "tm-entry tm-wide" : "tm-entry" },
      h("label", { for: id }, label),
      note ? h("span", { class: "tm-note", id: `${id}-note` }, note) : null,
      input,
    );
    return { name, input, node };
  });

  function show() {
    choice?.show(value.now ?? null);
    means.replaceChildren(...meaning(chosen()));
    for (const { name, input } of inputs) {
      const text = value[name] ?? "";
      if (input.value !== text) input.value = text;
    }
  }

  const onMessage = (message) => {
    if (status.reply(message) && message.type === "unsaved") say(message.text);
  };
  function follow(given) {
    value = { ...given };
    show();
  }
  const onValue = () => {
    if (!status.waiting()) follow(model.get("value")); // changed on another page
  };
  model.on("msg:custom", onMessage);
  model.on("change:value", onValue);

  const root = h(
    "div",
    { class: "tm-box tm-form", role: "group", "aria-labelledby": kicker, "data-form": form.id },
    h("p", { class: "tm-kicker", id: kicker }, form.kicker),
    h("div", { class: "tm-prompt", id: prompt, html: form.prompt_html }),
    form.good_html ? h("p", { class: "tm-good" }, h("strong", {}, form.good), " ", h("span", { html: form.good_html })) : null,
    choice?.node,
    means,
    form.aside_html ? h("div", { class: "tm-aside", html: form.aside_html }) : null,
    h("div", { class: "tm-entries" }, ...inputs.map(({ node }) => node)),
    h("div", { class: "tm-actions" }, status.line),
    region,
  );
  show();
  if (status.waiting()) status.save(value); // the reply may have come while there was no view to hear it
  shield(root);
  leadToNotebooks(root);
  el.replaceChildren(root);

  return () => {
    status.leave();
    model.off("msg:custom", onMessage);
    model.off("change:value", onValue);
  };
}

export default { render };
