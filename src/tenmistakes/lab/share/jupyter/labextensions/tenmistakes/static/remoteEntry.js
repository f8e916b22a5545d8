// Opens the course's notebooks ready to use: runs the cells of a trusted notebook once, when it is opened. And, in
// a learner's own JupyterLab, opens what is asked for and nothing from last time.
//
// JupyterLab loads extensions as module federation containers: an object with `init`, which receives the
// modules everybody shares, and `get`, which hands out ours. Written by hand, so there is nothing to build.
(() => {
  "use strict";

  const here = document.currentScript.src;
  let shared; // package -> version -> { get }

  /** The style sheet of the widgets, for the HTML that stands for them while nothing runs. */
  function style() {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("style.css", here).href;
    document.head.append(link);
    return () => ({});
  }

  async function load(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  /** Cells a person must run herself: handing in, and the instructor's model answers. */
  function runsByItself(cell) {
    if (cell.model.type !== "code") return false;
    const { role } = cell.model.getMetadata("tenmistakes") ?? {};
    const { solution = false } = cell.model.getMetadata("nbgrader") ?? {};
    return role !== "hand-in" && !solution;
  }

  /** Wait for an idle kernel: what is sent to a starting one is dropped without a word. */
  function idle(session) {
    return new Promise((resolve) => {
      const look = () => {
        if (session.kernelDisplayStatus !== "idle") return;
        session.statusChanged.disconnect(look);
        session.connectionStatusChanged.disconnect(look);
        resolve();
      };
      session.statusChanged.connect(look);
      session.connectionStatusChanged.connect(look);
      look();
    });
  }

  /**
   * For a link to a section. In a notebook that is not open yet, JupyterLab looks for the heading before the
   * text is drawn, and widgets that appear above push it away afterwards. So it is looked for again, by calling
   * what this returns, until the reader scrolls, clicks or types. And it is looked for by its own letters:
   * JupyterLab takes it as the address writes it, where a curly quote or a per cent sign is a code.
   */
  function arrival(panel) {
    const notebook = panel.content;
    const follow = notebook.setFragment.bind(notebook);
    let wanted = null;
    notebook.setFragment = (fragment) => {
      try {
        wanted = decodeURIComponent(fragment);
      } catch {
        wanted = fragment; // a bare per cent sign: nobody has written it as a code
      }
      return follow(wanted);
    };
    const settle = () => (wanted = null);
    for (const kind of ["wheel", "pointerdown", "keydown"]) {
      notebook.node.addEventListener(kind, settle, { capture: true, passive: true });
    }
    return () => (wanted ? follow(wanted) : undefined);
  }

  async function runOnce(panel, actions) {
    const arrive = arrival(panel);
    await panel.context.ready;
    if (!panel.model?.getMetadata("tenmistakes")) return;
    panel.addClass("tm-course");
    await panel.revealed;
    await panel.sessionContext.ready;
    await arrive();
    // Widgets draw themselves some time after their cells have run: whenever a cell has grown, look again.
    const grown = new ResizeObserver(() => void arrive());
    for (const cell of panel.content.widgets) grown.observe(cell.node);
    panel.disposed.connect(() => grown.disconnect());
    await idle(panel.sessionContext);
    if (panel.isDisposed) return;
    const code = panel.content.widgets.filter((cell) => cell.model.type === "code");
    // Trust is the server's word that this very content was made or run here; a download has none.
    if (!code.every((cell) => cell.model.trusted)) return;
    await actions.runCells(panel.content, code.filter(runsByItself), panel.sessionContext);
  }

  /** In a narrow window the list of files would leave no room for the lesson; its button opens it again. */
  function makeRoom(app) {
    const narrow = 760; // pixels, as in the style sheet
    app.restored.then(() => {
      if (window.innerWidth <= narrow) app.shell.collapseLeft?.();
    });
  }

  /**
   * JupyterLab's memory of what lies open, for as long as the page does. The one that lasts, on the server, brings
   * back every lesson ever opened, each with a kernel of its own; and whatever is asked for waits until it has been
   * saved, three quarters of a second.
   */
  async function forgets() {
    const { IStateDB, StateDB } = await load("@jupyterlab/statedb");
    return {
      id: "tenmistakes:state",
      description: "Keeps the state of the application in memory.",
      autoStart: true,
      provides: IStateDB,
      activate: () => new StateDB(),
    };
  }

  /** Where nothing lies open JupyterLab calls for its launcher: for kernels and terminals. Here is the start page. */
  const starts = {
    id: "tenmistakes:start",
    description: "Opens the start page in place of the launcher.",
    autoStart: true,
    activate: (app) => {
      app.commands.addCommand("launcher:create", {
        label: "Start page",
        execute: () => app.commands.execute("docmanager:open", { path: "lessons/00-start-here.ipynb" }),
      });
    },
  };

  async function extension() {
    const { INotebookTracker, NotebookActions } = await load("@jupyterlab/notebook");
    const { PageConfig } = await load("@jupyterlab/coreutils");
    const runs = {
      id: "tenmistakes:run-on-open",
      description: "Runs the course's trusted notebooks when they are opened.",
      autoStart: true,
      requires: [INotebookTracker],
      activate: (app, tracker) => {
        makeRoom(app);
        tracker.widgetAdded.connect((_, panel) => {
          runOnce(panel, NotebookActions).catch((error) => console.error("tenmistakes:", error));
        });
      },
    };
    const plugins = [runs];
    const without = (stock) => PageConfig.Extension.isDisabled(stock);
    if (without("@jupyterlab/apputils-extension:state")) plugins.push(await forgets());
    if (without("@jupyterlab/launcher-extension:plugin")) plugins.push(starts);
    return () => ({ __esModule: true, default: plugins });
  }

  globalThis._JUPYTERLAB = globalThis._JUPYTERLAB ?? {};
  globalThis._JUPYTERLAB.tenmistakes = {
    init: (scope) => {
      shared = scope;
    },
    get: async (name) => {
      if (name === "./extension") return extension();
      if (name === "./style") return style();
      throw new Error(`tenmistakes has no module ${name}`);
    },
  };
})();
