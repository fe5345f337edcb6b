// The hall's screen: asks every five seconds, shows numbers, says so when the network is away.
const EVERY = 5000;
const root = document.getElementById("screen");
const part = (name) => root.querySelector(`[data-${name}]`);

function show(told) {
  const called = part("called");
  const fresh = String(told.called) !== called.dataset.shown && told.called !== "";
  called.dataset.shown = String(told.called);
  called.textContent = told.called === "" ? root.dataset.none : told.called;
  root.classList.toggle("is-empty", told.called === "");
  if (fresh) {
    root.classList.remove("is-fresh");
    void root.offsetWidth; // starts the animation anew
    root.classList.add("is-fresh");
  }
  part("following").replaceChildren(
    ...told.following.map((number) => Object.assign(document.createElement("li"), { textContent: number })),
  );
  part("waiting").textContent = told.waiting;
  part("when").textContent = told.when;
  part("leader").textContent = told.leader;
  part("clock").textContent = told.clock;
}

async function ask() {
  try {
    const answer = await fetch("now", { cache: "no-store", headers: { "X-Polls": "1" } });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
    part("away").hidden = true;
  } catch {
    part("away").hidden = false;
  }
}

ask();
setInterval(ask, EVERY);
