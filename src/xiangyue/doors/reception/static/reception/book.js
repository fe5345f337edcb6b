// The booking form: works for the server, sends once under its request id, keeps what was typed when it is refused.
import { effort } from "../house/js/queue.js";

const FIRST_BITS = 14;
const form = document.getElementById("book");
const progress = form.querySelector("[data-progress]");
const errors = document.getElementById("book-errors");
let busy = false;

function refuse(text) {
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

async function send(bits) {
  const body = new FormData(form);
  body.set("nonce", await effort(form.dataset.town, form.elements.request_id.value, bits));
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(location.pathname, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (answer.ok) done(told.url);
  else if (told.error === "more_work" && told.bits > bits) await send(told.bits);
  else refuse(told.says ?? progress.dataset.failed);
}

function done(url) {
  Object.keys(localStorage)
    .filter((key) => key.endsWith(`:${form.dataset.draft}`))
    .forEach((key) => localStorage.removeItem(key));
  location.assign(url);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  errors.replaceChildren();
  progress.textContent = progress.dataset.working;
  try {
    await send(FIRST_BITS);
  } catch {
    refuse(progress.dataset.failed); // the answer may have been lost: sending again under the same id books nothing twice
  } finally {
    busy = false;
  }
});
