// The month's grid: a cell is saved when it is left; what is not saved yet is kept in this browser until it is.
(() => {
  const table = document.querySelector("#month");
  if (!table) return;
  const address = table.dataset.address;
  const month = table.dataset.month;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const words = table.dataset;
  const keyOf = (cell) => `gangmu-month-${month}-${cell.closest("tr").dataset.task}-${cell.name}`;
  const valueOf = (cell) => (cell.type === "checkbox" ? cell.checked : cell.value);
  const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
  const rows = () => [...table.querySelectorAll("tr[data-task]")];

  function tell(row, text, wrong) {
    const place = row.querySelector(".told");
    place.textContent = text;
    place.classList.toggle("error", Boolean(wrong));
  }

  function heldOf(cell) {
    return cell.type === "checkbox" ? cell.dataset.before === "true" : cell.dataset.before;
  }

  function changed(cell) {
    return valueOf(cell) !== heldOf(cell);
  }

  function remember(cell) {
    if (changed(cell)) window.localStorage.setItem(keyOf(cell), JSON.stringify({ value: valueOf(cell), before: cell.dataset.before }));
    else window.localStorage.removeItem(keyOf(cell));
  }

  function settle(row, told) {
    for (const cell of cellsOf(row)) {
      const value = told.values[cell.name];
      const held = cell.type === "checkbox" ? String(Boolean(value)) : value === null ? "" : String(value);
      // Last month's text that nobody has touched is still last month's, whatever else of the row was saved.
      if (cell.classList.contains("carried") && held === "" && !value) continue;
      if (valueOf(cell) === heldOf(cell) || String(valueOf(cell)) === held) {
        if (cell.type === "checkbox") cell.checked = held === "true";
        else cell.value = held;
      }
      cell.dataset.before = held;
      cell.classList.remove("carried");
      remember(cell);
    }
    row.dataset.state = told.state;
    row.querySelector(".state").textContent = told.label;
    const open = told.state === "draft" || told.state === "sent_back";
    for (const cell of cellsOf(row)) cell.disabled = !open;
    for (const button of row.querySelectorAll("button[data-act]")) button.hidden = !open;
  }

  // The server is away or too busy: what was typed stays in this browser and is sent again by itself.
  function later(row, handIn) {
    tell(row, words.kept, true);
    window.setTimeout(() => save(row, handIn), 10000);
    return false;
  }

  async function send(row, cells, handIn) {
    const body = {
      task: row.dataset.task, month, hand_in: handIn,
      cells: cells.map((cell) => ({ name: cell.name, value: valueOf(cell), before: heldOf(cell) })),
    };
    tell(row, words.saving);
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST", redirect: "manual", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
    } catch {
      return later(row, handIn);
    }
    if (answer.status >= 500) return later(row, handIn);
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      tell(row, words.signedOut, true);
      return false;
    }
    const told = await answer.json().catch(() => ({ message: words.kept }));
    if (!answer.ok) {
      tell(row, told.message, true);
      return false;
    }
    settle(row, told);
    tell(row, handIn ? "" : words.saved);
    return true;
  }

  const queue = new Map();
  function save(row, handIn = false) {
    const before = queue.get(row) ?? Promise.resolve();
    const next = before.then(() => {
      const cells = cellsOf(row).filter((cell) => !cell.disabled && (cell.classList.contains("carried") ? handIn : changed(cell)));
      return cells.length || handIn ? send(row, cells, handIn) : true;
    });
    queue.set(row, next);
    return next;
  }

  table.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    cell.classList.remove("carried");
    remember(cell);
  });

  table.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) save(cell.closest("tr"));
  });

  table.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    const row = button.closest("tr");
    if (button.dataset.act === "no-news") {
      const box = row.querySelector("[name=no_news]");
      box.checked = true;
      const text = row.querySelector("[name=words]");
      if (text.classList.contains("carried")) text.value = "";
      text.classList.remove("carried");
    }
    save(row, true).then((done) => done && move(row, 1));
  });

  function move(row, by) {
    const open = rows().filter((one) => one.querySelector("textarea:not(:disabled)"));
    const at = rows().indexOf(row);
    const next = by > 0 ? open.find((one) => rows().indexOf(one) > at) : open.findLast((one) => rows().indexOf(one) < at);
    next?.querySelector("textarea")?.focus();
  }

  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-task]");
    if (!row || !event.altKey) return;
    const act = { Enter: "hand-in", 0: "no-news" }[event.key];
    if (act) {
      event.preventDefault();
      row.querySelector(`button[data-act="${act}"]`)?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(row, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  // A block from Excel or WPS: rows go down the grid, columns to the right, from the cell in which it is pasted.
  function cut(text) {
    const found = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const line = found[found.length - 1];
      if (quoted && sign === '"' && text[at + 1] === '"') { line[line.length - 1] += '"'; at += 1; }
      else if (sign === '"' && (quoted || line[line.length - 1] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") found.push([""]);
      else if (sign !== "\r") line[line.length - 1] += sign;
    }
    if (found.at(-1).length === 1 && found.at(-1)[0] === "") found.pop();
    return found;
  }

  table.addEventListener("paste", (event) => {
    const cell = event.target.closest("textarea[data-cell], input[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/\t|\n/.test(text)) return;
    const block = cut(text);
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    const all = rows();
    const first = all.indexOf(cell.closest("tr"));
    const column = cellsOf(cell.closest("tr")).filter((one) => one.type !== "checkbox").indexOf(cell);
    block.forEach((line, down) => {
      const row = all[first + down];
      if (!row) return;
      const cells = cellsOf(row).filter((one) => one.type !== "checkbox");
      line.forEach((value, right) => {
        const place = cells[column + right];
        if (!place || place.disabled) return;
        place.value = value.trim();
        place.classList.remove("carried");
        remember(place);
      });
      save(row);
    });
  });

  for (const cell of table.querySelectorAll("[data-cell]")) {
    const kept = window.localStorage.getItem(keyOf(cell));
    if (!kept || cell.disabled) continue;
    const { value } = JSON.parse(kept);
    if (cell.type === "checkbox") cell.checked = value;
    else cell.value = value;
    cell.classList.remove("carried");
    tell(cell.closest("tr"), words.restored, true);
  }
})();
