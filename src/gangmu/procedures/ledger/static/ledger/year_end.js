// Ticks many tasks at once: all, those of a theme, those of a panel; asked again, it takes the ticks away. Tells how many are ticked.
(() => {
  const form = document.querySelector("[data-ticks]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=task]")];
  const told = form.querySelector("[data-ticked]");
  if (!told) return;

  function meant(button) {
    if (button.dataset.tick === "all") return boxes;
    if (button.dataset.tick === "theme") return boxes.filter((box) => box.dataset.theme === button.dataset.theme);
    return boxes.filter((box) => button.closest("section").contains(box));
  }

  function tell() {
    told.textContent = told.dataset.ticked.replace("{n}", boxes.filter((box) => box.checked).length);
    for (const button of form.querySelectorAll("[data-tick]")) {
      button.setAttribute("aria-pressed", String(meant(button).every((box) => box.checked)));
    }
  }

  for (const part of form.querySelectorAll("[data-ticking]")) part.hidden = false;
  for (const button of form.querySelectorAll("[data-tick]")) button.hidden = meant(button).length === 0;
  form.addEventListener("change", tell);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick]");
    if (!button) return;
    const some = meant(button);
    const ticked = !some.every((box) => box.checked);
    for (const box of some) box.checked = ticked;
    tell();
  });
  tell();
})();
