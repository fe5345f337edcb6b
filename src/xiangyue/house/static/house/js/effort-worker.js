// Finds a nonce so that SHA-256("town:request:nonce") begins with so many zero bits. The hash stands here because
// crypto.subtle is missing on pages without https and is slower for many short texts.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
(() => {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1)
      if (candidate % divisor === 0) {
        prime = false;
        break;
      }
    if (!prime) continue;
    const part = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
    if (found < 8) START[found] = part(Math.sqrt(candidate));
    K[found] = part(Math.cbrt(candidate));
    found += 1;
  }
})();

const turn = (word, by) => (word >>> by) | (word << (32 - by));
const w = new Uint32Array(64);

export function firstWords(bytes) {
  const length = bytes.length;
  const padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, length * 8);
  const state = START.slice();
  for (let block = 0; block < padded.length; block += 64) {
    for (let row = 0; row < 16; row += 1) w[row] = view.getUint32(block + row * 4);
    for (let row = 16; row < 64; row += 1) {
      const a = w[row - 15],
        b = w[row - 2];
      w[row] =
        w[row - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[row - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let row = 0; row < 64; row += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[row] + w[row]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, row) => {
      state[row] += word;
    });
  }
  return state;
}

self.onmessage = ({ data: { town, request, bits } }) => {
  const encoder = new TextEncoder();
  for (let nonce = 0; ; nonce += 1) {
    const [head, next] = firstWords(encoder.encode(`${town}:${request}:${nonce}`));
    const zeros = head ? Math.clz32(head) : 32 + Math.clz32(next);
    if (zeros >= bits) {
      self.postMessage(String(nonce));
      return;
    }
  }
};
