// The grid: a block of cells copied in Excel or WPS lands where the paste begins; on submit the cells go as one block of text.
(() => {
  const form = document.querySelector("[data-grid-form]");
  const body = form.querySelector("[data-grid] tbody");

  function addLines(number) {
    for (let i = 0; i < number; i += 1) {
      const line = body.rows[0].cloneNode(true);
      for (const input of line.querySelectorAll("input")) input.value = "";
      body.append(line);
      line.cells[0].textContent = String(body.rows.length);
    }
  }

  // Cells apart by tabs, lines by line ends; a cell with either stands in quotation marks, in which a doubled mark is one.
  function cellsOf(text) {
    const lines = [[]];
    let cell = "";
    let quoted = false;
    const put = () => { lines[lines.length - 1].push(cell); cell = ""; };
    for (let i = 0; i < text.length; i += 1) {
      const sign = text[i];
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (text[i + 1] === '"') { cell += sign; i += 1; }
        else quoted = false;
      } else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t") put();
      else if (sign === "\n") { put(); lines.push([]); }
      else if (sign !== "\r") cell += sign;
    }
    put();
    if (lines[lines.length - 1].every((words) => words === "")) lines.pop();
    return lines;
  }

  function lay(text, top, left) {
    const lines = cellsOf(text);
    if (top + lines.length > body.rows.length) addLines(top + lines.length - body.rows.length);
    lines.forEach((cells, down) => cells.forEach((words, right) => {
      const input = body.rows[top + down].cells[left + right]?.querySelector("input");
      if (input) input.value = words.replace(/\s*\n\s*/g, " ");
    }));
  }

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const at = event.target.closest("td");
    lay(text, at.parentElement.sectionRowIndex, at.cellIndex);
  });

  body.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("input")) return;
    event.preventDefault();
    const at = event.target.closest("td");
    const row = at.parentElement.sectionRowIndex + step;
    if (row === body.rows.length) addLines(1);
    body.rows[row]?.cells[at.cellIndex].querySelector("input").focus();
  });

  form.querySelector("[data-add-lines]").addEventListener("click", () => addLines(10));

  // What was refused comes back with the page.
  const sent = form.querySelector("input[name=block]").value;
  if (sent) lay(sent, 0, 1);

  form.addEventListener("submit", () => {
    const clean = (input) => (/["\t\n]/.test(input.value) ? `"${input.value.replaceAll('"', '""')}"` : input.value);
    const lines = [...body.rows].map((line) => [...line.querySelectorAll("input")].map(clean).join("\t"));
    form.querySelector("input[name=block]").value = lines.filter((line) => line.trim()).join("\n");
  });
})();
