// Declarative keyboard.
//   data-key="r" [data-key-says="回复"]   the key clicks the element, or focuses it when it is a field
//   data-keylist > data-keyitem           j k ↓ ↑ move, Enter opens the item's first link, x ticks its box
//   ?                                     lists the keys of this page (dialog#keys-help in base.html)
// Single keys can be switched off (WCAG 2.1.4); the choice stays in this browser.
const OFF = "keys-off";
const help = document.getElementById("keys-help");

const shown = (element) => element.getClientRects().length > 0;
const first = (selector, root = document) => [...root.querySelectorAll(selector)].find(shown);
const isField = (element) =>
  element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function items() {
  return [...document.querySelectorAll("[data-keylist] [data-keyitem]")].filter(shown);
}

// Where one is: the focused row, else the row last moved to, else the row whose matter is open.
function current(all) {
  const focused = document.activeElement.closest("[data-keyitem]");
  const moved = all.find((item) => item.classList.contains("is-current"));
  return all.indexOf(focused ?? moved ?? all.find((item) => item.hasAttribute("aria-current")));
}

function move(step) {
  const all = items();
  if (!all.length) return false;
  const at = current(all);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((item) => item.classList.toggle("is-current", item === next));
  (first("a[href], button", next) ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function onCurrent(act) {
  const all = items();
  const item = all[current(all)];
  if (item) act(item);
  return Boolean(item);
}

const onList = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  x: () => onCurrent((item) => first("input[type=checkbox]", item)?.click()),
  Enter: () => onCurrent((item) => first("a[href], button", item)?.click()),
};

function press(element) {
  if (isField(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function says(element) {
  return (
    element.dataset.keySays ||
    element.getAttribute("aria-label") ||
    element.labels?.[0]?.textContent ||
    element.textContent
  );
}

function openHelp() {
  const list = help.querySelector("[data-keys-here]");
  const lines = [...document.querySelectorAll("[data-key]")].filter(shown).flatMap((element) => {
    const [key, words] = [document.createElement("dt"), document.createElement("dd")];
    key.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
    words.textContent = says(element).trim().replace(/\s+/g, " ");
    return [key, words];
  });
  list.replaceChildren(...lines);
  help.querySelector("[data-keys-list]").hidden = !items().length;
  help.querySelector("[data-keys-off]").checked = localStorage.getItem(OFF) === "1";
  help.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isField(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    openHelp();
    return;
  }
  if (localStorage.getItem(OFF) === "1") return;
  // Enter on a link or a button is already what it says; arrows scroll, unless one is in the list or nowhere yet.
  if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
  if (event.key.startsWith("Arrow") && event.target !== document.body && !event.target.closest("[data-keylist]"))
    return;
  const element = first(`[data-key="${CSS.escape(event.key)}"]`);
  if (element) {
    event.preventDefault();
    press(element);
  } else if (Object.hasOwn(onList, event.key) && onList[event.key]()) {
    event.preventDefault();
  }
});

function showOff() {
  document.documentElement.dataset.keys = localStorage.getItem(OFF) === "1" ? "off" : "on";
}

help?.querySelector("[data-keys-off]").addEventListener("change", (event) => {
  localStorage.setItem(OFF, event.target.checked ? "1" : "0");
  showOff();
});
showOff();
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) openHelp();
});

// The open matter's row is in sight, however long the list; only the list scrolls, never the page.
const open = first("[data-keylist] [data-keyitem][aria-current]");
const list = open?.closest(".split-list");
if (list) list.scrollTop = open.offsetTop - list.clientHeight / 3;
