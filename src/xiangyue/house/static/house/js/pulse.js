// One light question every half minute, while the page is looked at: what rang, what waits, who else is at this matter.
const EVERY = 30_000;
const address = document.querySelector("meta[name=pulse]")?.content;

async function ask() {
  if (document.hidden) return;
  const open = document.querySelector("[data-open-matter]")?.dataset.openMatter;
  const answer = await fetch(open ? `${address}?m=${encodeURIComponent(open)}` : address, {
    headers: { "X-Polls": "1", Accept: "application/json" },
    cache: "no-store",
  }).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  if (told.error) ended(told);
  else show(told);
}

// What is typed on the page stays: the way in stands above it, and nothing is asked any more.
function ended({ says, to }) {
  clearInterval(asking);
  document.removeEventListener("visibilitychange", ask);
  const note = Object.assign(document.createElement("p"), { className: "note note-soon", role: "status" });
  note.append(Object.assign(document.createElement("a"), { href: to, textContent: says }));
  document.querySelector("main")?.prepend(note);
}

function show({ bell, waits, others }) {
  count(document.querySelector("[data-bell]"), bell);
  document.querySelectorAll(".side-link, .bottom-link, .bottom .menu-item").forEach((link) => {
    const n = waits[link.getAttribute("href")];
    if (n !== undefined) count(link, n);
  });
  document.querySelectorAll("[data-others]").forEach((place) => {
    place.hidden = !others.length;
    place.querySelector("[data-others-names]").textContent = others.join("、");
  });
}

function count(place, n) {
  if (!place) return;
  let shown = place.querySelector(".count");
  if (!n) shown?.remove();
  else {
    if (!shown) {
      shown = Object.assign(document.createElement("span"), { className: "count" });
      place.append(shown);
    }
    shown.textContent = n;
  }
}

let asking;
if (address) {
  ask();
  asking = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
