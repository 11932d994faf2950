// The review screen: a span of the source and its item light each other; keys do what buttons do.
(() => {
  const root = () => document.querySelector("#review");
  const items = () => [...document.querySelectorAll("#review .item")];
  const current = () => document.activeElement?.closest?.(".item");
  let resume = null;

  function send(address, values) {
    const at = items().indexOf(current());
    resume = at < 0 ? null : at;
    window.htmx.ajax("POST", address, { target: "#review", swap: "innerHTML", values });
  }

  function light(item) {
    for (const lit of document.querySelectorAll("#review .lit")) lit.classList.remove("lit");
    if (!item) return;
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

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: (item) => item && send(root().dataset.confirm, { item: item.dataset.item }),
    e: (item) => item && window.htmx.ajax("GET", item.dataset.edit, { target: item.querySelector(".item-form"), swap: "innerHTML" }),
    m: (item) => item && send(item.dataset.merge, { version: item.dataset.version }),
    d: (item) => item && send(item.dataset.remove, { version: item.dataset.version }),
    s: (item) => { const at = caret(); if (item && at !== null) send(item.dataset.split, { version: item.dataset.version, at }); },
    n: (item) => (item ? item.closest(".reading-section") : document).querySelector("[data-not-listed]")?.requestSubmit(),
    a: () => add("task"),
    t: () => add("target"),
    c: () => add("action"),
  };

  function add(kind) {
    const span = selected();
    if (span) send(root().dataset.add, { kind, ...span });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const act = root() && keys[event.key];
    if (act) { event.preventDefault(); act(current() ?? document.querySelector("#review .item.lit")); }
  });
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest?.("#review .item");
    if (item) light(item);
  });
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) cancel.closest(".item-form").replaceChildren();
    const key = event.target.closest("#review [data-key]");
    if (key) { const item = key.closest(".item"); show(item); keys[key.dataset.key](item); }
    const act = event.target.closest("[data-act]");
    if (act) { const item = act.closest(".item"); send(item.dataset[act.dataset.act], { version: item.dataset.version }); }
    const clause = event.target.closest("#review .clause");
    if (clause && window.getSelection().isCollapsed) {
      const item = document.querySelector(`#item-${clause.dataset.items.split(" ")[0]}`);
      if (item) { light(item); item.classList.add("lit"); item.scrollIntoView({ block: "nearest" }); }
    }
  });
  document.addEventListener("dblclick", (event) => {
    const item = event.target.closest?.("#review .item");
    if (item && !event.target.closest(".item-form")) keys.e(item);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // An item's form that is refused comes back with what was typed; it belongs to the item, not to the whole screen.
    const form = event.detail.requestConfig?.elt?.closest?.("[data-item-form]");
    if (form && event.detail.xhr.status === 422) event.detail.target = form.closest(".item-form");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "review" && resume !== null) { show(items()[Math.min(resume, items().length - 1)]); resume = null; }
  });
})();
