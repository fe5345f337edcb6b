// The place with most matters keeps its label where two would lie on one another.
export function untangle(markers) {
  const taken = [];
  for (const marker of markers) {
    const element = marker.getElement();
    element.hidden = false;
    const box = element.getBoundingClientRect();
    const clash = taken.some(
      (other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top,
    );
    element.hidden = clash;
    if (!clash) taken.push(box);
  }
}
