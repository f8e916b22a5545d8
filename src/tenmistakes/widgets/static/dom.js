// What every view needs: building elements, ids, numbers in words, announcing, shielding from the notebook.

/** Build an element: h("p", { class: "x", onclick: f, html: "…" }, "text", node). */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "html") node.innerHTML = value; // rendered by the kernel, with raw HTML off
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An id nobody else has. (crypto.randomUUID does not exist on hubs served over plain http.) */
export function uid() {
  return `tm-${Math.random().toString(36).slice(2, 10)}${Math.random().toString(36).slice(2, 6)}`;
}

const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const ROUGH = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });

/** 41000 -> "41,000"; 2.5 -> "2.5". */
export function words(number) {
  return (Math.abs(number) >= 100 ? WHOLE : FINE).format(number);
}

/** A model's number without false precision: 339388 -> "339,000". */
export function about(number) {
  return Math.abs(number) >= 1000 ? ROUGH.format(number) : words(number);
}

/** A polite voice for screen readers; the same sentence said twice is heard twice. */
export function voice() {
  const region = h("div", { class: "tm-unseen", "aria-live": "polite", "aria-atomic": "true" });
  let turn = false;
  let timer = 0;
  const say = (text, wait = 0) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = !turn;
      region.textContent = turn ? text : `${text}\u00a0`;
    }, wait);
  };
  return { region, say };
}

/**
 * Keep keys, presses and drags inside the widget: to the notebook an arrow would mean "next cell" and a
 * "b" a new cell. Saving (Ctrl+S) still reaches JupyterLab, and Escape goes back to the notebook's own keys.
 */
export function shield(root) {
  root.addEventListener("keydown", (event) => {
    const saving = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    if (!saving) event.stopPropagation();
    if (event.key === "Escape") root.closest(".jp-Notebook")?.focus();
  });
  for (const kind of ["mousedown", "dragstart", "dblclick", "contextmenu"]) {
    root.addEventListener(kind, (event) => event.stopPropagation());
  }
}

/**
 * Let a link to another notebook, `08-slug.ipynb#Heading`, open it in JupyterLab itself, at the heading. A widget's
 * links are the browser's to follow, unless they carry JupyterLab's own command when the click reaches the page.
 */
export function leadToNotebooks(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='.ipynb']");
    const [, here] = location.pathname.split("/tree/");
    if (!link || !here || !root.closest(".jp-Notebook")) return;
    const [file, heading] = link.getAttribute("href").split("#");
    const path = decodeURIComponent(here).replace(/[^/]*$/, "") + file;
    link.dataset.commandlinkerCommand = "rendermime:handle-local-link";
    link.dataset.commandlinkerArgs = JSON.stringify({ path, id: heading ? `#${heading}` : "" });
  });
}

/** Send a message to the kernel; false if there is none to send it to. */
export function tell(model, message, buffers = []) {
  try {
    model.send(message, undefined, buffers);
    return true;
  } catch {
    return false; // the kernel was shut down: the caller says what to do
  }
}

/** Text of rendered HTML, for announcing it. */
export function spoken(html) {
  return h("div", { html }).textContent.replace(/\s+/g, " ").trim();
}
