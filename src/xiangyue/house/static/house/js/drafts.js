// <form data-draft="reply-123">: what a person typed survives a closed tab, a lost signal, a log-in that ran out.
// Kept per user (body[data-user]) for three days on this device only; passwords, files, hidden fields and
// data-draft-skip are never kept. Gone after a successful submit and at log-out.
import { kept, put, tickable, typed } from "./typed.js";

const DAYS = 3;
const mine = `draft:${document.body.dataset.user || "guest"}:`;
const SENT = `${mine}sent`;
const WAIT = 300;

const keyOf = (form) => mine + form.dataset.draft;

function untouched(field) {
  if (tickable(field)) return field.checked === field.defaultChecked;
  if (field.matches("select"))
    return [...field.options].every(
      (option) => option.selected === option.defaultSelected || !field.querySelector("[selected]"),
    );
  return field.value === field.defaultValue;
}

function save(form) {
  const changed = [...form.elements].filter(kept).some((field) => !untouched(field));
  if (changed) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), fields: typed(form) }));
  else localStorage.removeItem(keyOf(form));
}

function restore(form) {
  // A form that came back with errors already holds what was typed.
  if (form.querySelector("[aria-invalid=true]")) return;
  const draft = JSON.parse(localStorage.getItem(keyOf(form)) || "null");
  if (!draft) return;
  const changed = draft.fields.map((pair) => put(form, pair)).some(Boolean);
  if (!changed) return;
  const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-draft-drop]").addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    form.reset();
    note.remove();
  });
  form.prepend(note);
}

function sweep() {
  const old = Date.now() - DAYS * 86400 * 1000;
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith("draft:"))) {
    if (JSON.parse(localStorage.getItem(key)).at < old) localStorage.removeItem(key);
  }
}

// A plain submit ends in a new page. It was taken when that page came from the form's page, tells no refusal, and
// either no longer shows the form or shows a message of success; a failed connection satisfies neither. In doubt it stays.
function forgetSent() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) || "null");
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const form = [...document.querySelectorAll("form[data-draft]")].find((one) => keyOf(one) === sent.key);
  const refused = document.querySelector(".toast-error, .error-page");
  const taken = document.referrer === sent.page && !refused && (!form || document.querySelector(".toast-success"));
  if (taken && !form?.querySelector("[aria-invalid=true]")) localStorage.removeItem(sent.key);
}

const timers = new WeakMap();
function saveSoon(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => save(form), WAIT),
  );
}

document.addEventListener("input", saveSoon);
document.addEventListener("change", saveSoon);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-draft-clear-all]")) {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(mine))
      .forEach((key) => localStorage.removeItem(key));
  }
  // "Cancel" closes a dialog and sends nothing.
  if (
    !form.matches("[data-draft]") ||
    (event.submitter?.getAttribute("formmethod") ?? form.getAttribute("method")) === "dialog"
  )
    return;
  clearTimeout(timers.get(form));
  save(form);
  // A script that sends the form itself (it stands before this one) tells by the event "taken" what came of it.
  if (event.defaultPrevented) return;
  sessionStorage.setItem(SENT, JSON.stringify({ key: keyOf(form), page: location.href.split("#")[0] }));
});
document.addEventListener("taken", ({ target: form }) => {
  if (!form.matches("[data-draft]")) return;
  clearTimeout(timers.get(form));
  localStorage.removeItem(keyOf(form));
});
document.addEventListener("htmx:after:request", (event) => {
  const { request, response } = event.detail.ctx;
  if (!request.form?.matches("[data-draft]")) return;
  sessionStorage.removeItem(SENT);
  if (response.status < 400) localStorage.removeItem(keyOf(request.form));
});
document.addEventListener("htmx:after:swap", () =>
  document.querySelectorAll("form[data-draft]:not([data-draft-seen])").forEach(see),
);

function see(form) {
  form.dataset.draftSeen = "";
  restore(form);
}

sweep();
forgetSent();
document.querySelectorAll("form[data-draft]").forEach(see);
