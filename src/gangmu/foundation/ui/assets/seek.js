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

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === sheet()) sheet().hidden = !box().value.trim();
});
// What was found for other words folds away: the box is empty, or holds a number of a person, which is never sent in an address.
document.addEventListener("input", (event) => { if (event.target === box() && !(box().value.trim() && box().validity.valid)) fold(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".seek")) fold(); });
document.addEventListener("focusin", (event) => {
  if (!event.target.closest(".seek")) fold();
  else if (event.target === box() && box().value.trim() && sheet().childElementCount) sheet().hidden = false;
});

document.addEventListener("keydown", (event) => {
  const here = event.target.closest?.(".seek");
  if (!here) return;
  if (event.key === "Escape") { fold(); box().focus(); fold(); }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const steps = [box(), ...(sheet().hidden ? [] : sheet().querySelectorAll("a"))];
  steps[steps.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  event.preventDefault();
});
