// Sending answers to the kernel and saying honestly where they are.
//
// "Saved" is shown when the kernel has answered that the newest answer is on disk, never before. The views of a
// question share what is said of it here: JupyterLab may draw one anew, or show two, while an answer is on its way,
// and no view may go on from an older answer than another. So one numbers the answers for all of them; a reply to an
// older one, or to another page, changes nothing.
import { h, tell, uid } from "./dom.js";

const SAVING = { state: "saving", text: "Saving…" };
const SLOW = 5000;
const STILL_WAITING =
  "Not saved yet: the notebook is not answering. What you chose stays here. If this does not change, use the " +
  "menu Run > Run All Cells and choose once more.";

/** By question, form or simulation. (Each view gets a model object of its own from anywidget: it can't be the key.) */
const senders = new Map();

function sender() {
  const page = uid();
  const views = new Set();
  let newest = 0;
  let answered = 0;
  let value;
  let timer = 0;
  let slow = 0;
  let unsent = null;

  const show = (state, text) => {
    for (const view of views) view.show(state, text);
  };
  const giveUp = () => show("unsaved", STILL_WAITING);
  /** Send what is not sent yet; false if there is no kernel to send it to. */
  const flush = () => {
    clearTimeout(timer);
    if (!unsent) return true;
    const { model, type } = unsent;
    unsent = null;
    const sent = tell(model, { type, view: page, seq: newest, value });
    if (!sent) giveUp();
    return sent;
  };
  const save = (view, given, wait, type) => {
    newest += 1;
    value = given;
    unsent = { model: view.model, type };
    for (const other of views) if (other !== view) other.follow(given);
    show(SAVING.state, SAVING.text);
    clearTimeout(timer);
    clearTimeout(slow);
    slow = setTimeout(giveUp, SLOW + wait);
    if (!wait) return flush();
    timer = setTimeout(flush, wait);
    return true;
  };
  const reply = (message) => {
    if (message.view !== page || message.seq !== newest || unsent) return false;
    clearTimeout(slow);
    answered = newest;
    show(message.type, message.text);
    return true;
  };
  return { views, save, flush, reply, show, value: () => value, waiting: () => answered !== newest };
}

/** A view's part in saving the answer `id`; `follow` shows an answer that was given in another view of it. */
export function saving(model, id, follow) {
  if (!senders.has(id)) senders.set(id, sender());
  const all = senders.get(id);
  const line = h("span", { class: "tm-status" });
  const show = (state = "", text = "") => {
    line.dataset.state = state;
    line.textContent = text;
  };
  const view = { model, follow, show };
  all.views.add(view);
  const { state, text } = all.waiting() ? SAVING : model.get("status");
  show(state, text);
  return {
    line,
    show: all.show,
    /** Save an answer, `wait` ms after the last change of it; false if there is no kernel. */
    save: (value, wait = 0, type = "answer") => all.save(view, value, wait, type),
    /** Take the kernel's reply; true if it is about the newest answer. */
    reply: all.reply,
    /** Whether an answer is on its way, however long that takes. */
    waiting: all.waiting,
    /** The newest answer given on this page. */
    value: all.value,
    leave: () => {
      all.flush();
      all.views.delete(view);
    },
  };
}
