// Count and sums of a long list: asked for beside the page, and given up when the reader stops them, filters anew or leaves.
(() => {
  const place = document.querySelector("[data-totals]");
  let asking = null;

  function show(state) {
    for (const part of place.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }

  async function ask() {
    const mine = new AbortController();
    asking = mine;
    show("asked");
    try {
      const answer = await fetch(place.dataset.totals, { signal: mine.signal, redirect: "error" });
      if (!answer.ok) throw new Error(answer.statusText);
      place.querySelector("[data-when=told]").innerHTML = await answer.text();
      show("told");
    } catch {
      show("stopped");
    }
  }

  const stop = () => asking?.abort();
  place.addEventListener("click", (event) => {
    if (event.target.closest("[data-stop]")) stop();
    else if (event.target.closest("[data-ask]")) ask();
  });
  document.addEventListener("submit", stop);
  window.addEventListener("pagehide", stop);
  ask();
})();
