// A photo of a paper form: where the browser can read QR codes, the serial is typed in from the picture.
const photos = document.getElementById("photos");
const serial = document.getElementById("paper");

photos.addEventListener("change", async () => {
  if (serial.value || !("BarcodeDetector" in window)) return;
  const found = await serialIn([...photos.files]).catch(() => "");
  if (!found) return;
  serial.closest("details").open = true;
  serial.value = found;
  serial.dispatchEvent(new Event("change", { bubbles: true })); // asks whether it may be written down
});

async function serialIn(files) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  for (const file of files) {
    const picture = await createImageBitmap(file);
    for (const { rawValue } of await detector.detect(picture)) {
      const told = /[?&]paper=([A-Z]\d{10})$/.exec(rawValue)?.[1];
      if (told) return told;
    }
  }
  return "";
}
