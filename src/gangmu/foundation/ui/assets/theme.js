// Runs before the first paint: "auto" follows the device, so that a dark page never flashes white.
const root = document.documentElement;
if (!root.hasAttribute("data-bs-theme")) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  apply();
  dark.addEventListener("change", apply);
}
