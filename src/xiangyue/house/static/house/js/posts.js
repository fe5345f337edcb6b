// Every <form method="post"> is sent from here: refused, it stays as it is, dialog and all, and says why in its place.
// Not taken over: data-plain (the answer is a page of its own), hx-post, method=dialog, what another script sends itself.
import { refusal } from "./refusal.js";
import { put, typed } from "./typed.js";

const OPEN = "posts:open"; // the form to open again after a log-in or a renewed page
const TOASTS = "posts:toasts"; // what a page said that was only fetched
const words = document.getElementById("post-words").dataset;
const held = new Map(); // form being sent → its buttons
const here = () => location.pathname + location.search;

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const told = (name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  if (event.defaultPrevented || told("method").toLowerCase() !== "post" || form.matches("[data-plain], [hx-post]"))
    return;
  event.preventDefault();
  if (!held.has(form)) send(form, submitter, told("action") || location.href);
});

async function send(form, submitter, address) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  hold(form);
  const answer = await answerTo(address, body).catch(() => null); // none came, or not the whole of it
  if (answer) hear(form, answer);
  else refuse(form, document.getElementById("offline-words").content.textContent.trim());
}

async function answerTo(address, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": body.get("csrfmiddlewaretoken") ?? "" };
  const answer = await fetch(address, { method: "POST", body, headers });
  const inJson = answer.headers.get("content-type")?.includes("json");
  const { ok, redirected, status, url } = answer;
  if (inJson) return { ok, status, told: await answer.json() };
  return { ok, redirected, status, url, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

function hear(form, answer) {
  const { ok, status, told } = answer;
  if (!told) hearPage(form, answer);
  else if (ok) taken(form, told.to ?? location.href);
  else if (told.error === "logged_out") leave(form, told.to);
  else if (told.error === "stale_token") leave(form);
  else refuse(form, told.says ?? sentence(status));
}

// A view that answers in pages: its redirect is followed, unless the page that it leads to only says what is wrong.
function hearPage(form, { redirected, status, url, page }) {
  if (page.querySelector("[type=password]")) return leave(form, url);
  if (status === 403) return leave(form); // nearly always a token older than the log-in
  const wrong = texts(page, ".error-summary li, .error-summary p, .toast-error .toast-text, [data-says]");
  const refused = wrong.length && !page.querySelector(".toast-success");
  if (refused || !redirected) return refuse(form, ...(wrong.length ? wrong : [sentence(status)]));
  keepToasts(page);
  return taken(form, url);
}

const texts = (page, selector) => [...page.querySelectorAll(selector)].map((one) => one.textContent.trim());
const sentence = (status) => ({ 404: words.gone, 413: words.large })[status] ?? words.failed;

// ---- on to the next page; the buttons stay held until it is there
function taken(form, to) {
  form.dispatchEvent(new Event("taken", { bubbles: true })); // drafts.js forgets what was typed
  go(to);
}

// An address that differs in its hash alone would load nothing.
function go(to) {
  const next = new URL(to, location.href);
  if (next.hash && next.pathname + next.search === here()) {
    history.replaceState(null, "", next);
    location.reload();
  } else {
    location.assign(next);
  }
}

function keepToasts(page) {
  const told = [...page.querySelectorAll("#toasts .toast")].map((one) => ({
    text: one.querySelector(".toast-text").textContent,
    tone: one.className.match(/toast-(\w+)/)?.[1],
  }));
  sessionStorage.setItem(TOASTS, JSON.stringify(told));
}

function showToasts() {
  const told = JSON.parse(sessionStorage.getItem(TOASTS) ?? "[]");
  sessionStorage.removeItem(TOASTS);
  told.forEach((detail) => document.dispatchEvent(new CustomEvent("toast", { detail }))); // live.js shows it
}

// ---- refused: said in the form, which keeps everything
function refuse(form, ...lines) {
  free(form);
  form.querySelectorAll(".error-summary").forEach((old) => old.remove());
  const summary = refusal(...lines);
  (form.querySelector(":scope > .dialog-body") ?? form).prepend(summary);
  if (summary.getClientRects().length) summary.focus();
  else document.dispatchEvent(new CustomEvent("toast", { detail: { text: lines.join(" "), tone: "error" } }));
}

function hold(form) {
  const sends = (field) => field.type === "submit" && field.getAttribute("formmethod") !== "dialog" && !field.disabled;
  const buttons = [...form.elements].filter(sends);
  held.set(form, buttons);
  buttons.forEach((button) => {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
  });
}

function free(form) {
  held.get(form)?.forEach((button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
  held.delete(form);
}

// A page that "back" brings from memory is not loaded again.
addEventListener("pageshow", ({ persisted }) => persisted && [...held.keys()].forEach(free));

// ---- the log-in or the page ran out: back to this form, with what was typed
const nameOf = (form) => form.dataset.draft ?? form.getAttribute("action") ?? "";
const named = (name) => [...document.forms].filter((form) => nameOf(form) === name);

function leave(form, to) {
  const name = nameOf(form);
  const open = { user: document.body.dataset.user, page: here(), name, row: named(name).indexOf(form) };
  // what has a draft is kept by drafts.js
  const fields = form.dataset.draft ? [] : typed(form);
  sessionStorage.setItem(OPEN, JSON.stringify({ ...open, fields }));
  if (to) location.assign(to);
  else location.reload();
}

function openAgain() {
  const { user } = document.body.dataset;
  if (!user) return; // the log-in itself
  const open = JSON.parse(sessionStorage.getItem(OPEN) ?? "null");
  sessionStorage.removeItem(OPEN);
  if (open?.user !== user || open.page !== here()) return; // another person's words are not shown
  const form = named(open.name)[open.row];
  if (!form) return;
  open.fields.forEach((pair) => put(form, pair));
  for (let part = form; part; part = part.parentElement) {
    if (part.matches("details")) part.open = true;
    else if (part.matches("dialog")) part.showModal();
  }
  refuse(form, words.renewed);
}

showToasts();
openAgain();
