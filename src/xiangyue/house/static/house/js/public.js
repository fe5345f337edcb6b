// Pages for people without a seat: larger type on wish, reading aloud, the service worker that keeps pages for no signal.
const SIZE = "type-size";
const root = document.documentElement;

function show(size) {
  root.dataset.size = size;
  document
    .querySelectorAll("[data-larger]")
    .forEach((button) => button.setAttribute("aria-pressed", String(size === "large")));
}

show(localStorage.getItem(SIZE) ?? "plain");
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-larger]")) {
    const size = root.dataset.size === "large" ? "plain" : "large";
    localStorage.setItem(SIZE, size);
    show(size);
  }
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
navigator.serviceWorker?.register("/sw.js").catch(() => {}); // without https there is none, and the page works online
