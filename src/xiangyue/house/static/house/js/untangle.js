// Where two labels would lie on one another, that of the place with fewer matters moves a little, and gives way only where
// no room is left around it. Closer in, there is room again.
const STEPS = [
  [0, 0],
  [0, 1],
  [0, -1],
  [0.6, 1],
  [-0.6, 1],
  [0.6, -1],
  [-0.6, -1],
];

export function untangle(markers) {
  const taken = [];
  for (const marker of markers) {
    const element = marker.getElement();
    element.hidden = false;
    marker.setOffset([0, 0]);
    const { left, top, width, height } = element.getBoundingClientRect();
    const free = STEPS.map(([x, y]) => [x * width, y * height]).find(([x, y]) => {
      const box = { left: left + x, right: left + x + width, top: top + y, bottom: top + y + height };
      if (taken.some((other) => clash(box, other))) return false;
      taken.push(box);
      return true;
    });
    element.hidden = !free;
    if (free) marker.setOffset(free);
  }
}

const clash = (one, other) =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
