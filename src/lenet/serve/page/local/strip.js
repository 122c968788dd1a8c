// A line of writing -> the strip that a network sweeps: 32 rows, digits about 20 rows high. As
// lenet/reading/strips/strip.py, for a line that does not fall.

import { fullDepth } from "./ink.js";
import { blurred, components, mapped, plane, rounded } from "./planes.js";

const [ROWS, DIGIT_ROWS, STRETCH, MARGIN, FULL, COLUMNS_AT_MOST] = [32, 20, 1.3, 16, 1.2, 4096];
const SHARP = 0.7; // what is made smaller than this is blurred first
const [SMALLEST_LINE, LEAST_HEIGHT] = [2, 4]; // rows

/** The strip of cleaned ink: { levels, columnOf }, a plane of bytes and the picture's column of its own; null without a line. */
export function stripOf({ depth, mask }) {
  const [top, bottom] = digitsExtent(components(mask).measures.slice(1));
  if (bottom - top < SMALLEST_LINE) return null;
  const down = DIGIT_ROWS / Math.max(bottom - top, LEAST_HEIGHT);
  const across = Math.min(down * STRETCH, (COLUMNS_AT_MOST - 2 * MARGIN) / depth.columns);
  const full = Math.fround(fullDepth(depth, mask) * FULL);
  let ink = mapped(depth, (value) => Math.min(1, Math.max(0, value / full)));
  if (down < SHARP) ink = blurred(ink, 0.35 / down);
  const shift = ROWS / 2 - ((top + bottom) / 2) * down;
  const levels = plane(ROWS, Math.max(ROWS, rounded(depth.columns * across) + 2 * MARGIN), null);
  levels.values = new Uint8Array(ROWS * levels.columns);
  for (let y = 0; y < ROWS; y += 1)
    for (let x = 0; x < levels.columns; x += 1)
      levels.values[y * levels.columns + x] = rounded(255 * between(ink, (y - shift) / down, (x - MARGIN) / across));
  return { levels, columnOf: (column) => (column - MARGIN) / across };
}

/** The value between four pixels; outside is paper. */
function between({ rows, columns, values }, row, column) {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const at = (y, x) => (y < 0 || x < 0 || y >= rows || x >= columns ? 0 : values[y * columns + x]);
  const [low, right] = [row - top, column - left];
  const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
  return upper * (1 - low) + (at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right) * low;
}

/** Between which rows the digits stand: the median top and bottom of the higher components, weighted by their widths. */
function digitsExtent(measures) {
  if (!measures.length) return [0, 0];
  const widths = (some) => some.map(({ width }) => width);
  const typical = weightedMedian(measures.map(({ height }) => height), widths(measures), 0.6);
  const high = measures.filter(({ height }) => height >= 0.5 * typical);
  const median = (edges) => weightedMedian(edges, widths(high), 0.5);
  return [median(high.map(({ top }) => top)), median(high.map(({ top, height }) => top + height))];
}

/** The least of the values up to which the weights make a share of their sum. */
function weightedMedian(values, weights, share) {
  const order = [...values.keys()].sort((one, other) => values[one] - values[other]);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return values[order.find((place) => (sum += weights[place]) >= share * all)];
}
