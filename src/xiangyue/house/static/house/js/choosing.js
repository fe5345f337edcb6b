// A long list of choices (units, classes, villages): letters typed on it jump to the choice whose pinyin initials hold
// them ("swj" → 水务局), and what was chosen lately on this device stands first. It stays the browser's own list, so
// that a phone shows its own wheel and a screen reader reads it as ever.
import { BY_INITIAL } from "./initials.js";

const MANY = 12;
const LATELY = 5;
const PAUSE = 1200; // after this the next letter begins anew
const letterOf = new Map(
  Object.entries(BY_INITIAL).flatMap(([letter, characters]) => [...characters].map((one) => [one, letter])),
);
const words = document.getElementById("choosing-words")?.dataset;

export const initials = (text) =>
  [...text.toLowerCase()].map((one) => letterOf.get(one) ?? (/[a-z0-9]/.test(one) ? one : "")).join("");

// The choice that begins so, else the first that holds it.
export function found(options, typed) {
  const told = options.map((option) => [option, initials(option.textContent)]);
  const begins = told.find(([, letters]) => letters.startsWith(typed));
  return (begins ?? told.find(([, letters]) => letters.includes(typed)))?.[0];
}

const key = (select) => `lately:${document.body.dataset.user}:${select.name}`;
const lately = (select) => JSON.parse(localStorage.getItem(key(select)) ?? "[]");

function offerLately(select) {
  const held = lately(select)
    .map((value) => [...select.options].find((option) => option.value === value))
    .filter(Boolean);
  if (!held.length) return;
  const group = Object.assign(document.createElement("optgroup"), { label: words.lately });
  const chosen = select.value;
  group.append(...held.map((option) => new Option(option.textContent, option.value)));
  select.insertBefore(group, select.options[0]?.value ? select.firstChild : select.children[1]);
  select.value = chosen;
}

function keep(select) {
  if (!select.value) return;
  const values = [select.value, ...lately(select).filter((value) => value !== select.value)];
  localStorage.setItem(key(select), JSON.stringify(values.slice(0, LATELY)));
}

let typed = "";
let last = 0;

function jump(event) {
  const select = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[a-z0-9]$/i.test(event.key)) return;
  typed = event.timeStamp - last > PAUSE ? "" : typed;
  last = event.timeStamp;
  const option = found([...select.options].filter((one) => one.value), typed + event.key.toLowerCase());
  event.preventDefault();
  event.stopPropagation();
  if (!option) return;
  typed += event.key.toLowerCase();
  select.value = option.value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function prepare(within) {
  within.querySelectorAll("select").forEach((select) => {
    if (select.options.length <= MANY || select.multiple) return;
    offerLately(select);
    select.title ||= words.how;
    select.addEventListener("keydown", jump);
    select.form?.addEventListener("submit", () => keep(select));
  });
}

prepare(document);
document.addEventListener("filled", (event) => prepare(event.target));
