// The steps that made MNIST's images, as lenet/digits/mnist_steps.py: ink of any size -> digit image.
//
// ink          plane, 1 for full ink, exactly 0 on paper
// digit image  plane of 28x28 bytes, 0 paper to 255 ink

import { plane } from "./planes.js";

export const SIDE = 28;
const [BOX, LEAST_SQUARE, PIXEL_REACH] = [20, 10, 0.99];
const [LEAST_PEAK, LEAST_BOX] = [250, BOX - 1];
const [NEAREST, FARTHEST] = [SIDE / 2 - 0.05, SIDE / 2 + 1.05];

/** The bounding box of ink: { x, y, width, height }; null without ink. */
export function boxOf({ rows, columns, values }) {
  let [left, top, right, bottom] = [columns, rows, -1, -1];
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1)
      if (values[y * columns + x]) [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  return right < 0 ? null : { x: left, y: top, width: right + 1 - left, height: bottom + 1 - top };
}

/** A part of a plane. */
export function cut({ columns, values }, { x, y, width, height }) {
  const made = plane(height, width, new values.constructor(height * width));
  for (let row = 0; row < height; row += 1) made.values.set(values.subarray((y + row) * columns + x, (y + row) * columns + x + width), row * width);
  return made;
}

/** The digit in ink, scaled to 20x20 bytes: all steps but the last. */
export function scaled(ink) {
  let square = centredSquare(cut(ink, boxOf(ink)));
  while (square.rows < BOX) square = doubled(square);
  return fullRange(resampled(square));
}

/** Padded to a square of side max(height, width, 10); an odd pixel is added behind. */
function centredSquare({ rows, columns, values }) {
  const side = Math.max(rows, columns, LEAST_SQUARE);
  const square = plane(side, side);
  const [top, left] = [(side - rows) >> 1, (side - columns) >> 1];
  for (let row = 0; row < rows; row += 1) square.values.set(values.subarray(row * columns, (row + 1) * columns), (top + row) * side + left);
  return square;
}

function doubled({ rows, values }) {
  const made = plane(2 * rows, 2 * rows);
  made.values.forEach((_, at) => (made.values[at] = values[(Math.floor(at / (2 * rows)) >> 1) * rows + ((at % (2 * rows)) >> 1)]));
  return made;
}

/** A square of side >= 20 resampled to 20x20 by area. */
function resampled({ rows: side, values }) {
  const shares = sharesOf(side);
  const half = new Float32Array(BOX * side);
  for (let y = 0; y < BOX; y += 1)
    for (let x = 0; x < side; x += 1) {
      let sum = 0;
      for (let at = 0; at < side; at += 1) sum += shares[y * side + at] * values[at * side + x];
      half[y * side + x] = sum;
    }
  const box = plane(BOX, BOX);
  for (let y = 0; y < BOX; y += 1)
    for (let x = 0; x < BOX; x += 1) {
      let sum = 0;
      for (let at = 0; at < side; at += 1) sum += half[y * side + at] * shares[x * side + at];
      box.values[y * BOX + x] = sum;
    }
  return box;
}

/** How much of each source pixel falls on each target pixel; one is measured to 0.99 of its width. */
function sharesOf(side) {
  const scale = BOX / side;
  const shares = new Float32Array(BOX * side);
  for (let source = 0; source < side; source += 1) {
    const start = scale * source;
    const end = start + PIXEL_REACH * scale;
    const first = Math.floor(start + 1e-11);
    const last = Math.ceil(end - 1e-11) - 1;
    shares[last * side + source] = end - last;
    shares[first * side + source] = first === last ? scale : first + 1 - start;
  }
  return shares;
}

/** The darkest pixel becomes 255; halves are rounded up. */
function fullRange({ rows, columns, values }) {
  const times = Math.fround(255 / values.reduce((most, value) => Math.max(most, value), 0));
  return plane(rows, columns, Uint8Array.from(values, (value) => Math.min(255, Math.floor(Math.fround(Math.fround(value * times) + 0.5)))));
}

/** Row and column of the centre of mass; the centre of pixel 0 is at 0.5. */
function barycentre({ columns, values }) {
  let [row, column, total] = [0, 0, 0];
  values.forEach((value, at) => {
    row += value * (Math.floor(at / columns) + 0.5);
    column += value * ((at % columns) + 0.5);
    total += value;
  });
  return [row / total, column / total];
}

/** Row and column of the corner of 20x20 in 28x28. */
export const corner = (box) => barycentre(box).map((place) => Math.trunc(15 - place) + 0);

/** 20x20 put into 28x28 at its corner; what falls outside is lost. */
export function framed(box) {
  const [top, left] = corner(box);
  const frame = plane(SIDE, SIDE, new Uint8Array(SIDE * SIDE));
  box.values.forEach((value, at) => {
    const [y, x] = [top + Math.floor(at / BOX), left + (at % BOX)];
    if (y >= 0 && x >= 0 && y < SIDE && x < SIDE) frame.values[y * SIDE + x] = value;
  });
  return frame;
}

/** Whether a picture of 28x28 levels has MNIST's own form: contrast, polarity and centring. */
export function hasMnistForm(image) {
  const box = boxOf(image);
  if (!box || image.values.every((value) => value < LEAST_PEAK)) return false;
  const longest = Math.max(box.width, box.height);
  return longest >= LEAST_BOX && longest <= BOX && barycentre(image).every((place) => place >= NEAREST && place <= FARTHEST);
}
