// Where it is: "where I am", a tap on the map, or a photo's own position. The village list works without any of them.
import { place } from "../house/js/here.js";
import { untangle } from "../house/js/untangle.js";

const script = document.getElementById("say-script").dataset;
const form = document.getElementById("say");
const where = form.querySelector("[data-where]");
const holder = document.getElementById("pick-map");
let map, marker, library;

const isPlaced = () => form.elements.lon.value !== "";
form.addEventListener("photo", ({ detail }) => isPlaced() || place(form, detail, where.dataset.photo));
form.addEventListener("placed", async ({ detail }) => {
  if (!detail) {
    marker?.remove();
    return;
  }
  chooseVillage([detail.lon, detail.lat]);
  if (await show()) mark([detail.lon, detail.lat]);
});

const areas = JSON.parse(document.getElementById("areas").textContent);

// The village in which the point lies; what somebody has chosen by hand stays where it lies in none.
function chooseVillage(point) {
  const found = areas.features.find(({ geometry }) =>
    (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).some(([ring]) => holds(ring, point)),
  );
  if (found) form.elements.place.value = found.properties.code;
}

// An outline crossed an odd number of times on the way to the right lies around the point.
function holds(ring, [x, y]) {
  const crossed = ring.filter(([x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length];
    return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  });
  return crossed.length % 2 === 1;
}

function mark(at) {
  if (!marker) {
    marker = new library.Marker({ draggable: true, color: "#b4321f" });
    marker.on("dragend", () => {
      const { lng, lat } = marker.getLngLat();
      place(form, { lon: lng, lat });
    });
  }
  marker.setLngLat(at).addTo(map);
  map.easeTo({ center: at, duration: 0 });
}

const opener = form.querySelector("[data-map-open]");
opener.addEventListener("click", () => (holder.hidden ? show() : hide()));

function hide() {
  holder.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

// False without a signal, where the map's library was not kept: the village list does without.
async function show() {
  holder.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  if (map) return true;
  try {
    library ??= await import(script.library);
  } catch {
    hide();
    return false;
  }
  if (!map) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: script.style }));
    library.setWorkerUrl(script.worker);
    open();
  }
  return true;
}

function open() {
  const bounds = new library.LngLatBounds();
  areas.features.forEach(({ geometry }) =>
    geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2).forEach((point) => bounds.extend(point)),
  );
  map = new library.Map({
    container: holder,
    bounds: bounds.isEmpty() ? undefined : bounds,
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    style: {
      version: 8,
      sources: { areas: { type: "geojson", data: areas } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": "#e9efe8" } },
        {
          id: "areas",
          type: "fill",
          source: "areas",
          paint: { "fill-color": "#dcebe3", "fill-outline-color": "#17604f" },
        },
      ],
    },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  const labels = areas.features.map((area) => {
    const box = new library.LngLatBounds();
    area.geometry.coordinates.flat(area.geometry.type === "Polygon" ? 1 : 2).forEach((point) => box.extend(point));
    return new library.Marker({
      element: Object.assign(document.createElement("span"), {
        className: "map-label",
        textContent: area.properties.title,
      }),
    })
      .setLngLat(box.getCenter())
      .addTo(map);
  });
  map.on("moveend", () => untangle(labels));
  map.on("load", () => untangle(labels));
  map.on("click", ({ lngLat }) => place(form, { lon: lngLat.lng, lat: lngLat.lat }));
  if (isPlaced()) mark([Number(form.elements.lon.value), Number(form.elements.lat.value)]);
}
