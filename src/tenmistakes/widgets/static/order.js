// Put items in order: buttons, Alt+arrows, or dragging by the handle. All three end in the same move.
import { h } from "./dom.js";

export function order(question, changed, labelled) {
  const list = h("ol", { class: "tm-order", "aria-labelledby": labelled });
  const rows = new Map(question.items.map((item) => [item.id, row(item)]));
  const read = () => [...list.children].map((node) => node.dataset.id);

  function row(item) {
    const button = (label, step) =>
      h(
        "button",
        {
          type: "button",
          class: "tm-move",
          "data-step": step,
          "aria-label": `Move ${label}: ${item.text}`,
          title: `Move ${label} (Alt+${step < 0 ? "↑" : "↓"})`,
          onclick: (event) => move(node, step, event.currentTarget),
        },
        h("span", { "aria-hidden": "true" }, step < 0 ? "↑" : "↓"),
      );
    const grip = h("span", { class: "tm-grip", "aria-hidden": "true", title: "Drag" }, "⠿");
    const node = h(
      "li",
      { "data-id": item.id, class: "tm-item" },
      grip,
      h("span", { class: "tm-item-text", html: item.html }),
      h("span", { class: "tm-moves" }, button("up", -1), button("down", 1)),
    );
    node.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(node, event.key === "ArrowUp" ? -1 : 1, event.target);
    });
    grip.addEventListener("pointerdown", (event) => drag(event, node, grip));
    return node;
  }

  function ends() {
    const last = list.children.length - 1;
    [...list.children].forEach((node, i) => {
      for (const button of node.querySelectorAll(".tm-move")) {
        const stuck = Number(button.dataset.step) < 0 ? i === 0 : i === last;
        button.setAttribute("aria-disabled", String(stuck)); // stays focusable: focus is never lost
      }
    });
  }

  function moved(node) {
    ends();
    const place = [...list.children].indexOf(node) + 1;
    const text = node.querySelector(".tm-item-text").textContent;
    changed(read(), { say: `${text}: now ${place} of ${list.children.length}.` });
  }

  function move(node, step, focus) {
    const other = step < 0 ? node.previousElementSibling : node.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(node);
    else other.after(node);
    focus.focus();
    moved(node);
  }

  function drag(event, node, grip) {
    if (event.button !== 0) return;
    event.preventDefault();
    const before = read().join();
    grip.setPointerCapture(event.pointerId);
    node.classList.add("tm-dragged");
    const follow = (e) => {
      const under = [...list.children].find((child) => {
        const box = child.getBoundingClientRect();
        return child !== node && e.clientY > box.top && e.clientY < box.bottom;
      });
      if (!under) return;
      const box = under.getBoundingClientRect();
      const upwards = under.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (upwards && e.clientY < box.top + box.height / 2) under.before(node);
      if (!upwards && e.clientY > box.top + box.height / 2) under.after(node);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", follow);
      node.classList.remove("tm-dragged");
      if (read().join() !== before) moved(node);
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("pointerup", drop, { once: true });
    grip.addEventListener("pointercancel", drop, { once: true });
  }

  function show(answer) {
    const whole = Array.isArray(answer) && answer.length === rows.size && answer.every((id) => rows.has(id));
    const ids = whole ? answer : question.items.map((item) => item.id);
    list.replaceChildren(...ids.map((id) => rows.get(id)));
    ends();
  }

  show(null);
  return { node: h("div", { class: "tm-field" }, list), read, show };
}
