// The page's own few manners: fold-outs, the drawer, keys on lists. Everything else is made on the server.
import htmx from "htmx.org";
import TomSelect from "tom-select";
import { seek } from "./seek.js";

window.htmx = htmx;

const typing = (element) => element && (element.matches("input, textarea, select") || element.isContentEditable);
const rows = () => [...document.querySelectorAll("tr[data-row]")];
// The row that the drawer tells of: keys go on from it, and it has the focus again when the drawer is closed.
let opened = null;

function here() {
  const focused = document.activeElement;
  return focused?.closest("#drawer") ? opened : focused?.closest("tr[data-row]") ?? null;
}

function step(by) {
  const all = rows();
  const at = all.indexOf(here());
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) next.focus();
}

function edit(row) {
  const there = row.querySelector("[data-edit]");
  if (there) window.location.assign(there.dataset.edit);
  else row.querySelector("a")?.click();
}

function open(drawer, from) {
  opened = from.closest("tr[data-row]") ?? from;
  drawer.hidden = false;
  drawer.scrollTop = 0;
  drawer.focus();
}

function close(drawer) {
  if (!drawer || drawer.hidden) return;
  drawer.hidden = true;
  opened?.focus();
}

function search() {
  const box = document.querySelector("main input[name=q]");
  if (!box) return false;
  const fold = box.closest("details");
  if (fold) fold.open = true;
  box.select();
  return true;
}

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) document.querySelector(toggle.dataset.toggle).classList.toggle("open");
  else if (!event.target.closest(".rail")) document.querySelector(".rail.open")?.classList.remove("open");
  const closing = event.target.closest("[data-close]");
  if (closing) close(document.querySelector(closing.dataset.close));
  for (const open of document.querySelectorAll("details.account[open], details.light[open], details.menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Copying works on a plain-HTTP intranet too, and where the browser is told to keep pages from the clipboard: the text is
// selected, so that Ctrl+C copies it when nothing else does.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  if (!(await copied(document.querySelector(button.dataset.copy)))) return;
  if (button.dataset.done) button.textContent = button.dataset.done;
  button.classList.add("copied");
});

async function copied(shown) {
  try {
    await navigator.clipboard.writeText(shown.value ?? shown.textContent);
    return true;
  } catch {
    if (shown.select) shown.select();
    else window.getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

// A double click sends a form once: the second answer would say that what was asked for is already there.
const PATIENCE = 3000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) close(document.querySelector("#drawer"));
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = here();
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && event.target === row) row.querySelector("a")?.click();
  else if (event.key === "e" && row) edit(row);
  else if (event.key === "x" && row) row.querySelector("input[name=row]")?.click();
  else if (event.key === "/" && (search() || seek())) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "drawer-content") open(document.querySelector("#drawer"), event.detail.requestConfig.elt);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal is an answer for a person, not a fault: show it where it asks to be shown.
  if ([403, 409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

function dress(root) {
  for (const select of root.querySelectorAll("select[multiple]:not(.tomselected), select[data-search-options]:not(.tomselected)")) {
    const { noneFound, takeOut } = document.body.dataset;
    new TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: takeOut } } : {},
      searchField: ["text", "sound"],
      render: { no_results: (_asked, escape) => `<div class="no-results">${escape(noneFound)}</div>` },
      maxOptions: 2000,
    });
  }
}
document.addEventListener("DOMContentLoaded", () => {
  dress(document);
  // On a phone the list comes first, its filters are a tap away.
  if (window.innerWidth < 820) for (const fold of document.querySelectorAll("[data-fold]")) fold.open = false;
  // What is wrong in a long form may lie below what is seen.
  document.querySelector(".field.wrong :is(input, select, textarea):not([type=hidden])")?.focus();
});
document.addEventListener("htmx:load", (event) => dress(event.target));
