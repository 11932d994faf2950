// The review screen: a span of the source and its item light each other; keys do what buttons do.
(() => {
  const root = () => document.querySelector("#review");
  const items = () => [...document.querySelectorAll("#review .item")];
  const current = () => document.activeElement?.closest?.(".item");
  let resume = null;
  let held = null;
  let here = "";
  // How far source and reading are scrolled while the screen is swapped under them.
  let scrolled = [];
  // Forms that stand open while the screen is swapped under them, by item.
  const kept = new Map();
  // One write at a time: a second key or click before the answer is there would act on what is gone.
  let busy = false;

  function settle(running) {
    busy = running;
    root()?.classList.toggle("busy", running);
  }

  function send(address, values) {
    if (busy) return;
    settle(true);
    const at = items().indexOf(current());
    resume = at < 0 ? null : at;
    window.htmx.ajax("POST", address, { target: "#review", swap: "innerHTML", values });
  }

  function tell(words) {
    const notice = document.createElement("p");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    document.querySelector("#messages").replaceChildren(notice);
  }

  // On a phone source and reading are two panes of which one is shown.
  function pane(name, item) {
    root().dataset.shown = name;
    for (const button of document.querySelectorAll(".panes [data-pane]")) button.setAttribute("aria-pressed", button.dataset.pane === name);
    const there = item ?? document.querySelector("#review .item.here");
    if (there && name === "source") light(there);
    else there?.scrollIntoView({ block: "center" });
  }

  function address(item, act = "") {
    return root().dataset.items.replace("/0/", `/${item.dataset.item}/${act}`);
  }

  function light(item) {
    for (const lit of document.querySelectorAll("#review .lit, #review .here")) lit.classList.remove("lit", "here");
    if (!item) return;
    item.classList.add("here");
    here = item.id;
    const [start, end] = [Number(item.dataset.start), Number(item.dataset.end)];
    const touched = [...document.querySelectorAll("#review .clause")].filter((clause) => {
      const from = Number(clause.dataset.start);
      return from < end && start < from + clause.textContent.length;
    });
    for (const clause of touched) clause.classList.add("lit");
    touched[0]?.scrollIntoView({ block: "nearest" });
  }

  function show(item) {
    if (!item) return;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    const all = items();
    const at = all.indexOf(current());
    show(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  function offsetOf(node, inside) {
    const clause = (node.nodeType === 3 ? node.parentElement : node)?.closest?.(".clause");
    if (!clause) return null;
    const before = document.createRange();
    before.selectNodeContents(clause);
    before.setEnd(node, inside);
    return Number(clause.dataset.start) + before.toString().length;
  }

  // The innermost item that a place of the source lies inside of.
  function around(at) {
    const inside = items().filter((item) => Number(item.dataset.start) < at && at < Number(item.dataset.end));
    return inside.sort((a, b) => (a.dataset.end - a.dataset.start) - (b.dataset.end - b.dataset.start))[0];
  }

  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const [start, end] = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
    return start === null || end === null || end <= start ? null : { start, end };
  }

  function caret() {
    const selection = window.getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    return offsetOf(range.startContainer, range.startOffset);
  }

  function formOf(event) {
    return event.detail.requestConfig?.elt?.closest?.("[data-item-form]");
  }

  // What is typed in other items' forms outlives a swap of the screen; the form that was just saved does not.
  function keep(saved) {
    for (const open of document.querySelectorAll("#review [data-item-form]")) {
      if (open !== saved) kept.set(open.closest(".item").id, open);
      if (open !== saved) open.remove();
    }
  }

  function panes() {
    return [...document.querySelectorAll("#review .source, #review .reading")];
  }

  // A form that opens, or comes back refused, is where one goes on: its first words in view, its first field under the keys.
  function enter(place) {
    place.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
    (place.querySelector(".notice") ?? place).scrollIntoView({ block: "nearest" });
  }

  function leave(place) {
    const item = place.closest(".item");
    place.replaceChildren();
    show(item);
  }

  function giveBack() {
    for (const [item, form] of kept) document.getElementById(item)?.querySelector(".item-form").replaceChildren(form);
    kept.clear();
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: (item) => item && send(root().dataset.confirm, { item: item.dataset.item }),
    e: (item) => item && window.htmx.ajax("GET", address(item), { target: item.querySelector(".item-form"), swap: "innerHTML" }),
    m: (item) => item && send(address(item, "merge/"), { version: item.dataset.version }),
    d: (item) => item && send(address(item, "remove/"), { version: item.dataset.version }),
    s: (item) => { const at = caret(); if (item && at !== null) send(address(item, "split/"), { version: item.dataset.version, at }); },
    u: () => document.querySelector("[data-undo]")?.requestSubmit(),
    n: (item) => (item ? item.closest(".reading-section") : document).querySelector("[data-not-listed]")?.requestSubmit(),
    a: () => add("task"),
    t: () => add("target"),
    c: () => add("action"),
  };

  function add(kind) {
    const span = selected() ?? held;
    if (span) send(root().dataset.add, { kind, ...span });
  }

  function split(span) {
    const item = span && around(span.start);
    if (item) send(address(item, "split/"), { version: item.dataset.version, at: span.start });
  }

  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.("#review .item-form");
    if (open) { leave(open); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const act = root() && keys[event.key];
    if (act && event.repeat && !"jk".includes(event.key)) { event.preventDefault(); return; }
    if (act) { event.preventDefault(); act(current() ?? document.querySelector("#review .item.lit")); }
  });
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest?.("#review .item");
    if (item) light(item);
  });
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) leave(cancel.closest(".item-form"));
    const key = event.target.closest("#review [data-key]");
    if (key) { const item = key.closest(".item"); show(item); keys[key.dataset.key](item); }
    const paned = event.target.closest("[data-pane]");
    if (paned) pane(paned.dataset.pane, paned.closest(".item"));
    const taken = event.target.closest("[data-select]");
    if (taken) { taken.dataset.select === "s" ? split(held) : keys[taken.dataset.select](); window.getSelection().removeAllRanges(); }
    const act = event.target.closest("[data-act]");
    if (act) { const item = act.closest(".item"); send(address(item, `${act.dataset.act}/`), { version: item.dataset.version }); }
    const clause = event.target.closest("#review .clause");
    if (clause && window.getSelection().isCollapsed) {
      const item = document.querySelector(`#item-${clause.dataset.items.split(" ")[0]}`);
      if (item) { pane("reading"); light(item); item.classList.add("lit"); item.scrollIntoView({ block: "nearest" }); }
    }
  });
  document.addEventListener("selectionchange", () => {
    const bar = document.querySelector(".selection-bar");
    if (!bar) return;
    const span = selected();
    if (span) held = span;
    bar.hidden = !span;
  });
  document.addEventListener("pointerdown", (event) => {
    // A press on the bar would let go of what is selected before the button learns of it.
    if (event.target.closest?.(".selection-bar")) event.preventDefault();
  });
  document.addEventListener("dblclick", (event) => {
    const item = event.target.closest?.("#review .item");
    if (item && !event.target.closest(".item-form")) keys.e(item);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb !== "post" || !event.detail.elt.closest("#review")) return;
    if (busy) { event.preventDefault(); return; }
    settle(true);
    // What is said of a whole section by its button leads on to the section's first item: its button goes with the answer.
    const section = event.detail.elt.closest(".reading-section")?.querySelector(".item");
    const at = items().indexOf(event.detail.elt.closest(".item") ?? current() ?? section);
    if (at >= 0) resume = at;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    settle(false);
    if (event.detail.xhr.status < 400 && event.detail.requestConfig.verb === "post") document.querySelector("#messages").replaceChildren();
    // An item's form that comes too late keeps what was typed: it is refused in its own place, or stays though its item is gone.
    if (formOf(event) && event.detail.xhr.status >= 400) resume = null;
    if (formOf(event)) { if (event.detail.xhr.status === 404) tell(root().dataset.goneForm); return; }
    // Somebody else was faster: the words stand above, the screen shows what is there now.
    if (event.detail.xhr.status === 404) tell(root().dataset.gone);
    if ([404, 409].includes(event.detail.xhr.status)) window.htmx.ajax("GET", window.location.pathname, { target: "#review", swap: "innerHTML" });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // An item's form that is refused comes back with what was typed; it belongs to the item, not to the whole screen.
    const form = formOf(event);
    const refused = form && [409, 422].includes(event.detail.xhr.status);
    if (refused && !event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.target = form.closest(".item-form");
    if (!event.detail.shouldSwap || event.detail.target.id !== "review") return;
    keep(refused ? null : form);
    scrolled = panes().map((one) => one.scrollTop);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    document.getElementById(here)?.classList.add("here");
    if (event.target.classList.contains("item-form") && event.target.childElementCount) enter(event.target);
    if (event.target.id !== "review") return;
    giveBack();
    panes().forEach((one, n) => { one.scrollTop = scrolled[n] ?? 0; });
    if (resume !== null) { show(items()[Math.min(resume, items().length - 1)]); resume = null; }
  });
})();
