// Predict first, then move the sliders: each step goes to the kernel, which sends back path data and words.
import { CONTROLS } from "./controls.js";
import { about, h, shield, tell, uid, voice, words } from "./dom.js";
import { saving } from "./saving.js";

const NO_MODEL = "The model does not answer. Use the menu Run > Run All Cells, then move the slider again.";

/** One parameter: a range and a number field that always agree. */
function slider(parameter, changed) {
  const id = uid();
  const common = { min: parameter.low, max: parameter.high, step: parameter.step };
  const range = h("input", { type: "range", id, class: "tm-range", ...common });
  const number = h("input", {
    type: "number",
    class: "tm-number tm-small",
    ...common,
    "aria-label": `${parameter.label}, ${parameter.unit}, typed`,
  });
  const show = (value) => {
    range.value = String(value);
    range.setAttribute("aria-valuetext", `${words(value)} ${parameter.unit}`);
    if (document.activeElement !== number) number.value = String(value);
  };
  range.addEventListener("input", () => {
    show(range.valueAsNumber);
    changed(range.valueAsNumber);
  });
  number.addEventListener("input", () => {
    const value = number.valueAsNumber;
    if (!(value >= parameter.low && value <= parameter.high)) return;
    show(value);
    changed(value);
  });
  number.addEventListener("blur", () => show(range.valueAsNumber));
  return {
    show,
    node: h(
      "div",
      { class: "tm-slider" },
      h("label", { for: id }, parameter.label, " ", h("span", { class: "tm-unit" }, `(${parameter.unit})`)),
      h("div", { class: "tm-slider-line" }, range, number),
    ),
  };
}

function howItWorks(simulation) {
  const rows = simulation.parameters.map((p) =>
    h(
      "li",
      {},
      h("strong", {}, p.label),
      `: starts at ${words(p.default)} ${p.unit}, from ${words(p.low)} to ${words(p.high)}. Source: `,
      h("span", { html: p.source_html }),
      p.note_html ? h("span", { html: ` (${p.note_html})` }) : "",
    ),
  );
  return h(
    "details",
    { class: "tm-details" },
    h("summary", {}, "How this model works"),
    h("p", { class: "tm-equation" }, simulation.equation),
    h("ul", {}, ...rows),
  );
}

/**
 * The question that comes first. It stays, with the number in it, until the kernel has saved the prediction:
 * what could not be saved can be tried again.
 */
function prediction(predict, model, id) {
  const prompt = uid();
  const status = saving(model, id, () => {});
  const control = CONTROLS.estimate({ ...predict, asks: "Your prediction" }, () => {}, prompt);
  const missing = h("p", { class: "tm-note tm-wrong", role: "alert" });
  const lock = () => {
    const value = control.read();
    missing.textContent =
      value === null ? "Write down a number first. A guess is enough: it is there to be compared." : "";
    if (value === null) {
      control.input.focus();
      return;
    }
    status.save(value, 0, "predict");
  };
  control.input.addEventListener("keydown", (event) => event.key === "Enter" && lock());
  const button = h("button", { type: "button", class: "tm-button", onclick: lock }, "Lock in my prediction");
  const node = h(
    "div",
    { class: "tm-predict" },
    h("p", { class: "tm-kicker" }, "Predict first"),
    h("div", { class: "tm-prompt", id: prompt, html: predict.prompt_html }),
    control.node,
    h("div", { class: "tm-actions" }, button, status.line),
    missing,
  );
  if (status.waiting()) {
    control.show(status.value());
    status.save(status.value(), 0, "predict"); // the reply may have come while there was no view to hear it
  }
  return { node, status };
}

function render({ model, el }) {
  const simulation = model.get("simulation");
  const predict = simulation.predict;
  const view = uid();
  const { region, say } = voice();
  // Every view has ids of its own, so that the same picture can stand twice on a page.
  const mine = (id) => id.replaceAll(simulation.prefix, view);

  const picture = h("div", { class: "tm-picture", html: mine(simulation.svg) });
  const svg = picture.querySelector("svg");
  const axesAlone = `${simulation.title}: the axes alone. The curves come when your prediction is locked in.`;
  const caption = h("p", { class: "tm-words" });
  const beside = h("p", { class: "tm-beside" });
  const controls = h("fieldset", { class: "tm-sliders" }, h("legend", { class: "tm-unseen" }, "Settings"));
  const values = { ...simulation.start };
  let guess = model.get("prediction") ?? null; // a kernel in the browser has no null
  let asked = 0;
  let moving = false;

  const sliders = simulation.parameters.map((parameter) => [
    parameter.name,
    slider(parameter, (value) => {
      values[parameter.name] = value;
      move();
    }),
  ]);

  function set(wanted) {
    Object.assign(values, wanted);
    for (const [name, control] of sliders) control.show(values[name]);
  }

  function move() {
    asked += 1;
    moving = true;
    if (!tell(model, { type: "move", view, seq: asked, values })) caption.textContent = NO_MODEL;
  }

  function compare(numbers) {
    const says = predict ? numbers[predict.number] : undefined;
    if (guess === null || guess === undefined || !predict) return;
    if (says === undefined) {
      beside.replaceChildren("You said ", h("strong", {}, words(guess)), "; at these settings there is no such number.");
      return;
    }
    beside.replaceChildren(
      "You said ",
      h("strong", {}, words(guess)),
      `; ${simulation.says} `,
      h("strong", {}, about(says)),
      predict.unit === "%" ? "%." : ` ${predict.unit}.`,
    );
  }

  function veil(on) {
    root.classList.toggle("tm-veiled", on);
    controls.disabled = on;
    svg?.setAttribute("aria-label", on ? axesAlone : caption.textContent);
  }

  function draw(frame) {
    for (const [id, data] of Object.entries(frame.paths)) {
      const group = picture.querySelector(`[id="${mine(id)}"]`);
      const path = group?.matches("path") ? group : group?.querySelector("path");
      path?.setAttribute("d", data);
    }
    caption.textContent = frame.words;
    if (!root.classList.contains("tm-veiled")) svg?.setAttribute("aria-label", frame.words);
    compare(frame.numbers);
  }

  const onMessage = (message) => {
    if (message.type === "frame") {
      const here = message.view === view;
      if (moving && !here) return; // two people cannot hold one slider
      if (!moving) set(message.values); // moved in another view, or before this one was opened
      draw(message);
      if (here && moving && message.seq === asked) {
        moving = false;
        say(`${message.words} ${beside.textContent}`, 900);
      }
    } else if (first?.status.reply(message)) {
      if (message.type === "saved") free(first.status.value());
      else say(message.text);
    }
  };
  /** Committed in another view. While an own prediction is on its way, its reply says what counts here. */
  const onPrediction = () => {
    const value = model.get("prediction") ?? null;
    if (!first || guess !== null || value === null || first.status.waiting()) return;
    const { state, text } = model.get("status");
    first.status.show(state, text);
    free(value);
  };
  model.on("msg:custom", onMessage);
  model.on("change:prediction", onPrediction);

  /** The prediction is saved: show what the model says, and let the sliders go. */
  function free(value) {
    guess = value;
    const here = first.node.contains(document.activeElement);
    first.node.replaceWith(first.status.line);
    veil(false);
    compare(simulation.numbers);
    if (!here) return; // predicted in another view, or gone elsewhere meanwhile: leave the focus there
    sliders[0]?.[1].node.querySelector("input").focus();
    say(`${beside.textContent} ${caption.textContent} The sliders are yours.`);
  }

  const first = predict ? prediction(predict, model, simulation.id) : null;
  const again = h(
    "button",
    {
      type: "button",
      class: "tm-button tm-quiet",
      onclick: () => {
        set(simulation.start);
        move();
      },
    },
    "Back to the start",
  );
  controls.append(...sliders.map(([, control]) => control.node), h("div", { class: "tm-actions" }, again));

  const title = uid();
  const root = h(
    "div",
    { class: "tm-box tm-simulation", role: "group", "aria-labelledby": title, "data-simulation": simulation.id },
    h("p", { class: "tm-kicker" }, "Simulation"),
    h("p", { class: "tm-title", id: title }, simulation.title),
    first?.node,
    h("div", { class: "tm-stage" }, h("div", {}, picture, beside, caption), controls),
    howItWorks(simulation),
    region,
  );
  set(simulation.start);
  draw({ paths: {}, words: simulation.words, numbers: simulation.numbers });
  veil(Boolean(predict) && guess === null);
  if (predict && guess !== null) first.node.replaceWith(first.status.line);
  shield(root);
  el.replaceChildren(root);
  tell(model, { type: "hello", view, seq: 0 });

  return () => {
    first?.status.leave();
    model.off("msg:custom", onMessage);
    model.off("change:prediction", onPrediction);
  };
}

export default { render };
