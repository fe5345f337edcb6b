// Small conveniences that every page shares: toasts, confirmations, filter forms, menus, bulk bars, swipes, htmx.
const toasts = document.getElementById("toasts");
const SHOW_FOR = 6000;
const UNDO_FOR = 20_000;

function settle(toast) {
  if (toast.matches(".toast-error, .toast-warning")) return;
  const span = toast.querySelector("form") ? UNDO_FOR : SHOW_FOR;
  const leave = () => {
    // one who is about to take it back, or was refused, is not to lose the button under the finger
    if (toast.matches(":hover, :focus-within, :has([aria-busy], .error-summary)")) setTimeout(leave, span);
    else toast.remove();
  };
  setTimeout(leave, span);
}

export function toast(text, tone = "info") {
  const made = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  made.classList.add(`toast-${tone}`);
  made.querySelector(".toast-text").textContent = text;
  toasts.append(made);
  settle(made);
}

toasts?.querySelectorAll(".toast").forEach(settle);
// A view answers an htmx request with the header  HX-Trigger: {"toast": {"text": "已签收", "tone": "success"}}
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));

// Confirmation: data-confirm="…" on a button, link or form. Stopped in the capture phase, so htmx does not see it either.
const ask = document.getElementById("confirm");
let agreed = null;

function confirmFirst(event, element) {
  if (agreed === element) {
    agreed = null;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask.querySelector("[data-confirm-text]").textContent = element.dataset.confirm;
  ask.returnValue = "";
  ask.onclose = () => {
    if (ask.returnValue !== "yes") return;
    agreed = element;
    if (element.matches("form")) element.requestSubmit(submitter);
    else element.click();
    agreed = null;
  };
  ask.showModal();
}

document.addEventListener(
  "click",
  (event) => {
    const element = event.target.closest("[data-confirm]:not(form)");
    if (element) confirmFirst(event, element);
  },
  true,
);
document.addEventListener(
  "submit",
  (event) => {
    if (event.target.matches("form[data-confirm]")) confirmFirst(event, event.target);
  },
  true,
);

// What is marked in the original words stands in the first empty field of a dialog that takes it (data-takes-words).
function takeMarked(dialog) {
  const marked = getSelection();
  const fields = dialog.dataset.takesWords ? [...dialog.querySelectorAll(dialog.dataset.takesWords)] : [];
  const empty = fields.find((field) => !field.value.trim());
  if (!empty || !marked.anchorNode?.parentElement?.closest(".words")) return;
  const text = marked.toString().trim();
  if (!text || fields.some((field) => field.value.includes(text))) return;
  empty.value = text;
  empty.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.closest(".toast, .note")?.remove();
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    takeMarked(dialog);
    dialog.showModal();
  }
  if (event.target.matches("dialog")) event.target.close();
  if (event.target.closest("[data-print]")) print();
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("change", (event) => {
  const filter = event.target.closest("form[data-autosubmit]");
  if (filter) filter.requestSubmit();
  const bulk = event.target.closest("form[data-bulk-form]");
  if (bulk && event.target.matches("[type=checkbox]")) countTicked(bulk, event.target);
});

// <details data-fills="address">: its panel is asked for when it is opened first.
document.addEventListener(
  "toggle",
  async (event) => {
    const menu = event.target;
    if (!menu.open || !menu.dataset?.fills) return;
    const answer = await fetch(menu.dataset.fills, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) {
      toast(document.getElementById("offline-words").content.textContent.trim(), "error");
      return;
    }
    delete menu.dataset.fills;
    menu.querySelector(".menu-panel").innerHTML = await answer.text();
    menu.closest("form")?.querySelectorAll("[data-until-filled]").forEach((fields) => fields.remove());
    menu.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
    menu.querySelector("select, input")?.focus();
  },
  true,
);

// form[data-bulk-form] holds a box in each row, a box data-bulk-all, and a bar data-bulk with data-bulk-count.
function countTicked(form, changed) {
  const boxes = [...form.querySelectorAll("[data-keyitem] [type=checkbox]")];
  if (changed.matches("[data-bulk-all]"))
    boxes.forEach((box) => {
      box.checked = changed.checked;
    });
  const ticked = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-bulk-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  form.querySelectorAll("[data-bulk]").forEach((bar) => {
    bar.hidden = !ticked;
    bar.querySelector("[data-bulk-count]").textContent = ticked;
    bar.querySelectorAll("[data-bulk-says]").forEach((button) => {
      button.textContent = button.dataset.bulkSays.replace("#", ticked);
    });
  });
}

// Shift and a second box tick all between them as the second.
let lastTicked = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-bulk-form] [data-keyitem] [type=checkbox]");
  if (!box) return;
  const boxes = [...box.form.querySelectorAll("[data-keyitem] [type=checkbox]")];
  const [from, to] = [boxes.indexOf(lastTicked), boxes.indexOf(box)].sort((one, other) => one - other);
  if (event.shiftKey && from >= 0)
    boxes.slice(from, to + 1).forEach((one) => {
      one.checked = box.checked;
    });
  lastTicked = box;
});

// Swipe: [data-swipe] holds links marked data-swipe-next (to the left) and data-swipe-prev (to the right).
const FAR = 70;
let start = null;

document.addEventListener(
  "touchstart",
  (event) => {
    const card = event.target.closest("[data-swipe]");
    const inside = event.target.closest("input, textarea, select, .table-wrap, .map");
    start =
      card && !inside && event.touches.length === 1
        ? { card, x: event.touches[0].clientX, y: event.touches[0].clientY }
        : null;
  },
  { passive: true },
);
document.addEventListener("touchend", (event) => {
  if (!start) return;
  const [x, y] = [event.changedTouches[0].clientX - start.x, event.changedTouches[0].clientY - start.y];
  if (Math.abs(x) > FAR && Math.abs(x) > 2 * Math.abs(y)) {
    start.card.querySelector(x < 0 ? "[data-swipe-next]" : "[data-swipe-prev]")?.click();
  }
  start = null;
});

// htmx: the CSRF token on each request; a whole error page becomes a toast instead of being swapped into a corner.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:after:request", (event) => {
  const { response, text } = event.detail.ctx;
  if (response.status < 400 || !/^\s*<!doctype html/i.test(text)) return;
  event.preventDefault();
  const page = new DOMParser().parseFromString(text, "text/html");
  toast((page.querySelector("[data-says]") ?? page.querySelector("h1") ?? page.body).textContent.trim(), "error");
});
// What a dialog asked for stands in the page now.
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status < 400) event.target.closest?.("dialog[open]")?.close();
});
document.addEventListener("htmx:error", () =>
  toast(document.getElementById("offline-words").content.textContent.trim(), "error"),
);

// <button data-fill="#field" data-fill-text="…">: puts ready words into a field, after what was typed already.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.querySelector(button.dataset.fill);
  field.value = field.value ? `${field.value}\n${button.dataset.fillText}` : button.dataset.fillText;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Ctrl+Enter hands in the form one is in, as its first button of that kind would, and never by one that ends something.
// So does Enter in a field of a dialog, where the browser would take the first button: the one that cancels.
const HANDS_IN = ".btn-primary:not([type=button])";
const ON_ITS_OWN = ".btn-secondary:not([type=button], [formmethod=dialog])";
const ONE_LINE = "input:not([type=checkbox], [type=radio], [type=file])";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  const form = event.target.closest?.("form");
  const cancels = event.target.matches?.(ONE_LINE) && form?.querySelector("[formmethod=dialog]");
  if (!(event.ctrlKey || event.metaKey || cancels)) return;
  const button =
    form?.querySelector(HANDS_IN) ??
    document.querySelector(`.btn-primary[form="${form?.id}"]`) ??
    form?.querySelector(ON_ITS_OWN);
  if (button || cancels) event.preventDefault();
  button?.click();
});

// <select data-remember="name">: what was chosen last on this device stands there the next time.
document.querySelectorAll("select[data-remember]").forEach((select) => {
  const key = `remember:${document.body.dataset.user}:${select.dataset.remember}`;
  const last = localStorage.getItem(key);
  if (!select.value && last && [...select.options].some((option) => option.value === last)) select.value = last;
  select.form?.addEventListener("submit", () => localStorage.setItem(key, select.value));
});
