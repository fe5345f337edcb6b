// form[data-sorting]: choosing a class fills in the unit that leads it, until somebody has chosen a unit by hand.
// [data-takes="key"] chooses that class.
const read = () => JSON.parse(document.getElementById("leads")?.textContent ?? "{}");
let byHand = null; // the form in which it was

document.addEventListener("change", ({ target, isTrusted }) => {
  const form = target.form?.closest("[data-sorting]");
  if (!form) return;
  if (target.name === "unit" && isTrusted) byHand = form;
  const unit = target.name === "category" && byHand !== form && read()[target.value];
  if (!unit) return;
  form.elements.unit.value = unit;
  form.elements.unit.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("click", ({ target }) => {
  const taken = target.closest("[data-takes]");
  if (!taken) return;
  const select = document.querySelector("form[data-sorting]").elements.category;
  select.value = taken.dataset.takes;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
});
