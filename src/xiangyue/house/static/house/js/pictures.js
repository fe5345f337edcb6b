// a[data-picture] opens its picture large in place; arrows and swipes go through those of the same list.
const box = document.getElementById("lightbox");
let pictures = [];
let at = 0;

function show(step) {
  at = (at + step + pictures.length) % pictures.length;
  const picture = box.querySelector("[data-lightbox-picture]");
  picture.src = pictures[at].href;
  picture.alt = pictures[at].querySelector("img").alt;
  box.querySelector("[data-lightbox-open]").href = pictures[at].href;
  box.querySelector("[data-lightbox-place]").textContent = `${at + 1} / ${pictures.length}`;
  box.querySelectorAll("[data-lightbox-step]").forEach((button) => {
    button.hidden = pictures.length < 2;
  });
}

document.addEventListener("click", (event) => {
  const opened = event.target.closest("a[data-picture]");
  if (opened && box && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    pictures = [...opened.closest("ul").querySelectorAll("a[data-picture]")];
    at = pictures.indexOf(opened);
    show(0);
    box.showModal();
  }
  const step = event.target.closest("[data-lightbox-step]");
  if (step) show(Number(step.dataset.lightboxStep));
});
box?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(-1);
  if (event.key === "ArrowRight") show(1);
});
