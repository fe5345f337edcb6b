// A grid drawn by hand: click its corners, close it, and its GeoJSON stands in the field below.
const holder = document.getElementById("draw");
const says = holder.querySelector("[data-draw-says]");
const field = document.querySelector("[data-draw-into]");
const spec = JSON.parse(document.getElementById(holder.dataset.village).textContent);
const areas = spec.layers.flatMap((layer) => layer.features.features);
const maplibre = await import(holder.dataset.library);
maplibre.setWorkerUrl(holder.dataset.worker);
let corners = [];

function bounds() {
  const held = new maplibre.LngLatBounds();
  const every = (one) => (typeof one[0] === "number" ? held.extend(one) : one.forEach(every));
  areas.forEach((area) => every(area.geometry.coordinates));
  return held.isEmpty() ? undefined : held;
}

holder.hidden = false;
const map = new maplibre.Map({
  container: holder.querySelector("[data-draw-map]"),
  bounds: bounds(),
  center: [116.8, 39.7],
  zoom: 11,
  fitBoundsOptions: { padding: 28 },
  attributionControl: false,
  style: {
    version: 8,
    sources: {
      areas: { type: "geojson", data: { type: "FeatureCollection", features: areas } },
      drawn: { type: "geojson", data: drawn() },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#e9efe8" } },
      {
        id: "areas",
        type: "fill",
        source: "areas",
        paint: { "fill-color": "#dcebe3", "fill-outline-color": "#17604f" },
      },
      { id: "line", type: "line", source: "drawn", paint: { "line-color": "#b4321f", "line-width": 2.5 } },
      {
        id: "corner",
        type: "circle",
        source: "drawn",
        filter: ["==", "$type", "Point"],
        paint: {
          "circle-color": "#b4321f",
          "circle-radius": 5,
          "circle-stroke-color": "#fff",
          "circle-stroke-width": 1.5,
        },
      },
    ],
  },
});
map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");

function drawn() {
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  const features = corners.map((corner) => feature("Point", corner));
  if (corners.length > 1) features.push(feature("LineString", corners));
  return { type: "FeatureCollection", features };
}

function show() {
  map.getSource("drawn").setData(drawn());
  says.textContent = `${says.dataset.n}${corners.length}`;
}

map.on("click", ({ lngLat }) => {
  corners.push([Number(lngLat.lng.toFixed(7)), Number(lngLat.lat.toFixed(7))]);
  show();
});
holder.querySelector("[data-draw-undo]").addEventListener("click", () => {
  corners.pop();
  show();
});
holder.querySelector("[data-draw-close]").addEventListener("click", () => {
  if (corners.length < 3) return;
  field.value = JSON.stringify({ type: "Polygon", coordinates: [[...corners, corners[0]]] });
  field.dispatchEvent(new Event("input", { bubbles: true }));
  corners = [];
  show();
  says.textContent = says.dataset.done;
  document.getElementById("id_name").focus();
});
