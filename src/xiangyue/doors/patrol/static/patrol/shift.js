// A shift on a phone without a signal: the track, findings and visits go into the queue, what is due is kept for a day.
import { position } from "../house/js/here.js";
import { photosOf } from "../house/js/photos.js";
import {
  drop,
  enqueue,
  fieldsOf,
  forget,
  items,
  keep,
  keepSending,
  kept,
  newId,
  sendWaiting,
} from "../house/js/queue.js";

const root = document.getElementById("shift");
const words = document.getElementById("shift-words").dataset;
const SEAT = root.dataset.seat;
const SHIFT = "patrol:shift";
const WALK = "patrol:walk";
const DAY = 86_400_000;
const EVERY = 10_000; // one position in ten seconds
const GAP = 120_000; // without a position: the page was closed or asleep
const PIECE = 30; // so many positions are sent together
const SMALL = { side: 1600, quality: 0.82 }; // a shift's worth of photos must fit on the phone
const SECONDS = 8; // a visit does not wait longer for where it was
const find = document.getElementById("find");
const photos = photosOf(find, SMALL);
const call = document.getElementById("call");
const part = (name) => root.querySelector(`[data-${name}]`);
const now = () => new Date().toISOString();
let shift = null;
let walk = null;
let watching = null;

// ---- the day's list: from the network, else what was kept; nobody else's, nothing older than a day
async function load() {
  const old = await kept(SHIFT);
  if (old && (old.seat !== SEAT || Date.now() - old.at > DAY)) await drop(SHIFT);
  else shift = old ?? null;
  try {
    const answer = await fetch(root.dataset.shift, { headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) {
      shift = { ...(await answer.json()), seat: SEAT, at: Date.now() };
      await keep(SHIFT, shift);
    }
  } catch {
    // no signal: what was kept is shown
  }
  list();
}

function list() {
  const holder = part("households");
  const mine = document.querySelector("[data-mine]");
  if (shift?.mine.length) mine.textContent = shift.mine.join("、");
  const lines = (shift?.households ?? []).map((house) => {
    const line = Object.assign(document.createElement("li"), { className: "row" });
    const day = Object.assign(document.createElement("span"), {
      className: `badge badge-${house.tone}`,
      textContent: holder.dataset.due + house.due,
    });
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn btn-secondary push",
      textContent: holder.dataset.call,
    });
    button.setAttribute("aria-label", `${holder.dataset.call} ${house.door}`);
    button.addEventListener("click", () => visit(house));
    line.append(Object.assign(document.createElement("strong"), { textContent: house.door }), day, button);
    return line;
  });
  holder.replaceChildren(
    ...(lines.length
      ? lines
      : [Object.assign(document.createElement("li"), { className: "muted", textContent: holder.dataset.none })]),
  );
}

// ---- visits
async function visit(house) {
  document.getElementById("call-title").textContent = house.door;
  call.querySelector("form").reset();
  call.returnValue = "no";
  call.showModal();
  await new Promise((resolve) => call.addEventListener("close", resolve, { once: true }));
  if (call.returnValue !== "yes") return;
  const form = new FormData(call.querySelector("form"));
  const at = await position(SECONDS);
  await enqueue({
    url: root.dataset.visit,
    title: `${house.door} ${form.get("need") ?? ""}`.trim().slice(0, 40),
    fields: [
      ["seat", SEAT],
      ["household", String(house.id)],
      ["met", form.get("met")],
      ["need", form.get("met") === "yes" ? form.get("need") : ""],
      ["said_at", now()],
      ["lon", at ? at.lon.toFixed(6) : ""],
      ["lat", at ? at.lat.toFixed(6) : ""],
    ],
  });
  if (form.get("met") === "yes") {
    // as the server will say it once the visit is there: its next day, behind those that wait longer
    Object.assign(house, { due: house.again, tone: "calm" });
    shift.households.sort((one, other) => one.due.localeCompare(other.due));
    await keep(SHIFT, shift);
    list();
  }
  sendWaiting();
}

// ---- findings
find.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = [...fieldsOf(find, [["said_at", now()]]), ...photos()];
  await enqueue({ url: new URL(find.action).pathname, fields, title: find.elements.words.value.trim().slice(0, 40) });
  find.reset();
  photos.clear();
  find.elements.lon.value = find.elements.lat.value = "";
  part("where").textContent = "";
  part("said").textContent = part("said").dataset.kept;
  find.dispatchEvent(new Event("taken", { bubbles: true })); // drafts.js forgets what was typed
  sendWaiting();
});

// ---- the track
function show() {
  part("begin").hidden = Boolean(walk);
  part("end").hidden = !walk;
  part("walk").textContent = walk ? `${part("walk").dataset.on}${walk.count}` : part("walk").dataset.off;
}

async function send(ended) {
  const points = walk.points.splice(0);
  await keep(WALK, walk);
  await enqueue({
    url: root.dataset.track,
    title: words.track,
    fields: [
      ["seat", SEAT],
      ["patrol", walk.key],
      ["begun_at", walk.begun],
      ["points", JSON.stringify(points)],
      ["ended_at", ended ?? ""],
      ["task", walk.task ?? ""],
    ],
  });
  sendWaiting();
}

function follow() {
  if (!navigator.geolocation) return;
  watching = navigator.geolocation.watchPosition(
    async ({ coords, timestamp }) => {
      if (!walk || timestamp - (walk.last ?? 0) < EVERY) return;
      walk.last = timestamp;
      walk.count += 1;
      walk.points.push([Number(coords.longitude.toFixed(6)), Number(coords.latitude.toFixed(6)), now()]);
      show();
      if (walk.points.length >= PIECE) await send();
      else await keep(WALK, walk);
    },
    () => {
      part("walk").textContent = part("walk").dataset.denied;
    },
    { enableHighAccuracy: true },
  );
}

part("begin").addEventListener("click", async () => {
  walk = { key: newId(), seat: SEAT, begun: now(), points: [], count: 0, task: part("round")?.value ?? "" };
  await keep(WALK, walk);
  show();
  await send();
  follow();
  stayAwake();
});

part("end").addEventListener("click", async () => {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  await send(now());
  walk = watching = null;
  await drop(WALK);
  show();
});

// While a walk goes on the screen stays on where the browser lets it: a sleeping page is given no position.
async function stayAwake() {
  if (walk && document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}

function tellGap(since) {
  const says = part("gap-says");
  says.textContent = part("walk").dataset.gap + new Date(since).toTimeString().slice(0, 5);
  says.hidden = false;
}

async function resume() {
  const old = await kept(WALK);
  if (old && old.seat === SEAT && Date.now() - Date.parse(old.begun) < DAY) {
    walk = old;
    const last = walk.last ?? Date.parse(walk.begun);
    if (Date.now() - last > GAP) tellGap(last);
    follow();
    stayAwake();
  } else if (old) {
    await drop(WALK);
  }
  show();
}

// ---- what waits
function button(text, deed) {
  const made = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-ghost",
    textContent: text,
  });
  made.addEventListener("click", deed);
  return made;
}

function line(item) {
  const made = Object.assign(document.createElement("li"), { className: "row" });
  const { number, query_code: code, tail } = item.result ?? {};
  const receipt = code ? ` ${words.code}${code}${tail ? words.tail + tail : ""}` : "";
  const says = {
    waiting: item.says === "login" ? words.login : words.waiting,
    refused: words.refused + (item.says ?? ""),
    sent: `${words.sent} ${number ?? ""}${receipt}`,
  };
  made.append(
    Object.assign(document.createElement("strong"), { textContent: item.title }),
    Object.assign(document.createElement("span"), { textContent: says[item.state] }),
  );
  if (item.state === "refused")
    made.append(
      button(words.again, async () => {
        await enqueue(item);
        sendWaiting();
      }),
    );
  if (item.state !== "waiting") made.append(button(words.drop, () => forget(item.id)));
  return made;
}

async function draw() {
  const held = (await items()).filter((item) => item.url.includes("/patrol/"));
  for (const item of held) if (item.state === "sent" && item.url === root.dataset.track) await forget(item.id);
  const shown = held.filter((item) => !(item.state === "sent" && item.url === root.dataset.track));
  part("queue").replaceChildren(...shown.map(line));
  document.getElementById("queued").hidden = shown.length === 0;
}

// ---- kept for no signal, gone at log-out
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-draft-clear-all]")) return;
  drop(SHIFT);
  drop(WALK);
  caches
    ?.keys()
    .then((names) =>
      names.forEach(async (name) =>
        (await caches.open(name)).delete(location.pathname, { ignoreSearch: true, ignoreVary: true }),
      ),
    );
});

// The first visit is not seen by the service worker, nor one that overtakes its start: fetch what it would have kept.
async function keepPage() {
  if (!navigator.serviceWorker) return; // without https there is none, and the page works online
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  if (!navigator.onLine) return;
  const [name] = (await caches.keys()).filter((one) => one.startsWith("xiangyue-"));
  const cache = await caches.open(name ?? "xiangyue-1");
  const files = new Set(
    performance
      .getEntriesByType("resource")
      .map((one) => one.name.split("#")[0])
      .filter((one) => new URL(one).pathname.startsWith("/static/")),
  );
  for (const file of files) if (!(await cache.match(file))) await cache.add(file);
  if (await cache.match(location.pathname, { ignoreVary: true })) return;
  const page = await fetch(location.pathname);
  if (!page.ok || page.headers.get("X-Offline") !== "keep") return;
  const headers = new Headers(page.headers);
  headers.delete("Vary"); // this one was asked for by a script; it must answer a reader's visit too
  await cache.put(location.pathname, new Response(await page.blob(), { headers }));
}

document.addEventListener("queue", draw);
document.addEventListener("visibilitychange", stayAwake);
await load();
await resume();
draw();
keepSending();
keepPage().then(
  () => {
    root.dataset.ready = "yes";
  },
  () => {
    root.dataset.ready = "no";
  },
);
