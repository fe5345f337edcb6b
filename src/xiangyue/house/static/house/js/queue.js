// What is sent without a signal: kept on this device, sent once the network is back, each item exactly once.
// An item: {id, url, town, fields: [[name, text or Blob]], title, made, tries, next, state: waiting|sent|refused, says, result}.
// `id` is the request id: the server knows it again, so a repeated send changes nothing.
const FIRST_BITS = 14;
const WORST_WAIT = 5 * 60_000;
const LOGIN = new Set(["logged_out", "stale_token"]); // answers to one who has to log in again
const WORKER = new URL("./effort-worker.js", import.meta.url);

let opened;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("xiangyue", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "id" });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function on(store, mode, deed) {
  const transaction = (await database()).transaction(store, mode);
  const asked = deed(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const keep = (key, value) => on("kept", "readwrite", (store) => store.put(value, key));
export const kept = (key) => on("kept", "readonly", (store) => store.get(key));
export const drop = (key) => on("kept", "readwrite", (store) => store.delete(key));
export const items = () => on("queue", "readonly", (store) => store.getAll());
export const forget = (id) => on("queue", "readwrite", (store) => store.delete(id)).then(tell);
const put = (item) => on("queue", "readwrite", (store) => store.put(item));

function tell() {
  document.dispatchEvent(new CustomEvent("queue"));
}

// crypto.randomUUID exists on secure pages only.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What was sent from this device within a day is known by a hash of what stood in its form, so that nothing of it stays
// here: come back to and sent once more it bears the same id, and the server knows it again.
const SENT = "sent";
const SENT_FOR = 86400_000;

export async function idOf(url, fields) {
  const sent = await sentLately();
  const key = hashed(JSON.stringify([url, fields]));
  sent[key] ??= { id: newId(), at: Date.now() };
  await keep(SENT, sent);
  return sent[key].id;
}

// Refused: what is sent next is a request of its own.
export async function idIsSpent(id) {
  const sent = await sentLately();
  await keep(SENT, Object.fromEntries(Object.entries(sent).filter(([, one]) => one.id !== id)));
}

async function sentLately() {
  const all = Object.entries((await kept(SENT)) ?? {});
  return Object.fromEntries(all.filter(([, { at }]) => Date.now() - at < SENT_FOR));
}

// cyrb53: enough to tell what one person wrote in a day, on pages without crypto.subtle too.
function hashed(text) {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of text) {
    one = Math.imul(one ^ letter.codePointAt(0), 2654435761);
    two = Math.imul(two ^ letter.codePointAt(0), 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return String(4294967296 * (2097151 & two) + (one >>> 0));
}

export function effort(town, request, bits) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (error) => {
      worker.terminate();
      reject(error);
    };
    worker.postMessage({ town, request, bits });
  });
}

// A form's fields, with `added` in place of those of the same names. Files are added by the sender; the request id and the
// token are those of the moment of sending.
export function fieldsOf(form, added = []) {
  const others = new Set(["request_id", "csrfmiddlewaretoken", ...added.map(([name]) => name)]);
  const typed = [...new FormData(form)].filter(([name, value]) => !others.has(name) && !(value instanceof File));
  return [...typed, ...added];
}

function fresh({ id = newId(), url, town, fields, title }) {
  return { id, url, town, fields, title, made: Date.now(), tries: 0, next: 0, bits: FIRST_BITS, state: "waiting" };
}

export async function enqueue(told) {
  const item = fresh(told);
  await put(item);
  tell();
  return item.id;
}

// Sent at once or not at all: nothing is kept on this device.
export const sendNow = (told) => tried(fresh(told));

// One tab at a time; the others find nothing left to do.
let running = null;
export function sendWaiting() {
  const run = () => (navigator.locks ? navigator.locks.request("xiangyue-queue", sendAll) : sendAll());
  running ??= run().finally(() => {
    running = null;
  });
  return running;
}

async function sendAll() {
  for (const item of (await items()).sort((a, b) => a.made - b.made)) {
    if (item.state === "waiting" && item.next <= Date.now() && navigator.onLine) await sendOne(item);
  }
}

export async function sendOne(item) {
  await tried(item);
  await put(item);
  tell();
  return item;
}

async function tried(item) {
  try {
    await attempt(item);
  } catch {
    later(item); // no network, or the answer was lost: the server will know the request id again
  }
  return item;
}

async function attempt(item) {
  const body = new FormData();
  for (const [name, value] of item.fields) body.append(name, value);
  body.set("request_id", item.id);
  body.set("nonce", item.town ? await effort(item.town, item.id, item.bits) : "");
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const token = cookie?.[1] ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const answer = await fetch(item.url, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  if (LOGIN.has(told?.error) || (answer.redirected && !told)) {
    later(item, "login"); // it ran out: the item waits until somebody has logged in again
  } else if (answer.ok) {
    Object.assign(item, { state: "sent", result: told ?? {}, says: "", fields: [] });
  } else if (told?.error === "more_work" && told.bits > item.bits) {
    item.bits = told.bits;
    await attempt(item);
  } else if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
    Object.assign(item, { state: "refused", says: told?.says ?? String(answer.status), result: told });
  } else {
    later(item, told?.says);
  }
}

function later(item, says = "") {
  item.says = says;
  item.tries += 1;
  item.next = Date.now() + Math.min(1000 * 2 ** Math.min(item.tries, 9), WORST_WAIT);
}

export function keepSending() {
  addEventListener("online", () => sendWaiting());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendWaiting());
  setInterval(() => sendWaiting(), 5000);
  sendWaiting();
}
