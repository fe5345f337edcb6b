// What this form alone does before it is sent: asks whether a neighbour has said the same.
import { beforeSending } from "../house/js/sending.js";
import "./pick.js";

const form = document.getElementById("say");
const near = document.getElementById("near");

beforeSending(async () => {
  const follows = navigator.onLine ? await followed() : "";
  return [
    ["asked", "yes"],
    ["follows", follows],
  ];
});

// The number of the neighbours' matter to follow; "" when it is another one, or could not be asked.
async function followed() {
  const found = await neighbours();
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

async function neighbours() {
  const body = new FormData();
  body.set("words", form.elements.words.value);
  body.set("place", form.elements.place.value);
  try {
    const answer = await fetch(form.dataset.neighbours, { method: "POST", body });
    return answer.ok ? (await answer.json()).neighbours : [];
  } catch {
    return [];
  }
}
