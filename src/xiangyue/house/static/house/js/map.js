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
  "neutral",
  "#e3e8e1",
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

// What lies under everything: the town's border, its water and its roads.
const GROUND = {
  town: { "line-color": token("ink"), "line-width": 1.6, "line-dasharray": [4, 2], "line-opacity": 0.55 },
  water: { "line-color": "#5b9bc4", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 2, 15, 9] },
  road: { "line-color": "#b98d3e", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 15, 5] },
};

function addGround(map, { name, features }) {
  const id = `ground-${name}`;
  map.addSource(id, { type: "geojson", data: features });
  if (name === "water")
    map.addLayer({
      id: `${id}-area`,
      type: "fill",
      source: id,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": "#9cc7e2" },
    });
  map.addLayer({ id, type: "line", source: id, layout: { "line-cap": "round" }, paint: GROUND[name] });
}

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
    fitBoundsOptions: { padding: element.clientWidth < 560 ? 12 : 28 },
    attributionControl: element.dataset.tiles ? {} : false,
    // A thumb that scrolls the page must not be caught by the map.
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    locale: LOCALE,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => {
    const [border, ...lines] = ["town", "water", "road"].map((name) => spec.ground?.filter((one) => one.name === name) ?? []);
    border.forEach((one) => addGround(map, one));
    const ids = spec.layers.map((layer, row) => addLayer(map, layer, `layer-${row}`, Boolean(element.dataset.tiles)));
    lines.flat().forEach((one) => addGround(map, one));
    if (spec.drawn_opens) frame(map, element, spec.drawn_opens);
    map.on("click", ({ point }) => {
      if (element.classList.contains("map-framing")) return;
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

// A frame drawn with finger or mouse opens what lies in it.
function frame(map, element, address) {
  const button = element.closest("figure").querySelector("[data-map-frame]");
  button.hidden = false;
  const set = (drawing) => {
    button.setAttribute("aria-pressed", String(drawing));
    element.classList.toggle("map-framing", drawing);
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && set(false));
  const canvas = map.getCanvasContainer();
  let box = null;
  canvas.addEventListener(
    "pointerdown",
    (event) => {
      if (!element.classList.contains("map-framing")) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      const from = at(element, event);
      box = { from, element: element.appendChild(Object.assign(document.createElement("div"), { className: "map-frame" })) };
      canvas.setPointerCapture(event.pointerId);
    },
    { capture: true },
  );
  canvas.addEventListener("pointermove", (event) => box && stretch(box, at(element, event)), { capture: true });
  canvas.addEventListener("pointerup", (event) => {
    if (!box) return;
    const corners = [box.from, at(element, event)].map((point) => map.unproject(point));
    box.element.remove();
    box = null;
    const [west, east] = corners.map(({ lng }) => lng).sort((a, b) => a - b);
    const [south, north] = corners.map(({ lat }) => lat).sort((a, b) => a - b);
    if (east - west > 1e-4) location.assign(address + [west, south, east, north].map((one) => one.toFixed(5)).join(","));
  });
}

const at = (element, { clientX, clientY }) => {
  const { left, top } = element.getBoundingClientRect();
  return [clientX - left, clientY - top];
};

function stretch({ from, element }, to) {
  const [left, right] = [from[0], to[0]].sort((a, b) => a - b);
  const [top, bottom] = [from[1], to[1]].sort((a, b) => a - b);
  Object.entries({ left, top, width: right - left, height: bottom - top }).forEach(([side, value]) =>
    element.style.setProperty(side, `${value}px`),
  );
}

function addLayer(map, layer, id, tiled) {
  map.addSource(id, { type: "geojson", data: layer.features });
  const most = Math.max(1, ...layer.features.features.map((feature) => feature.properties.count ?? 0));
  paint[layer.kind](id, most, tiled).forEach((one) => map.addLayer(one));
  listen(map, id);
  return id;
}

document.querySelectorAll("[data-map]").forEach(draw);
