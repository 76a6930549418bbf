// Small conveniences. Every page works without this file; elements ask for one by a data attribute.

const root = document.documentElement;

// ── Theme: data-theme-toggle ─────────────────────────────
function themeNow() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return root.dataset.theme || system;
}

function toggleTheme() {
  root.dataset.theme = themeNow() === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // Without storage the choice holds for this page.
  }
}

// ── Toasts: data-toast, data-seconds, data-countdown, data-dismiss, data-stays ──
function leave(toast) {
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 220);
}

function startToast(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "yes";
  toast.querySelector("[data-dismiss]").hidden = false;
  if ("stays" in toast.dataset) return;
  const countdown = toast.querySelector("[data-countdown]");
  let left = Number(toast.dataset.seconds) || 10;
  if (countdown) countdown.textContent = `${left} s`;
  const ticking = setInterval(() => {
    // Whoever is on the toast with pointer or keyboard has not decided yet.
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (countdown) countdown.textContent = `${left} s`;
    if (left > 0) return;
    clearInterval(ticking);
    leave(toast);
  }, 1000);
}

// ── Keyboard digits on log buttons: data-key ─────────────
function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function pressButtonOfKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

// ── Forms: data-dirty-warning ────────────────────────────
const dirtyForms = new Set();

function warnOfUnsaved(event) {
  const open = [...dirtyForms].some((form) => form.isConnected);
  if (open) event.preventDefault();
}

// ── What changed in place: data-live ─────────────────────
// A swapped fragment lights up those of its data-live figures whose text is another than before.
const textBefore = new Map();

function liveFigures(within) {
  const inside = within.querySelectorAll ? [...within.querySelectorAll("[data-live]")] : [];
  return within.matches?.("[data-live]") ? [within, ...inside] : inside;
}

function rememberFigures(within) {
  for (const figure of liveFigures(within)) textBefore.set(figure.dataset.live, figure.textContent.trim());
}

function lightUpChanges(within) {
  for (const figure of liveFigures(within)) {
    const before = textBefore.get(figure.dataset.live);
    if (before === undefined || before === figure.textContent.trim()) continue;
    figure.classList.add("is-fresh");
    figure.addEventListener("animationend", () => figure.classList.remove("is-fresh"), { once: true });
  }
}

// ── Copy: data-copy="#id of the text" ────────────────────
async function copyText(button) {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const words = button.textContent;
  button.textContent = button.dataset.copied || "✓";
  setTimeout(() => (button.textContent = words), 1600);
}

// ── Open menus close when one looks elsewhere ────────────
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.type !== "keydown" && menu.contains(event.target)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

function prepare(within) {
  for (const toast of within.querySelectorAll("[data-toast]")) startToast(toast);
  for (const button of within.querySelectorAll("[data-theme-toggle], [data-copy]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  closeMenus(event);
  const button = event.target.closest("[data-theme-toggle], [data-dismiss], [data-copy]");
  if (!button) return;
  if ("themeToggle" in button.dataset) toggleTheme();
  if ("dismiss" in button.dataset) leave(button.closest("[data-toast]"));
  if ("copy" in button.dataset) copyText(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(event);
  pressButtonOfKey(event);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-dirty-warning]");
  if (form) dirtyForms.add(form);
});

document.addEventListener("submit", (event) => dirtyForms.delete(event.target));
addEventListener("beforeunload", warnOfUnsaved);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("htmx:beforeSwap", (event) => rememberFigures(event.detail.target));
document.addEventListener("htmx:load", (event) => {
  prepare(event.detail.elt.parentElement ?? document);
  lightUpChanges(event.detail.elt);
});

prepare(document);
