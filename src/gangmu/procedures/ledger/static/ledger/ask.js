// A request shows the fields of its kind alone; those of other kinds are left out when it is kept, with and without this script.
(() => {
  const kind = document.querySelector("select[name=kind]");
  if (!kind) return;

  function show() {
    for (const field of document.querySelectorAll("[data-kind]")) {
      field.closest(".field").hidden = field.dataset.kind !== kind.value;
    }
  }

  kind.addEventListener("change", show);
  show();
})();
