// Sending answers to the kernel and saying honestly where they are.
//
// "Saved" is shown when the kernel has answered that the newest answer is on disk, never before. A view numbers
// its answers; a reply to an older one, or to another view of the same widget, changes nothing.
import { h, tell } from "./dom.js";

const SLOW = 5000;
const STILL_WAITING =
  "Not saved yet: the notebook is not answering. What you chose stays here. If this does not change, use the " +
  "menu Run > Run All Cells and choose once more.";

export function saving(model, view, initial) {
  const line = h("span", { class: "tm-status" });
  let newest = 0;
  let answered = 0;
  let timer = 0;
  let slow = 0;
  let unsent = null;

  const show = (state, text) => {
    line.dataset.state = state;
    line.textContent = text;
  };
  const giveUp = () => show("unsaved", STILL_WAITING);

  const flush = () => {
    clearTimeout(timer);
    if (!unsent) return;
    const sent = tell(model, { ...unsent, view, seq: newest });
    unsent = null;
    if (!sent) giveUp();
  };

  /** Save an answer, `wait` ms after the last change of it. */
  const save = (value, wait = 0, type = "answer") => {
    newest += 1;
    unsent = { type, value };
    show("saving", "Saving…");
    clearTimeout(timer);
    clearTimeout(slow);
    slow = setTimeout(giveUp, SLOW + wait);
    if (wait) timer = setTimeout(flush, wait);
    else flush();
  };

  /** Take the kernel's reply; true if it is about the newest answer of this view. */
  const reply = (message) => {
    if (message.view !== view || message.seq !== newest || unsent) return false;
    clearTimeout(slow);
    answered = newest;
    show(message.type, message.text);
    return true;
  };

  if (initial?.state) show(initial.state, initial.text);
  /** Whether an answer given here is on its way, however long that takes. */
  const waiting = () => answered !== newest;
  return { line, save, flush, reply, show, waiting };
}
