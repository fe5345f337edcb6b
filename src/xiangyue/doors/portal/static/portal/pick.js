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
form.addEventListener("placed", ({ detail }) => {
  if (detail && map) mark([detail.lon, detail.lat]);
  else marker?.remove();
});

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

form.querySelector("[data-map-open]").addEventListener("click", async ({ currentTarget }) => {
  holder.hidden = !holder.hidden;
  currentTarget.setAttribute("aria-expanded", String(!holder.hidden));
  if (holder.hidden || map) return;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: script.style });
  document.head.append(style);
  library = await import(script.library);
  library.setWorkerUrl(script.worker);
  open();
});

function open() {
  const areas = JSON.parse(document.getElementById("areas").textContent);
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
