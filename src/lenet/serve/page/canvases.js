// A layer's canvases: its maps where its plan has them, and over them what is outlined.

import { cornerOf } from "./plan.js";
import { paintMaps, paintUnits, weightsOf } from "./pictures.js";

/** Paint a layer's maps, or its units. */
export function paintLayer(context, plan, maps, shade) {
  const corner = (map) => cornerOf(plan, map);
  if (plan.rows * plan.columns > 1) paintMaps(context, maps, shade, corner, plan.zoom);
  else paintUnits(context, maps.flat(2), shade, corner, plan.zoom);
  if (plan.gap) edge(context, plan);
}

/** Paint a layer's errors: blue what should be raised, red what should be lowered; of null where they will be. */
export function paintErrors(context, { plan, isCentres }, errors) {
  if (!errors) return edge(context, plan);
  const flat = errors.flat(2);
  const colour = weightsOf(Math.max(...flat.map(Math.abs)) || 1);
  const shade = (value) => colour(-value);
  if (!isCentres) return paintLayer(context, plan, errors, shade);
  const bitmaps = flat.map((value) => Array.from({ length: plan.rows }, () => Array(plan.columns).fill(value)));
  paintLayer(context, plan, bitmaps, shade);
}

/** What is not yet made of the map that is walked through, behind the unit. */
export function blank(context, plan, { map, row, column }) {
  const [x, y] = cornerOf(plan, map);
  const { zoom, rows, columns } = plan;
  context.clearRect(x + (column + 1) * zoom, y + row * zoom, (columns - column - 1) * zoom, zoom);
  context.clearRect(x, y + (row + 1) * zoom, columns * zoom, (rows - row - 1) * zoom);
  context.strokeStyle = "rgba(29, 28, 26, 0.4)";
  context.strokeRect(x + 0.5, y + 0.5, columns * zoom - 1, rows * zoom - 1);
}

/** Where each map ends, of white ones too. */
function edge(context, plan) {
  context.strokeStyle = "rgba(29, 28, 26, 0.15)";
  for (let map = 0; map < plan.count; map += 1) {
    const [x, y] = cornerOf(plan, map);
    context.strokeRect(x + 0.5, y + 0.5, plan.columns * plan.zoom - 1, plan.rows * plan.zoom - 1);
  }
}

/** A canvas's context, empty, in CSS pixels: so many of the screen's `fine` each. */
export function cleared(canvas, fine) {
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(fine, 0, 0, fine, 0, 0);
  return context;
}

/** A line around a window of a map. */
export function outline({ over, plan, fine }, map, { top, left, rows, columns }, thick) {
  const context = over.getContext("2d");
  const [x, y] = cornerOf(plan, map);
  context.setTransform(fine, 0, 0, fine, 0, 0);
  context.strokeStyle = "#d9482b";
  context.lineWidth = thick;
  const half = thick / 2;
  context.strokeRect(x + left * plan.zoom + half - 1, y + top * plan.zoom + half - 1, columns * plan.zoom - thick + 2, rows * plan.zoom - thick + 2);
}

/** A line around all maps. */
export function frame({ over, plan }) {
  const context = over.getContext("2d");
  context.strokeStyle = "#d9482b";
  context.lineWidth = 1.5;
  context.strokeRect(0.75, 0.75, plan.width - 1.5, plan.height - plan.below - 1.5);
}
