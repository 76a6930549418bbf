// The scorecard editor while one types: weight shares, and weight and points per unit of each row.
// A [data-benchmarks] section holds rows [data-benchmark-row] with inputs [data-target],
// [data-weight], [data-points] and the output [data-share]; [data-weight-total] shows the sum.
// The server computes the same again from what is sent: weight, or points where a row was
// last edited there.

const SHARE = new Intl.NumberFormat(document.documentElement.lang, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const TOTAL = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

// Null for an empty or unfinished number: unknown is not zero.
function amountIn(input) {
  const text = (input?.value ?? "").trim().replace(",", ".");
  return text === "" || !Number.isFinite(Number(text)) ? null : Number(text);
}

function plain(amount, places) {
  return String(Number(amount.toFixed(places)));
}

// points per unit = weight ÷ target (rule 2); the one not typed follows.
function followInRow(row, edited) {
  const target = amountIn(row.querySelector("[data-target]"));
  const weight = row.querySelector("[data-weight]");
  const points = row.querySelector("[data-points]");
  if (!target || !weight || !points) return;
  if (edited === points && amountIn(points) !== null) {
    weight.value = plain(amountIn(points) * target, 4);
  }
  if (edited !== points && amountIn(weight) !== null) {
    points.value = plain(amountIn(weight) / target, 6);
  }
}

function isCounted(row) {
  const removed = row.querySelector("input[name$='-DELETE']")?.checked;
  return !removed && amountIn(row.querySelector("[data-weight]")) !== null;
}

function showShares(section) {
  const rows = [...section.querySelectorAll("[data-benchmark-row]")];
  const weightOf = (row) => (isCounted(row) ? amountIn(row.querySelector("[data-weight]")) : 0);
  const total = rows.reduce((sum, row) => sum + weightOf(row), 0);
  for (const row of rows) {
    const share = row.querySelector("[data-share]");
    const part = total > 0 && isCounted(row) ? weightOf(row) / total : null;
    if (share) share.textContent = part === null ? "–" : SHARE.format(part);
    // The bar beside it, drawn by the server 1000 units wide.
    row.querySelector(".progress-done")?.setAttribute("width", String(1000 * (part ?? 0)));
  }
  const sum = section.querySelector("[data-weight-total]");
  if (sum) sum.textContent = TOTAL.format(total);
}

function start(section) {
  for (const row of section.querySelectorAll("[data-benchmark-row]")) {
    if (amountIn(row.querySelector("[data-points]")) === null) followInRow(row, null);
  }
  showShares(section);
}

document.addEventListener("input", (event) => {
  const section = event.target.closest("[data-benchmarks]");
  if (!section) return;
  const row = event.target.closest("[data-benchmark-row]");
  if (row) followInRow(row, event.target);
  showShares(section);
});

document.addEventListener("htmx:load", (event) => {
  const section = event.detail.elt.closest("[data-benchmarks]");
  if (section) start(section);
});

for (const section of document.querySelectorAll("[data-benchmarks]")) start(section);
