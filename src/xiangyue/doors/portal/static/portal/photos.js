// Photos are made small on the phone, so that they go through a thin signal; where they were taken is read before.
const SIDE = 2000;

export async function shrink(file) {
  const point = await pointOf(file);
  let data = file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(image.width * scale),
      height: Math.round(image.height * scale),
    });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    data = (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85))) ?? file;
  } catch {
    // what this browser cannot read is sent as it is: the server says what is wrong with it
  }
  return {
    data,
    name: file.name.replace(/\.\w+$/, "") + (data === file ? (file.name.match(/\.\w+$/)?.[0] ?? "") : ".jpg"),
    point,
  };
}

// The position in the EXIF part of a JPEG, as {lon, lat} in WGS-84; null when there is none.
async function pointOf(file) {
  try {
    const view = new DataView(await file.slice(0, 131072).arrayBuffer());
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
