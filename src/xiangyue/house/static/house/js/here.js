// <button data-here> in a form: its fields lon and lat take where one is, and its [data-where] says whether that was found.
// data-here="8" waits for so many seconds.
const WAIT = 15;
const OLDEST = 30_000; // a position of half a minute ago is where one still is

// WGS-84; null where it is not known or not to be told.
export function position(seconds = WAIT) {
  return new Promise((resolve) => {
    if (!navigator.geolocation) resolve(null);
    else
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude }),
        () => resolve(null),
        { enableHighAccuracy: true, timeout: seconds * 1000, maximumAge: OLDEST },
      );
  });
}

// Without a point the fields are emptied: what was not found must not be sent as the place before.
export function place(form, point, says) {
  const where = form.querySelector("[data-where]");
  form.elements.lon.value = point?.lon.toFixed(6) ?? "";
  form.elements.lat.value = point?.lat.toFixed(6) ?? "";
  where.textContent = says ?? (point ? where.dataset.found : where.dataset.failed);
  form.dispatchEvent(new CustomEvent("placed", { detail: point }));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-here]");
  if (button) place(button.form, await position(Number(button.dataset.here) || WAIT));
});
