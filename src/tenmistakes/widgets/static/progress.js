// The start page's buttons: refresh, take the answers along, bring some in.
import { h, shield, tell, uid, voice } from "./dom.js";

const NO_ANSWER = "The notebook does not answer. Use the menu Run > Run All Cells, then try again.";
const PATIENCE = 15000;

/** Have the browser keep a file. */
function download(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/json" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function render({ model, el }) {
  const view = uid();
  const { region, say } = voice();
  const status = h("ul", { class: "tm-said" });
  let patience = 0;

  function told(sentences, trouble = false) {
    clearTimeout(patience);
    status.replaceChildren(...sentences.map((sentence) => h("li", {}, sentence)));
    status.dataset.state = trouble ? "unsaved" : "";
    say(sentences.join(" "));
  }

  function ask(message, buffers) {
    clearTimeout(patience);
    patience = setTimeout(() => told([NO_ANSWER], true), PATIENCE);
    if (!tell(model, { ...message, view }, buffers)) told([NO_ANSWER], true);
  }

  const file = h("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true, // the button opens it
    onchange: async () => {
      const [chosen] = file.files;
      file.value = ""; // so that the same file can be chosen again
      if (!chosen) return;
      const limit = model.get("limit");
      if (chosen.size > limit) {
        ask({ type: "bring-in", name: chosen.name, size: chosen.size });
        return;
      }
      try {
        ask({ type: "bring-in", name: chosen.name }, [await chosen.arrayBuffer()]);
      } catch {
        told([`“${chosen.name}” could not be read. Nothing was changed.`], true);
      }
    },
  });

  const button = (text, onclick) =>
    h("button", { type: "button", class: "tm-button tm-quiet", onclick }, text);

  const onMessage = (message, buffers) => {
    if (message.view !== view) return;
    if (message.type === "copy") download(message.name, buffers[0]);
    told(message.sentences, message.trouble);
  };
  model.on("msg:custom", onMessage);

  const heading = uid();
  const root = h(
    "div",
    { class: "tm-box tm-keeping", role: "group", "aria-labelledby": heading },
    h("p", { class: "tm-kicker", id: heading }, "Your answers"),
    h("p", { class: "tm-prose" }, model.get("words")),
    h(
      "div",
      { class: "tm-actions" },
      button("Refresh", () => ask({ type: "look" })),
      button("Save a copy of my answers", () => ask({ type: "copy" })),
      button("Bring in answers…", () => file.click()),
      file,
    ),
    status,
    region,
  );
  shield(root);
  el.replaceChildren(root);

  return () => {
    clearTimeout(patience);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
