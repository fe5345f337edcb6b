// [data-map="id"] is drawn from <script type="application/json" id="id">; see the tag {% town_map %}.
// Labels are HTML markers, so no glyphs are fetched; without data-tiles nothing leaves this server.
import { untangle } from "./untangle.js";

const script = document.getElementById("map-script").dataset;
const maplibre = await import(script.library);
maplibre.setWorkerUrl(script.worker);

const tokens = getComputedStyle(document.documentElement);
const token = (name) => tokens.getPropertyValue(`--${name}`).trim();
const TONES = ["primary", "calm", "info", "soon-vivid", "late", "paused"];
const toneColour = [
  "match",
  ["get", "tone"],
  ...TONES.flatMap((tone) => [tone.replace("-vivid", ""), token(tone)]),
  token("primary"),
];
const FILL = ["#dcebe3", "#1f7a63"];

const LOCALE = !document.documentElement.lang.startsWith("zh")
  ? {}
  : {
      "NavigationControl.ZoomIn": "放大",
      "NavigationControl.ZoomOut": "缩小",
      "CooperativeGesturesHandler.MobileHelpText": "用两个手指移动地图",
    };

function style(element) {
  const tiles = element.dataset.tiles;
  const background = { id: "background", type: "background", paint: { "background-color": "#e9efe8" } };
  if (!tiles) return { version: 8, sources: {}, layers: [background] };
  const source = { type: "raster", tiles: [tiles], tileSize: 256, attribution: element.dataset.credit };
  return {
    version: 8,
    sources: { tiles: source },
    layers: [background, { id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.6 } }],
  };
}

const paint = {
  area: (id, most, tiled) => [
    {
      id,
      type: "fill",
      source: id,
      paint: {
        "fill-color": [
          "case",
          ["has", "tone"],
          toneColour,
          ["interpolate", ["linear"], ["coalesce", ["get", "count"], 0], 0, FILL[0], most, FILL[1]],
        ],
        "fill-opacity": tiled ? 0.45 : 0.85,
      },
    },
    { id: `${id}-edge`, type: "line", source: id, paint: { "line-color": token("primary-strong"), "line-width": 1.2 } },
  ],
  line: (id) => [{ id, type: "line", source: id, paint: { "line-color": toneColour, "line-width": 3 } }],
  point: (id) => [
    {
      id,
      type: "circle",
      source: id,
      paint: {
        "circle-color": toneColour,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 4, 15, 9],
        "circle-stroke-color": "#fff",
        "circle-stroke-width": 1.5,
      },
    },
  ],
};

function everyPoint(coordinates, found = []) {
  if (typeof coordinates[0] === "number") found.push(coordinates);
  else coordinates.forEach((inner) => everyPoint(inner, found));
  return found;
}

function boundsOf(features) {
  const bounds = new maplibre.LngLatBounds();
  features.forEach((feature) => everyPoint(feature.geometry.coordinates).forEach((point) => bounds.extend(point)));
  return bounds;
}

function label(map, feature) {
  const { title, count, url, label_at: at } = feature.properties;
  const element = document.createElement(url ? "a" : "span");
  element.className = "map-label";
  element.textContent = title;
  if (url) element.href = url;
  if (count != null) element.append(Object.assign(document.createElement("b"), { textContent: count }));
  return new maplibre.Marker({ element }).setLngLat(at ?? boundsOf([feature]).getCenter()).addTo(map);
}

function listen(map, id) {
  const popup = new maplibre.Popup({ closeButton: false, closeOnClick: false, offset: 10 });
  map.on("mousemove", id, ({ features: [{ properties }], lngLat }) => {
    map.getCanvas().style.setProperty("cursor", properties.url ? "pointer" : "");
    popup
      .setLngLat(lngLat)
      .setText([properties.title, properties.count].filter((part) => part != null).join(" "))
      .addTo(map);
  });
  map.on("mouseleave", id, () => {
    map.getCanvas().style.removeProperty("cursor");
    popup.remove();
  });
}

function draw(element) {
  const spec = JSON.parse(document.getElementById(element.dataset.map).textContent);
  const features = spec.layers.flatMap((layer) => layer.features.features);
  const bounds = features.length ? boundsOf(features) : undefined;
  const map = new maplibre.Map({
    container: element,
    style: style(element),
    bounds,
    fitBoundsOptions: { padding: 28 },
    attributionControl: element.dataset.tiles ? {} : false,
    // A thumb that scrolls the page must not be caught by the map.
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    locale: LOCALE,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => {
    const ids = spec.layers.map((layer, row) => addLayer(map, layer, `layer-${row}`, Boolean(element.dataset.tiles)));
    map.on("click", ({ point }) => {
      const hit = map.queryRenderedFeatures(point, { layers: ids })[0];
      if (hit?.properties.url) location.assign(hit.properties.url);
    });
    const labelled = spec.layers.filter((layer) => layer.kind === "area").flatMap((layer) => layer.features.features);
    const markers = labelled
      .sort((a, b) => (b.properties.count ?? 0) - (a.properties.count ?? 0))
      .map((feature) => label(map, feature));
    const again = () => untangle(markers);
    map.on("moveend", again);
    again();
  });
}

function addLayer(map, layer, id, tiled) {
  map.addSource(id, { type: "geojson", data: layer.features });
  const most = Math.max(1, ...layer.features.features.map((feature) => feature.properties.count ?? 0));
  paint[layer.kind](id, most, tiled).forEach((one) => map.addLayer(one));
  listen(map, id);
  return id;
}

document.querySelectorAll("[data-map]").forEach(draw);
