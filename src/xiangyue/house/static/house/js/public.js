// Pages for people without a seat: larger type on wish, reading aloud, the service worker that keeps pages for no signal.
const LARGE = "print=large"; // the cookie of house/print_size.py
const root = document.documentElement;

// A page kept for no signal is as large as it was kept; the cookie says how it is wanted now.
function show() {
  const large = document.cookie.split("; ").includes(LARGE);
  root.dataset.size = large ? "large" : "plain";
  document
    .querySelectorAll("[data-larger] button")
    .forEach((button) => button.setAttribute("aria-pressed", String(large)));
}

function turn() {
  const lasts = root.dataset.size === "large" ? 0 : 365 * 86400;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${LARGE}; Path=/; Max-Age=${lasts}; SameSite=Lax${secure}`;
  show();
}

show();
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-larger]")) return;
  event.preventDefault();
  turn();
});
document.addEventListener("click", (event) => {
  const reader = event.target.closest("[data-read-aloud]");
  if (reader) readAloud(document.getElementById(reader.dataset.readAloud));
});

function readAloud(part) {
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  const said = new SpeechSynthesisUtterance(part.innerText);
  said.lang = root.lang.startsWith("en") ? "en-GB" : "zh-CN";
  said.rate = 0.9;
  speechSynthesis.speak(said);
}

if (!("speechSynthesis" in window)) document.querySelectorAll("[data-read-aloud]").forEach((button) => button.remove());

// Without https there is none, and the page works online.
async function keepForNoSignal() {
  const isFirst = !navigator.serviceWorker.controller; // this page and its files came before the worker did
  await navigator.serviceWorker.register("/sw.js");
  if (!isFirst) return;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const files = loaded.filter((name) => new URL(name).pathname.startsWith("/static/"));
  active.postMessage({ page: location.href.split("#")[0], files });
}

if (navigator.serviceWorker) addEventListener("load", () => keepForNoSignal().catch(() => {}));
