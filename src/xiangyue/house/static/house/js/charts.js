// [data-chart="id"] is drawn from <script type="application/json" id="id">; see the tag {% chart %}.
const tokens = getComputedStyle(document.documentElement);
const token = (name) => tokens.getPropertyValue(`--${name}`).trim();
const SERIES = ["primary", "soon-vivid", "info", "paused", "late", "calm"].map(token);
const CALENDAR = ["#e6efe9", "#a9d2bd", "#63ac8c", "#2c7f64", token("primary-strong")];

const words = { fontFamily: token("font"), color: token("muted"), fontSize: 12 };
const axisLine = { lineStyle: { color: token("line-strong") } };

// richText: the HTML tooltip writes style attributes, which our content security policy refuses.
const tip = (more) => ({
  renderMode: "richText",
  confine: true,
  textStyle: { ...words, color: token("ink") },
  ...more,
});

function series(spec) {
  return spec.series.map((one) => ({
    name: one.name,
    data: one.data,
    type: spec.kind === "line" ? "line" : "bar",
    stack: spec.kind === "stacked" ? "all" : undefined,
    symbolSize: 6,
    barMaxWidth: 28,
    lineStyle: { width: 2.5, type: one.dashed ? "dashed" : "solid" },
    itemStyle: {
      ...(one.tone && { color: token(one.tone) }),
      ...(spec.kind === "stacked" && { borderColor: token("surface"), borderWidth: 1 }),
    },
    markLine:
      one.target == null
        ? undefined
        : { silent: true, symbol: "none", data: [{ yAxis: one.target }], lineStyle: { color: token("late") } },
  }));
}

function axes(spec, wide) {
  const category = {
    type: "category",
    data: spec.categories,
    axisLine,
    axisTick: { show: false },
    axisLabel: { ...words, hideOverlap: true },
  };
  const value = {
    type: "value",
    axisLabel: words,
    splitLine: { lineStyle: { color: token("line") } },
    minInterval: spec.whole ? 1 : undefined,
    min: spec.min,
    max: spec.max,
  };
  if (!spec.sideways) return { xAxis: category, yAxis: value };
  return {
    xAxis: value,
    yAxis: { ...category, inverse: true, axisLabel: { ...words, width: wide ? 160 : 96, overflow: "truncate" } },
  };
}

function cartesian(spec, wide) {
  const many = spec.series.length > 1;
  return {
    ...axes(spec, wide),
    grid: { left: 4, right: 12, top: many ? 36 : 12, bottom: 4, containLabel: true },
    legend: { show: many, top: 0, left: 0, type: "scroll", textStyle: words, itemWidth: 14, itemHeight: 8 },
    tooltip: tip({ trigger: "axis", axisPointer: { type: spec.kind === "line" ? "line" : "shadow" } }),
    series: series(spec),
  };
}

function calendar(spec, wide) {
  const days = spec.categories.map((day, row) => [day, spec.series[0].data[row]]);
  const range = [days[0][0], days.at(-1)[0]];
  return {
    tooltip: tip({ formatter: ({ value }) => `${value[0]}  ${value[1]}` }),
    visualMap: {
      min: 0,
      max: Math.max(...days.map(([, count]) => count), 1),
      show: false,
      inRange: { color: CALENDAR },
    },
    calendar: {
      range,
      orient: wide ? "horizontal" : "vertical",
      cellSize: ["auto", wide ? "auto" : 14],
      top: wide ? 28 : 40,
      left: 44,
      right: 8,
      bottom: 8,
      yearLabel: { show: false },
      dayLabel: { ...words, firstDay: 1, nameMap: lang() },
      monthLabel: { ...words, nameMap: lang() },
      splitLine: { lineStyle: { color: token("line-strong") } },
      itemStyle: { borderColor: token("surface"), borderWidth: 2, color: token("sunken") },
    },
    series: { type: "heatmap", coordinateSystem: "calendar", data: days },
  };
}

const lang = () => (document.documentElement.lang.startsWith("zh") ? "ZH" : "EN");

function option(spec, width) {
  const wide = width > 560;
  const drawn = spec.kind === "calendar" ? calendar(spec, wide) : cartesian(spec, wide);
  return { color: SERIES, textStyle: words, animation: false, ...drawn };
}

// spec.urls: one address for each category, opened from anywhere above it
function opens(drawing, spec) {
  const urlAt = ({ offsetX, offsetY }) => {
    if (!drawing.containPixel("grid", [offsetX, offsetY])) return undefined;
    return spec.urls[drawing.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY])[spec.sideways ? 1 : 0]];
  };
  const surface = drawing.getZr();
  surface.on("mousemove", (event) => surface.setCursorStyle(urlAt(event) ? "pointer" : "default"));
  surface.on("click", (event) => {
    const url = urlAt(event);
    if (url) location.assign(url);
  });
}

function draw(element) {
  const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  if (spec.kind === "calendar" && element.clientWidth <= 560) {
    // One row a week: the drawing grows downwards on a phone.
    element.style.setProperty("height", `${Math.ceil(spec.categories.length / 7) * 14 + 56}px`);
  }
  const drawing = echarts.init(element);
  const redraw = () => drawing.setOption(option(spec, element.clientWidth), true);
  redraw();
  if (spec.urls) opens(drawing, spec);
  new ResizeObserver(() => {
    drawing.resize();
    redraw();
  }).observe(element);
  addEventListener("beforeprint", () => drawing.resize());
}

const drawAll = (root) => root.querySelectorAll("[data-chart]:not([_echarts_instance_])").forEach(draw);
drawAll(document);
document.addEventListener("htmx:after:swap", () => drawAll(document));
