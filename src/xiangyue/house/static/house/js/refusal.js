// What is refused, in words: read out at once, and fit to take the focus.
export function refusal(...lines) {
  const made = Object.assign(document.createElement("div"), {
    className: "error-summary",
    role: "alert",
    tabIndex: -1,
  });
  made.append(...lines.map((textContent) => Object.assign(document.createElement("p"), { textContent })));
  return made;
}
