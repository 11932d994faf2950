// The search over everything: what is found unfolds under the box, arrows walk it, Esc folds it away.
const box = () => document.querySelector(".seek input[name=q]");
const sheet = () => document.querySelector("#found");

export function seek() {
  if (!box()?.offsetParent) return false;
  box().select();
  return true;
}

function fold() {
  if (sheet()) sheet().hidden = true;
}

// An answer that comes after the box was emptied or left must not unfold over what is read now.
function unfold() {
  sheet().hidden = !(box().value.trim() && sheet().childElementCount && document.activeElement?.closest(".seek"));
}

function busy(whether) {
  sheet().setAttribute("aria-busy", whether);
}

// Letters that an input method still composes are not words yet: what comes of them is sent.
document.addEventListener("input", (event) => { if (event.target === box() && event.isComposing) event.stopPropagation(); }, true);
document.addEventListener("compositionend", (event) => {
  if (event.target === box()) box().dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  busy(true);
  if (!box().value.trim()) fold();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== sheet()) return;
  busy(false);
  unfold();
  document.querySelector("#found-told").textContent = sheet().querySelector("[data-told]")?.dataset.told ?? "";
});
for (const fault of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(fault, (event) => {
    if (event.target === box()) { sheet().replaceChildren(); fold(); }
  });
}

document.addEventListener("click", (event) => { if (!event.target.closest(".seek")) fold(); });
document.addEventListener("focusin", (event) => {
  if (!event.target.closest(".seek")) fold();
  else if (event.target === box()) unfold();
});

document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.(".seek") || event.isComposing || sheet().hidden) return;
  if (event.key === "Escape") {
    box().focus();
    fold();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const steps = [box(), ...sheet().querySelectorAll("a")];
    steps[steps.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else return;
  event.preventDefault();
});
