// <input type="file" data-max="6"> with <ul data-photos>: photos are made small on the phone, so that they go through a thin
// signal, shown, and may be taken out one by one. A photo that knows where it was taken says so: the form's event "photo".
const SIDE = 2000;
const QUALITY = 0.85;
const HEAD = 131_072; // the EXIF part stands within so many bytes

// The form's photos as [name, File] pairs, asked for when it is sent.
// `small` says how small they are made; `.clear()` takes all of them out.
export function photosOf(form, small) {
  const input = form.querySelector("input[type=file][data-max]");
  const list = form.querySelector("[data-photos]");
  let photos = [];

  const drop = (photo) => {
    photos = photos.filter((one) => one !== photo);
    show();
  };
  const show = () => list.replaceChildren(...photos.map((photo) => preview(photo, () => drop(photo))));

  input?.addEventListener("change", async () => {
    const room = Number(input.dataset.max) - photos.length;
    for (const file of [...input.files].slice(0, room)) {
      const point = await pointOf(file);
      photos.push(await shrink(file, small));
      if (point) form.dispatchEvent(new CustomEvent("photo", { detail: point }));
    }
    input.value = ""; // they are kept here
    show();
  });
  const given = () => photos.map((photo) => [input.name, photo]);
  const clear = () => {
    photos = [];
    show();
  };
  return Object.assign(given, { clear });
}

function preview(photo, drop) {
  const line = document.createElement("li");
  const image = Object.assign(document.createElement("img"), { alt: photo.name, src: URL.createObjectURL(photo) });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  const out = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-secondary btn-icon",
    textContent: "×",
  });
  out.setAttribute("aria-label", `${photo.name} ×`);
  out.addEventListener("click", drop);
  line.append(image, out);
  return line;
}

export async function shrink(file, { side = SIDE, quality = QUALITY } = {}) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(image.width * scale),
      height: Math.round(image.height * scale),
    });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (small) return new File([small], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    // what this browser cannot read is sent as it is: the server says what is wrong with it
  }
  return file;
}

// The position in the EXIF part of a JPEG, as {lon, lat} in WGS-84; null when there is none. Shrinking loses it.
async function pointOf(file) {
  try {
    const view = new DataView(await file.slice(0, HEAD).arrayBuffer());
    if (view.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
      if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966)
        return gpsOf(new DataView(view.buffer, at + 10));
      if ((view.getUint16(at) & 0xff00) !== 0xff00) return null;
    }
  } catch {
    // a broken header is no reason to refuse the photo
  }
  return null;
}

function gpsOf(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const entry = (directory, tag) => {
    for (let row = 0; row < tiff.getUint16(directory, little); row += 1) {
      const at = directory + 2 + row * 12;
      if (tiff.getUint16(at, little) === tag) return at + 8;
    }
    return null;
  };
  const pointer = entry(tiff.getUint32(4, little), 0x8825);
  if (pointer === null) return null;
  const gps = tiff.getUint32(pointer, little);
  const degrees = (tag, sign, negative) => {
    const at = tiff.getUint32(entry(gps, tag), little);
    const part = (row) => tiff.getUint32(at + row * 8, little) / tiff.getUint32(at + row * 8 + 4, little);
    const value = part(0) + part(1) / 60 + part(2) / 3600;
    return String.fromCharCode(tiff.getUint8(entry(gps, sign))) === negative ? -value : value;
  };
  const point = { lat: degrees(2, 1, "S"), lon: degrees(4, 3, "W") };
  return Number.isFinite(point.lat) && Number.isFinite(point.lon) && (point.lat || point.lon) ? point : null;
}
