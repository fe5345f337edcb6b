// data-copy="id" [data-copied="已复制"]   copies the text of #id; [data-copy-says] tells that it did.
// Without https a browser has no clipboard of its own: then the text is selected and the old command asked.
async function copy(element) {
  const text = element.innerText;
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  if (!document.execCommand("copy")) throw new Error("not copied");
  selection.removeAllRanges();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(document.getElementById(button.dataset.copy));
  const told = document.querySelector("[data-copy-says]");
  if (told) told.textContent = `${button.dataset.copied}：${button.closest("tr")?.querySelector("th")?.innerText ?? ""}`;
});
