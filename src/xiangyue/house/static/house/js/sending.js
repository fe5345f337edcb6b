// <form data-send="queue" data-town="…" data-title="words">: works for the server, is sent once, and waits on this device
// when there is no signal. data-send="now" does not wait: what is asked for may be gone by then. data-title is the field
// that names it among what waits. In the form: [data-errors], and [data-progress] with its words
// data-working and data-queued (now: data-failed); photos as in photos.js, "where I am" as in here.js.
// A module that is imported must not stand in a <script> as well: under its two addresses it would run twice.
import "./here.js";
import { photosOf } from "./photos.js";
import { enqueue, fieldsOf, forget, idIsSpent, idOf, items, keepSending, sendNow, sendOne } from "./queue.js";
import { refusal } from "./refusal.js";

const form = document.querySelector("form[data-send]");
const progress = form.querySelector("[data-progress]");
const errors = form.querySelector("[data-errors]");
const waits = form.dataset.send === "queue";
const photos = photosOf(form);
let ask = async () => [];
let busy = false;

// `deed` may ask something before anything is sent; what it gives back replaces the form's fields of these names.
export function beforeSending(deed) {
  ask = deed;
}

form.querySelectorAll("[data-js]").forEach((part) => {
  part.hidden = false;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy || !form.reportValidity()) return;
  busy = true;
  try {
    await send(await ask());
  } finally {
    busy = false;
  }
});

async function send(added) {
  errors.replaceChildren();
  progress.textContent = progress.dataset.working;
  // pressed again, or come back to and sent as it was: the same request to the server
  form.dataset.sending = await idOf(location.pathname, fieldsOf(form));
  const item = await (waits ? throughQueue : sendNow)({
    id: form.dataset.sending,
    url: location.pathname,
    town: form.dataset.town,
    fields: [...fieldsOf(form, added), ...photos()],
    title: form.elements[form.dataset.title]?.value.trim().slice(0, 40),
  });
  if (item.state === "sent") await taken(item);
  else if (item.state === "refused") await refused(item);
  else if (waits) progress.textContent = progress.dataset.queued;
  else complain(item.says || progress.dataset.failed);
}

async function throughQueue(told) {
  const id = await enqueue(told);
  return sendOne((await items()).find((one) => one.id === id));
}

async function refused(item) {
  delete form.dataset.sending;
  await idIsSpent(item.id);
  if (waits) forget(item.id);
  complain(item.says);
}

function complain(says) {
  progress.textContent = "";
  errors.replaceChildren(refusal(says));
  errors.firstChild.focus();
}

async function taken(item) {
  if (waits) await forget(item.id); // its receipt is the next page
  form.dispatchEvent(new Event("taken", { bubbles: true })); // drafts.js forgets what was typed
  location.assign(item.result.url);
}

if (waits) {
  document.addEventListener("queue", async () => {
    const item = (await items()).find((one) => one.id === form.dataset.sending);
    if (item?.state === "sent" && !busy) taken(item);
  });
  keepSending();
}
