// The quota sheet as a spreadsheet: keyboard, pasted blocks, totals while one types.
// A [data-quota-sheet] form holds a table of inputs; rows are [data-row], columns come from the
// ids of the inputs ("rep-7.0" to "rep-7.11", "rep-7.q0" to "rep-7.q3", "rep-7.y").
// Amounts are integers of ten-thousandths (BigInt), so that totals are exact. The server reads
// and spreads what is sent by the same rules; a cell that is no amount is sent as it is typed.

const UNITS = 10000n;
const NONE = null;
const QUARTERS = ["q0", "q1", "q2", "q3"];
const NOTHING = new Set(["", "-", "–", "—", "\u2212"]);
const CURRENCY = "(?:[A-Z]{3}|(?:US|CA|A|R)?\\$|[€£¥₹₽₩₺₴₪฿]|kr\\.?|zł|Kč|Fr\\.?)";
const DRESSED = new RegExp(
  `^(\\()?\\s*([-+\u2212])?\\s*${CURRENCY}?\\s*([-+\u2212])?\\s*(\\d?[\\d.,'’ \u00a0\u202f]*\\d)\\s*${CURRENCY}?\\s*(-)?\\s*(\\))?$`,
);
const GROUPS = { ".": "[,'’ \u00a0\u202f]", ",": "[.'’ \u00a0\u202f]" };
const NUMBER = {};
for (const mark of [".", ","]) {
  const group = GROUPS[mark];
  NUMBER[mark] = new RegExp(`^(?:[1-9]\\d{0,2}(${group})\\d{3}(?:\\1\\d{3})*|\\d+|(?=\\${mark}))(?:\\${mark}\\d+)?$`);
}

// ── Amounts ──────────────────────────────────────────────
function plainDigits(number, mark) {
  if (!NUMBER[mark].test(number)) return null;
  return number.replace(new RegExp(GROUPS[mark], "g"), "").replace(mark, ".");
}

function unitsOf(digits) {
  const [whole, decimals = ""] = digits.split(".");
  if (decimals.replace(/0+$/, "").length > 4 || whole.length > 14) return undefined;
  return BigInt(whole || "0") * UNITS + BigInt((decimals + "0000").slice(0, 4));
}

// A BigInt, NONE for an empty cell, undefined for what is no amount (or might be two).
function amountOf(text, mark) {
  const bare = text.trim();
  if (NOTHING.has(bare)) return NONE;
  const found = DRESSED.exec(bare);
  if (!found) return undefined;
  const number = found[4];
  if (!mark && /^[1-9]\d{0,2}\.\d{3}$/.test(number)) return undefined;
  const digits = mark ? plainDigits(number, mark) : (plainDigits(number, ".") ?? plainDigits(number, ","));
  const isNegative = found[1] || /[-\u2212]/.test(`${found[2] ?? ""}${found[3] ?? ""}${found[5] ?? ""}`);
  if (digits === null || Boolean(found[1]) !== Boolean(found[6])) return undefined;
  const units = unitsOf(digits);
  return isNegative && units !== 0n ? undefined : units;
}

function textOf(units) {
  if (units === NONE) return "";
  const whole = String(units / UNITS).replace(/\B(?=(\d{3})+$)/g, ",");
  let decimals = String(units % UNITS).padStart(4, "0").replace(/0+$/, "");
  if (decimals.length === 3) decimals += "0"; // three might be read as thousands
  return decimals ? `${whole}.${decimals}` : whole;
}

// For a spreadsheet: no grouping.
function bareText(units) {
  return textOf(units).replaceAll(",", "");
}

function sum(amounts) {
  const known = amounts.filter((amount) => amount !== NONE && amount !== undefined);
  return known.length ? known.reduce((one, other) => one + other, 0n) : NONE;
}

// Which mark is the decimal one in a pasted block: "." or ",", or null when it may be both.
function decimalMark(texts) {
  const only = { ".": 0, ",": 0 };
  const unsure = { ".": 0, ",": 0 };
  let ungrouped = 0;
  for (const text of texts) {
    const number = DRESSED.exec(text.trim())?.[4];
    if (!number) continue;
    const readings = [".", ","].map((mark) => plainDigits(number, mark));
    const fits = [".", ","].filter((mark, place) => readings[place] !== null);
    if (fits.length === 1) only[fits[0]] += 1;
    else if (fits.length && readings[0] !== readings[1]) unsure[number.includes(".") ? "." : ","] += 1;
    else if (/^\d{4,}$/.test(number)) ungrouped += 1;
  }
  if (only["."] && only[","]) return null;
  if (only["."] || only[","]) {
    const mark = only["."] ? "." : ",";
    return unsure[mark] ? null : mark; // 1,5 beside 10,000: each is read as the sheet writes
  }
  if (!unsure["."]) return "."; // commas alone group, as on the sheet
  return ungrouped && !unsure[","] ? "." : null;
}

// As `spread_by_weight`: half up to the step, the rest into the last part; down where it must.
function spread(amount, weights, step) {
  let whole = weights.reduce((one, other) => one + other, 0n);
  if (whole === 0n) {
    weights = weights.map(() => 1n);
    whole = BigInt(weights.length);
  }
  const last = weights.findLastIndex((weight) => weight > 0n);
  for (const half of [1n, 0n]) {
    const parts = weights.map((weight) => {
      const share = amount * weight;
      const unit = whole * step;
      return ((share * 2n + half * unit) / (unit * 2n)) * step;
    });
    const rest = amount - parts.slice(0, last).reduce((one, other) => one + other, 0n);
    if (rest >= 0n || half === 0n) {
      return parts.map((part, place) => (place < last ? part : place === last ? rest : 0n));
    }
  }
  return [];
}

// ── The sheet ────────────────────────────────────────────
class Sheet {
  constructor(form) {
    this.form = form;
    this.table = form.querySelector("table");
    this.rows = [...this.table.querySelectorAll("tbody tr")].map((line) => this.readRow(line));
    this.step = BigInt(form.dataset.step);
    this.weights = JSON.parse(form.dataset.weights);
    this.own = form.dataset.own ? JSON.parse(form.dataset.own).map((text) => amountOf(text)) : null;
    this.anchor = null;
    this.undone = [];
    this.outputs = this.readOutputs();
    for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;
    this.listen();
    this.showAll();
  }

  readRow(line) {
    const inputs = new Map();
    const cells = [];
    for (const cell of line.cells) {
      const input = cell.querySelector("input");
      const column = input ? input.id.slice(input.id.indexOf(".") + 1) : null;
      if (input) {
        inputs.set(column, input);
        input.removeAttribute("name"); // sent as one field, see `send`
      }
      cells.push(input);
    }
    const members = line.dataset.members ? JSON.parse(line.dataset.members).map((text) => amountOf(text)) : null;
    const row = { line, key: line.dataset.row, inputs, members, grid: cells.slice(1, -2) };
    row.months = [...Array(12).keys()].map((month) => inputs.get(String(month)) ?? null);
    row.amounts = row.months.map((input) => (input ? amountOf(input.value) : NONE));
    row.done = amountOf(line.querySelector("[data-done]").textContent.replace("–", "")) ?? NONE;
    row.proposed = line.querySelector("[data-proposed]");
    return row;
  }

  readOutputs() {
    const found = {};
    for (const cell of this.table.querySelectorAll("[data-total]")) {
      (found[cell.dataset.total] ??= {})[cell.dataset.column] = cell;
    }
    return found;
  }

  listen() {
    const { form, table } = this;
    table.addEventListener("keydown", (event) => this.onKey(event));
    table.addEventListener("focusin", (event) => this.onFocus(event));
    table.addEventListener("input", (event) => this.onInput(event));
    table.addEventListener("change", (event) => this.commit(event.target));
    table.addEventListener("pointerdown", (event) => this.onPointer(event));
    table.addEventListener("pointerover", (event) => this.onDrag(event));
    table.addEventListener("paste", (event) => this.onPaste(event));
    table.addEventListener("copy", (event) => this.onCopy(event));
    form.addEventListener("formdata", (event) => this.send(event));
    form.querySelector("[name=growth]")?.addEventListener("input", () => this.showProposals());
    form.querySelector("[data-fill]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.fill();
    });
  }

  send(event) {
    const cells = {};
    for (const row of this.rows) cells[row.key] = row.months.map((input) => input?.value ?? null);
    event.formData.set("cells", JSON.stringify(cells));
  }

  // ── Places: [row, column] in the grid of inputs ──
  placeOf(input) {
    const line = input.closest("tr");
    const row = this.rows.findIndex((each) => each.line === line);
    return row < 0 ? null : [row, this.rows[row].grid.indexOf(input)];
  }

  inputAt(row, column) {
    return this.rows[row]?.grid[column] ?? null;
  }

  go(row, column, rowStep, columnStep) {
    const width = this.rows[0]?.grid.length ?? 0;
    let [nextRow, nextColumn] = [row + rowStep, column + columnStep];
    while (nextRow >= 0 && nextRow < this.rows.length && nextColumn >= 0 && nextColumn < width) {
      const input = this.inputAt(nextRow, nextColumn);
      if (input) return [nextRow, nextColumn];
      nextRow += rowStep;
      nextColumn += columnStep;
    }
    return null;
  }

  onKey(event) {
    const input = event.target;
    if (!input.matches("input")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && this.undone.length) {
      if (input.value === input.dataset.entered) this.undo(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = this.placeOf(input);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Escape") return this.restore(input, event);
    if (event.key === "Enter") return this.move(event, row, column, event.shiftKey ? -1 : 1, 0);
    if ((event.key === "Delete" || event.key === "Backspace") && this.isBlock()) return this.clearBlock(event);
    if (!steps[event.key]) return;
    const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (event.shiftKey) return this.extend(event, ...steps[event.key]);
    if (isSideways && this.isEditing(input, event.key)) return;
    this.move(event, row, column, ...steps[event.key]);
  }

  // Within a text the arrows move the caret until they reach its end.
  isEditing(input, key) {
    if (input.selectionStart === 0 && input.selectionEnd === input.value.length) return false;
    return key === "ArrowLeft" ? input.selectionEnd > 0 : input.selectionStart < input.value.length;
  }

  move(event, row, column, rowStep, columnStep) {
    event.preventDefault();
    const next = this.go(row, column, rowStep, columnStep);
    if (!next) return this.commit(event.target);
    const input = this.inputAt(...next);
    input.focus();
    input.select();
  }

  // ── Selection: from the anchor to the head ──
  onFocus(event) {
    if (!event.target.matches("input") || this.isDragging) return;
    const input = event.target;
    input.inputMode = "decimal";
    input.dataset.entered = input.value;
    if (input.matches(":focus-visible")) input.select();
    this.anchor = this.head = this.placeOf(input);
    this.showSelection();
  }

  onPointer(event) {
    const input = event.target.closest("input");
    if (!input) return;
    if (event.shiftKey && this.anchor) {
      event.preventDefault();
      this.head = this.placeOf(input);
      return this.showSelection();
    }
    if (event.pointerType !== "mouse") return;
    this.pressed = input;
    addEventListener("pointerup", () => (this.pressed = null), { once: true });
  }

  onDrag(event) {
    const input = event.target.closest?.("input");
    if (!this.pressed || !input || input === this.pressed || event.buttons !== 1) return;
    this.head = this.placeOf(input);
    this.showSelection();
  }

  extend(event, rowStep, columnStep) {
    event.preventDefault();
    const next = this.go(...this.head, rowStep, columnStep);
    if (next) this.head = next;
    this.showSelection();
    this.inputAt(...this.head)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  isBlock() {
    return this.anchor && String(this.anchor) !== String(this.head);
  }

  block() {
    if (!this.anchor) return [];
    const [top, bottom] = [this.anchor[0], this.head[0]].sort((one, other) => one - other);
    const [left, right] = [this.anchor[1], this.head[1]].sort((one, other) => one - other);
    return this.rows.slice(top, bottom + 1).map((row) => row.grid.slice(left, right + 1));
  }

  showSelection() {
    for (const cell of this.chosen ?? []) cell.classList.remove("is-chosen");
    this.chosen = this.isBlock() ? this.block().flat().filter(Boolean).map((input) => input.parentElement) : [];
    for (const cell of this.chosen) cell.classList.add("is-chosen");
  }

  // ── Clipboard ──
  onCopy(event) {
    if (!this.isBlock()) return;
    const lines = this.block().map((cells) =>
      cells.map((input) => {
        const amount = input ? amountOf(input.value) : NONE;
        return amount === undefined ? input.value : bareText(amount);
      }),
    );
    event.clipboardData.setData("text/plain", lines.map((line) => line.join("\t")).join("\n"));
    event.preventDefault();
  }

  onPaste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!event.target.matches("input") || !(text.includes("\t") || text.includes("\n"))) return;
    event.preventDefault();
    const lines = text.split("\n").map((line) => line.split("\t").map((cell) => cell.replace(/^"(.*)"$/s, "$1")));
    const place = this.placeOf(event.target);
    this.change(() => this.pasteAt(lines, ...place));
  }

  // From the active cell on; a block of months skips the totals between them.
  pasteAt(lines, top, left) {
    const mark = decimalMark(lines.flat());
    const column = this.columnName(left);
    const isMonth = /^\d+$/.test(column);
    lines.forEach((cells, down) => {
      const row = this.rows[top + down];
      if (!row) return;
      cells.forEach((text, across) => {
        const input = isMonth ? row.months[Number(column) + across] : row.grid[left + across];
        if (input) this.write(row, input, text, mark);
      });
    });
  }

  columnName(column) {
    const input = this.rows.map((row) => row.grid[column]).find(Boolean);
    return input.id.slice(input.id.indexOf(".") + 1);
  }

  clearBlock(event) {
    event.preventDefault();
    const inputs = this.block().flat().filter(Boolean);
    this.change(() => {
      for (const input of inputs) this.write(this.rowOf(input), input, "");
    });
  }

  // ── Writing ──
  rowOf(input) {
    const line = input.closest("tr");
    return this.rows.find((row) => row.line === line);
  }

  onInput(event) {
    const input = event.target;
    const row = this.rowOf(input);
    const column = input.id.slice(input.id.indexOf(".") + 1);
    if (/^\d+$/.test(column)) this.take(row, Number(column), input);
    this.showTotals();
  }

  commit(input) {
    if (!input.matches("input") || input.value === input.dataset.entered) return;
    const before = input.dataset.entered;
    const typed = input.value;
    input.value = before ?? input.value;
    this.change(() => this.write(this.rowOf(input), input, typed));
    input.dataset.entered = input.value;
  }

  // Totals are spread over the months of the row that this sheet sets.
  write(row, input, text, mark) {
    const column = input.id.slice(input.id.indexOf(".") + 1);
    const amount = amountOf(text, mark);
    if (/^\d+$/.test(column)) {
      input.value = amount === undefined ? text : textOf(amount);
      return this.take(row, Number(column), input);
    }
    if (amount === undefined) {
      input.value = text;
      return this.mark(input, true);
    }
    const first = column === "y" ? 0 : Number(column[1]) * 3;
    this.spreadOver(row, amount, first, column === "y" ? 12 : first + 3);
  }

  spreadOver(row, amount, first, end) {
    const way = this.form.querySelector("[name=spread]").value;
    const weights = (this.weights[way] ?? this.weights.equal).map((weight) => BigInt(weight));
    const free = [...Array(12).keys()].slice(first, end).filter((month) => row.months[month]);
    const parts = amount === NONE ? free.map(() => NONE) : spread(amount, free.map((month) => weights[month]), this.step);
    free.forEach((month, place) => {
      row.months[month].value = textOf(parts[place]);
      this.take(row, month, row.months[month]);
    });
  }

  take(row, month, input) {
    row.amounts[month] = amountOf(input.value);
    this.mark(input, row.amounts[month] === undefined);
    const was = amountOf(input.dataset.was ?? input.defaultValue);
    input.parentElement.classList.toggle("is-changed", row.amounts[month] !== was);
  }

  mark(input, isWrong) {
    if (isWrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    input.title = isWrong ? this.form.dataset.unread : "";
  }

  restore(input, event) {
    if (this.isBlock()) {
      this.head = this.anchor;
      return this.showSelection();
    }
    if (input.value === input.dataset.entered) return;
    event.preventDefault();
    input.value = input.dataset.entered ?? input.defaultValue;
    input.select();
    this.onInput({ target: input });
  }

  // One step that can be undone with Ctrl+Z.
  change(act) {
    const before = this.rows.map((row) => row.months.map((input) => input?.value));
    act();
    this.undone.push(before);
    if (this.undone.length > 50) this.undone.shift();
    this.form.dispatchEvent(new Event("input", { bubbles: true })); // unsaved
    this.showAll();
  }

  undo(event) {
    event.preventDefault();
    const before = this.undone.pop();
    this.rows.forEach((row, place) => {
      row.months.forEach((input, month) => {
        if (!input || input.value === before[place][month]) return;
        input.value = before[place][month];
        this.take(row, month, input);
      });
    });
    this.showAll();
    event.target.dataset.entered = event.target.value;
  }

  fill() {
    this.change(() => {
      for (const row of this.rows) {
        const amount = this.proposalOf(row);
        if (amount !== NONE) this.spreadOver(row, amount, 0, 12);
      }
    });
  }

  // ── Showing ──
  growth() {
    const text = this.form.querySelector("[name=growth]")?.value.trim().replace(",", ".") || "0";
    const found = /^([-+\u2212])?(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text);
    if (!found) return null;
    const hundredths = BigInt(found[2]) * 100n + BigInt((found[3] ?? "").padEnd(2, "0"));
    return found[1] && found[1] !== "+" ? -hundredths : hundredths;
  }

  proposalOf(row) {
    const growth = this.growth();
    if (row.done === NONE || growth === null || growth < -10000n) return NONE;
    const exact = row.done * (10000n + growth);
    const unit = 10000n * this.step;
    return ((exact * 2n + unit) / (unit * 2n)) * this.step;
  }

  showProposals() {
    for (const row of this.rows) row.proposed.textContent = textOf(this.proposalOf(row)) || "–";
  }

  showAll() {
    this.showTotals();
    const changed = this.table.querySelectorAll("tbody td.is-changed").length;
    const badge = this.form.querySelector("[data-changed]");
    badge.hidden = changed === 0;
    badge.textContent = badge.dataset.words.replace("0", String(changed));
  }

  showTotals() {
    const sums = Array(12).fill(NONE);
    for (const row of this.rows) {
      this.showRowTotals(row);
      const isEmpty = row.amounts.every((amount) => amount === NONE);
      const counted = isEmpty && row.members ? row.members : row.amounts;
      counted.forEach((amount, month) => {
        if (amount !== NONE && amount !== undefined) sums[month] = (sums[month] ?? 0n) + amount;
      });
    }
    this.showLine(this.outputs.members, sums, (amount) => textOf(amount) || "–");
    if (this.own) this.showAssignment(sums);
  }

  showRowTotals(row) {
    const focused = document.activeElement;
    QUARTERS.forEach((name, number) => {
      const input = row.inputs.get(name);
      if (input !== focused || input.value === input.dataset.entered) this.showSum(input, row.amounts.slice(number * 3, number * 3 + 3));
    });
    const year = row.inputs.get("y");
    if (year !== focused || year.value === year.dataset.entered) this.showSum(year, row.amounts);
  }

  showSum(input, amounts) {
    const text = textOf(sum(amounts));
    if (input.value === text) return;
    input.value = text;
    if (input === document.activeElement) input.dataset.entered = text;
    this.mark(input, false);
  }

  showLine(cells, amounts, words) {
    amounts.forEach((amount, month) => (cells[month].textContent = words(amount)));
    QUARTERS.forEach((name, number) => {
      cells[name].textContent = words(sum(amounts.slice(number * 3, number * 3 + 3)));
    });
    cells.y.textContent = words(sum(amounts));
  }

  showAssignment(sums) {
    const { assignment } = this.outputs;
    const show = (cell, months) => {
      const [members, own] = [sums, this.own].map((line) => sum(months.map((month) => line[month])));
      cell.textContent = assignmentWords(members, own);
    };
    const all = [...Array(12).keys()];
    for (const month of all) show(assignment[month], [month]);
    QUARTERS.forEach((name, number) => show(assignment[name], all.slice(number * 3, number * 3 + 3)));
    show(assignment.y, all);
  }
}

// Σ ÷ own − 1 in percent with one decimal, half up away from zero.
function assignmentWords(members, own) {
  if (members === NONE || !own) return "–";
  const over = members >= own;
  const part = (over ? members - own : own - members) * 1000n;
  const tenths = (part * 2n + own) / (own * 2n);
  const words = `${tenths / 10n}.${tenths % 10n}%`;
  if (tenths === 0n) return words;
  return over ? `+${words}` : `\u2212${words}`;
}

for (const form of document.querySelectorAll("form[data-quota-sheet]")) new Sheet(form);
