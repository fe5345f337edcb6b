// The form: asks about the neighbours, works for the server, sends once, and waits on this device when there is no signal.
import { enqueue, forget, items, keepSending, newId, sendOne } from "../house/js/queue.js";
import { shrink } from "./photos.js";
import { fromPhoto } from "./pick.js";

const form = document.getElementById("say");
const progress = form.querySelector("[data-progress]");
const previews = form.querySelector("[data-photos]");
const near = document.getElementById("near");
const errors = document.getElementById("say-errors");
let photos = [];
let busy = false;

form.querySelectorAll("[data-js]").forEach((part) => {
  part.hidden = false;
});

form.elements.photos.addEventListener("change", async ({ target }) => {
  const room = Number(target.dataset.max) - photos.length;
  for (const file of [...target.files].slice(0, room)) {
    const photo = await shrink(file);
    photos.push(photo);
    if (photo.point) fromPhoto(photo.point);
  }
  target.value = ""; // they are kept here, and may be taken out one by one
  show();
});

function show() {
  previews.replaceChildren(
    ...photos.map((photo) => {
      const line = document.createElement("li");
      const image = Object.assign(document.createElement("img"), {
        alt: photo.name,
        src: URL.createObjectURL(photo.data),
      });
      const out = Object.assign(document.createElement("button"), {
        type: "button",
        className: "btn btn-secondary btn-icon",
        textContent: "×",
      });
      out.setAttribute("aria-label", `${photo.name} ×`);
      out.addEventListener("click", () => {
        photos = photos.filter((one) => one !== photo);
        show();
      });
      line.append(image, out);
      return line;
    }),
  );
}

function say(text, tone) {
  progress.textContent = text;
  errors.replaceChildren();
  if (tone === "error") {
    progress.textContent = "";
    errors.append(
      Object.assign(document.createElement("div"), {
        className: "error-summary",
        role: "alert",
        textContent: text,
        tabIndex: -1,
      }),
    );
    errors.firstChild.focus();
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  if (!form.elements.words.value.trim()) {
    form.reportValidity();
    return;
  }
  busy = true;
  try {
    await send(navigator.onLine ? await followed() : null);
  } finally {
    busy = false;
  }
});

// The number of the neighbours' matter to follow, "" when it is another one; null when it could not be asked.
async function followed() {
  const body = new FormData();
  body.set("words", form.elements.words.value);
  body.set("place", form.elements.place.value);
  let found = [];
  try {
    const answer = await fetch(form.dataset.neighbours, { method: "POST", body });
    found = answer.ok ? (await answer.json()).neighbours : [];
  } catch {
    return null;
  }
  if (!found.length) return "";
  const follow = document.getElementById("follow-words").dataset.follow;
  near.querySelector("[data-near]").replaceChildren(
    ...found.map(({ number, says }) =>
      Object.assign(document.createElement("button"), {
        className: "btn btn-secondary btn-wide",
        value: number,
        textContent: follow + says,
      }),
    ),
  );
  near.returnValue = "";
  near.showModal();
  return new Promise((resolve) => near.addEventListener("close", () => resolve(near.returnValue), { once: true }));
}

async function send(follows) {
  say(progress.dataset.working);
  const skip = new Set(["photos", "request_id", "picture", "picture_answer", "follows", "asked"]);
  const fields = [...new FormData(form)].filter(([name]) => !skip.has(name));
  fields.push(["asked", "yes"], ["follows", follows ?? ""]);
  photos.forEach((photo) => fields.push(["photos", new File([photo.data], photo.name, { type: photo.data.type })]));
  const id = await enqueue({
    id: form.dataset.sending ?? newId(),
    url: location.pathname,
    town: form.dataset.town,
    fields,
    title: form.elements.words.value.trim().slice(0, 40),
  });
  form.dataset.sending = id;
  const item = await sendOne((await items()).find((one) => one.id === id));
  if (item.state === "sent") done(item.result.url);
  else if (item.state === "refused") refused(item);
  else say(progress.dataset.queued);
}

function refused(item) {
  delete form.dataset.sending;
  forget(item.id);
  say(item.says, "error");
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
