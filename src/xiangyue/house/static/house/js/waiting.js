// <ul data-queue="/portal/">: what was written without a signal for addresses below that path and has not been sent yet.
// <ul data-sent>: what has been sent from here meanwhile, with its code.
import { forget, items, keepSending, sendWaiting } from "./queue.js";

const list = document.querySelector("[data-queue]");
const sent = document.querySelector("[data-sent]");
const words = document.getElementById("queue-words").dataset;

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
  const made = document.createElement("li");
  const says = {
    waiting: words.waiting,
    refused: words.refused + (item.says ?? ""),
    sent: words.sent + (item.result?.query_code ?? ""),
  };
  made.append(Object.assign(document.createElement("strong"), { textContent: item.title }), " ", says[item.state], " ");
  if (item.state === "waiting") made.append(button(words.again, () => sendWaiting()));
  if (item.state === "sent" && item.result?.url)
    made.append(
      Object.assign(document.createElement("a"), {
        href: item.result.url,
        className: "btn btn-ghost",
        textContent: words.open,
      }),
    );
  if (item.state !== "waiting") made.append(button(words.drop, () => forget(item.id)));
  return made;
}

async function draw() {
  const held = (await items()).filter((item) => item.url.startsWith(list.dataset.queue));
  show(
    list,
    held.filter(({ state }) => state !== "sent"),
  );
  show(
    sent,
    held.filter(({ state }) => state === "sent"),
  );
}

function show(part, some) {
  part.replaceChildren(...some.map(line));
  part.closest("section").hidden = some.length === 0;
}

document.addEventListener("queue", draw);
draw();
keepSending();
