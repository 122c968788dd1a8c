// Curves, as SVG: the answer's along a slider, and a training's over its epochs.

import { draw, number } from "./elements.js";

const path = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");

const SPAN = 100; // of a slider's curve, stretched to the slider
const TOP = 12; // above it is the paper's claim
const LOW = 58;

/**
 * How probable the expected class is along a change; `share(value)` is where on the slider a value is,
 * 0 to 1. Where something else is read it is shaded.
 */
export function changeCurve({ values, answers, scores, claim }, expected, share, now) {
  const x = (value) => SPAN * share(value);
  const y = (score) => LOW - (LOW - TOP) * (score ?? 0);
  const wrong = values.flatMap((value, at) => {
    if (answers[at] === expected) return [];
    const from = at ? (x(values[at - 1]) + x(value)) / 2 : 0;
    const to = at + 1 < values.length ? (x(value) + x(values[at + 1])) / 2 : SPAN;
    return [draw("rect", { class: "wrong", x: from, y: TOP, width: to - from, height: LOW - TOP })];
  });
  return draw(
    "svg",
    { class: "curve", viewBox: `0 0 ${SPAN} ${LOW + 2}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...wrong,
    draw("path", { class: "base", d: `M0 ${LOW}H${SPAN}` }),
    claim && draw("path", { class: "claim", d: `M${x(claim.low)} ${TOP - 3}v-5H${x(claim.high)}v5` }),
    draw("path", { class: "right", d: path(values.map((value, at) => [x(value), y(scores[at])])) }),
    draw("path", { class: "now", d: `M${x(now)} ${TOP}V${LOW}` }),
  );
}

/** From where to where around `still` the expected class is read: [low, high], null where it never breaks. */
export function breaks({ values, answers, still }, expected) {
  const middle = values.indexOf(still);
  if (answers[middle] !== expected) return null;
  const isWrong = (at) => answers[at] !== expected;
  let [low, high] = [middle, middle];
  while (low >= 0 && !isWrong(low)) low -= 1;
  while (high < values.length && !isWrong(high)) high += 1;
  return [values[low] ?? null, values[high] ?? null];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [360, 210, 40, 24];

/**
 * Curves over epochs: series of { name, kind, values }, on a logarithmic scale. `running` are points
 * [epochs, value] within the epoch under way.
 */
export function epochCurves(series, epochs, label, running = []) {
  const all = [...series.flatMap(({ values }) => values), ...running.map(([, value]) => value)].filter((value) => value > 0);
  if (!all.length) return draw("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${label}: nothing yet` }, ...axes(epochs, []));
  const [low, high] = [Math.min(...all) / 1.25, Math.max(...all) * 1.25];
  const y = (value) => 8 + (HEIGHT - BOTTOM - 8) * (1 - Math.log(Math.max(value, low) / low) / Math.log(high / low));
  const x = (epoch) => LEFT + (WIDTH - LEFT - 62) * (epoch / epochs); // where the epoch ends
  const lines = series.flatMap(({ name, kind, values }) => {
    const points = values.flatMap((value, at) => (value > 0 ? [[x(at + 1), y(value)]] : []));
    if (!points.length) return [];
    const [endX, endY] = points.at(-1);
    return [
      draw("path", { class: `line ${kind}`, d: path(points) }),
      draw("circle", { class: kind, cx: endX, cy: endY, r: 2.6 }),
      draw("text", { class: kind, x: endX + 7, y: endY + 4 }, name),
    ];
  });
  apart(lines.filter((one) => one.tagName === "text"));
  const said = series.map(({ name, values }) => `${name} ${number(values.at(-1) ?? null, 4)}`).join(", ");
  return draw(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${label} after ${series[0].values.length} epochs: ${said}` },
    ...axes(epochs, ticks(low, high).map((value) => [value, y(value)]), x),
    draw("path", { class: "line first running", d: path(running.filter(([, value]) => value > 0).map(([epoch, value]) => [x(epoch), y(value)])) }),
    ...lines,
  );
}

/** Two names that would stand on one another. */
function apart(names) {
  if (names.length < 2) return;
  const [one, other] = [...names].sort((first, second) => first.getAttribute("y") - second.getAttribute("y"));
  const missing = 13 - (other.getAttribute("y") - one.getAttribute("y"));
  if (missing <= 0) return;
  one.setAttribute("y", Number(one.getAttribute("y")) - missing / 2);
  other.setAttribute("y", Number(other.getAttribute("y")) + missing / 2);
}

function ticks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1)
    for (const first of [1, 2, 5]) found.push(first * 10 ** power);
  return found.filter((value) => value >= low && value <= high);
}

function axes(epochs, values, x) {
  const base = HEIGHT - BOTTOM;
  const rows = values.flatMap(([value, y]) => [
    draw("path", { class: "grid", d: `M${LEFT} ${y}H${WIDTH - 62}` }),
    draw("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, String(Number(value.toPrecision(2)))),
  ]);
  const names = x ? [...new Set([1, epochs])].map((epoch) => draw("text", { x: x(epoch), y: HEIGHT - 6, "text-anchor": "middle" }, epoch === 1 && epochs > 1 ? "epoch 1" : `${epoch}`)) : [];
  return [draw("path", { class: "grid", d: `M${LEFT} ${base}H${WIDTH - 62}` }), ...rows, ...names];
}
