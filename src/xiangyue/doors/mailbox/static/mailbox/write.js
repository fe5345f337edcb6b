// The letter's form: works for the server, sends once, and waits on this device when there is no signal.
import { enqueue, forget, items, keepSending, newId, sendOne } from "../house/js/queue.js";

const SIDE = 2000;
const form = document.getElementById("letter");
const progress = form.querySelector("[data-progress]");
const previews = form.querySelector("[data-photos]");
const where = form.querySelector("[data-where]");
const errors = document.getElementById("letter-errors");
let photos = [];
let busy = false;

form.querySelectorAll("[data-js]").forEach((part) => {
  part.hidden = false;
});

form.querySelector("[data-here]").addEventListener("click", () => {
  const failed = () => {
    where.textContent = where.dataset.failed;
  };
  if (!navigator.geolocation) return failed();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude.toFixed(6);
      form.elements.lat.value = coords.latitude.toFixed(6);
      where.textContent = where.dataset.found;
    },
    failed,
    { enableHighAccuracy: true, timeout: 15000 },
  );
});

form.elements.photos.addEventListener("change", async ({ target }) => {
  const room = Number(target.dataset.max) - photos.length;
  for (const file of [...target.files].slice(0, room)) photos.push(await shrunk(file));
  target.value = ""; // they are kept here, and may be taken out one by one
  show();
});

// Made small on the phone, so that it goes through a thin signal; what this browser cannot read is sent as it is.
async function shrunk(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(image.width * scale),
      height: Math.round(image.height * scale),
    });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const data = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return data ? new File([data], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

function show() {
  previews.replaceChildren(
    ...photos.map((photo) => {
      const line = document.createElement("li");
      const image = Object.assign(document.createElement("img"), { alt: photo.name, src: URL.createObjectURL(photo) });
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
  const fields = [...new FormData(form)].filter(([name]) => name !== "photos" && name !== "request_id");
  photos.forEach((photo) => fields.push(["photos", photo]));
  const id = await enqueue({
    id: form.dataset.sending ?? newId(),
    url: location.pathname,
    town: form.dataset.town,
    fields,
    title: form.elements.title.value.trim().slice(0, 40),
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
