// The firm's form: works for the server, sends once, and waits on this device when there is no signal.
import { enqueue, forget, items, keepSending, newId, sendOne } from "../house/js/queue.js";

const form = document.getElementById("ask");
const progress = form.querySelector("[data-progress]");
const errors = document.getElementById("ask-errors");
let busy = false;

function complain(text) {
  progress.textContent = "";
  errors.replaceChildren(
    Object.assign(document.createElement("div"), {
      className: "error-summary",
      role: "alert",
      textContent: text,
      tabIndex: -1,
    }),
  );
  errors.firstChild.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy || !form.reportValidity()) return;
  busy = true;
  try {
    await send();
  } finally {
    busy = false;
  }
});

async function send() {
  errors.replaceChildren();
  progress.textContent = progress.dataset.working;
  const fields = [...new FormData(form)].filter(([name]) => name !== "request_id");
  const id = await enqueue({
    id: form.dataset.sending ?? newId(),
    url: location.pathname,
    town: form.dataset.town,
    fields,
    title: form.elements.words.value.trim().slice(0, 40),
  });
  form.dataset.sending = id;
  const item = await sendOne((await items()).find((one) => one.id === id));
  if (item.state === "sent") return done(item.result.url);
  if (item.state !== "refused") {
    progress.textContent = progress.dataset.queued;
    return undefined;
  }
  delete form.dataset.sending;
  forget(item.id);
  return complain(item.says);
}

function done(url) {
  Object.keys(localStorage)
    .filter((key) => key.endsWith(`:${form.dataset.draft}`))
    .forEach((key) => localStorage.removeItem(key));
  location.assign(url);
}

document.addEventListener("queue", async () => {
  const item = (await items()).find((one) => one.id === form.dataset.sending);
  if (item?.state === "sent" && !busy) done(item.result.url);
});
keepSending();
