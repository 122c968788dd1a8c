// Flat arrays as the service's JSON has them: nested lists of numbers with five places.

const PLACES = 1e5;

const rounded = (value) => (Number.isFinite(value) ? Math.round(value * PLACES) / PLACES : null);

/** Nested lists of values [...shape], row by row; `make` rounds each. */
export function nested(values, shape, make = rounded, from = 0) {
  if (shape.length === 1) return Array.from(values.subarray(from, from + shape[0]), make);
  const [first, ...rest] = shape;
  const size = rest.reduce((all, side) => all * side, 1);
  return Array.from({ length: first }, (_, at) => nested(values, rest, make, from + at * size));
}

/** Values [...shape] with their axes in another order. */
export function turned(values, shape, axes) {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, side) => all * side, 1));
  const sides = axes.map((axis) => shape[axis]);
  const made = new values.constructor(values.length);
  const place = axes.map(() => 0);
  for (let at = 0; at < made.length; at += 1) {
    made[at] = values[place.reduce((sum, one, axis) => sum + one * steps[axes[axis]], 0)];
    for (let axis = axes.length - 1; axis >= 0 && (place[axis] += 1) === sides[axis]; axis -= 1) place[axis] = 0;
  }
  return { values: made, shape: sides };
}

/** The last axis first: a plane [row, column, channel] as [channel, row, column]. */
export const channelsFirst = (values, shape) => turned(values, shape, [shape.length - 1, ...shape.keys()].slice(0, shape.length));

/** A kernel [row, column, channel, filter] as [filter, channel, row, column], of a Dense layer [unit, input]. */
export const outputsFirst = (values, shape) => turned(values, shape, shape.length === 4 ? [3, 2, 0, 1] : [...shape.keys()].reverse());

/** The rows [H][W] of a plane of whole numbers. */
export const rowsOf = ({ rows, columns, values }) => nested(values, [rows, columns], (value) => value);

/** Bytes in base64. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 1) text += String.fromCharCode(bytes[at]);
  return btoa(text);
}

/** The place of the greatest value. */
export const best = (values) => values.reduce((place, value, at) => (value > values[place] ? at : place), 0);
