// A page made from the learner's answers: its preview, and buttons that write or print it.
import { h, leadToNotebooks, shield, tell, uid, voice } from "./dom.js";

const NO_ANSWER = "The notebook does not answer. Use the menu Run > Run All Cells, then try again.";
const PATIENCE = 15000;

/** Print a whole document: it needs a frame of its own, or the notebook would be printed. */
function print(html) {
  const frame = h("iframe", { class: "tm-unseen", title: "The page to be printed", "aria-hidden": "true" });
  frame.addEventListener("load", () => {
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  });
  frame.srcdoc = html;
  document.body.append(frame);
}

function render({ model, el }) {
  const view = uid();
  const { region, say } = voice();
  const preview = h("div", { class: "tm-preview" });
  const actions = h("div", { class: "tm-actions" });
  const status = h("p", { class: "tm-status" });
  let patience = 0;

  function told(state, text) {
    clearTimeout(patience);
    status.dataset.state = state;
    status.textContent = text;
    if (text) say(text);
  }

  function act(type) {
    told("saving", "One moment…");
    patience = setTimeout(() => told("unsaved", NO_ANSWER), PATIENCE);
    if (!tell(model, { type, view })) told("unsaved", NO_ANSWER);
  }

  /** What was said of the files is no longer so once the page has changed. */
  function change() {
    if (["saved", "unsaved"].includes(status.dataset.state)) told("", "");
    show();
  }

  function show() {
    preview.innerHTML = model.get("html"); // made by the kernel, every text of the learner's escaped
    const had = actions.contains(document.activeElement);
    actions.replaceChildren(
      ...model.get("actions").map(({ type, label }, place) =>
        h("button", { type: "button", class: place ? "tm-button tm-quiet" : "tm-button", onclick: () => act(type) }, label),
      ),
    );
    if (had) actions.querySelector("button")?.focus();
  }

  const onMessage = (message) => {
    if (message.view !== view) return;
    if (message.type === "document") print(message.html);
    told(message.state, message.text);
  };
  model.on("msg:custom", onMessage);
  model.on("change:html change:actions", change);

  const root = h(
    "div",
    { class: "tm-box tm-paper", role: "group", "aria-label": model.get("label") },
    preview,
    actions,
    status,
    region,
  );
  show();
  shield(root);
  leadToNotebooks(root);
  el.replaceChildren(root);

  return () => {
    clearTimeout(patience);
    model.off("msg:custom", onMessage);
    model.off("change:html change:actions", change);
  };
}

export default { render };
