// Arrays as pictures. Ink is black of so much opacity; the style sheet inverts it in the dark.

import { make } from "./elements.js";

const INK = [29, 28, 26];
const MORE = [47, 102, 144]; // a kernel's positive weights
const LESS = [184, 63, 39]; // and its negative ones

/** Rows [H][W] as an image; shade(value) is a colour and its opacity, 0 to 1. */
function imageOf(rows, shade) {
  const height = rows.length;
  const width = rows[0].length;
  const image = new ImageData(width, height);
  const { data } = image; // of bytes, which round and clamp what they are given
  let place = 0;
  for (const row of rows) {
    for (const value of row) {
      const [colour, opacity] = shade(value);
      data[place] = colour[0];
      data[place + 1] = colour[1];
      data[place + 2] = colour[2];
      data[place + 3] = 255 * opacity;
      place += 4;
    }
  }
  return image;
}

/** How values become ink: from -most to most when some are negative, else from 0. */
export function inkOf(most, negative) {
  return negative ? (value) => [INK, (value / most + 1) / 2] : (value) => [INK, value / most];
}

/** How values become ink, the least none and the most black. */
export const inkBetween = (low, high) => (value) => [INK, (value - low) / Math.max(1e-6, high - low)];

/** How weights become colours: blue above 0, red below. */
export const weightsOf = (most) => (value) => [value < 0 ? LESS : MORE, Math.abs(value) / most];

/** A canvas of rows [H][W], each pixel so large; kind "ink" or "signed". */
export function picture(rows, shade, zoom, kind = "ink", label = "") {
  const canvas = make("canvas", { class: kind, role: label ? "img" : "presentation", "aria-label": label || null });
  paint(canvas, rows, shade, zoom);
  return canvas;
}

/** Paint rows [H][W] onto a canvas of its own. */
export function paint(canvas, rows, shade, zoom) {
  const image = imageOf(rows, shade);
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.style.width = sized(image.width, zoom);
  canvas.style.height = sized(image.height, zoom);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** So many pixels, each so large where type is 16 px high; it grows with the type, each of them to whole pixels. */
const sized = (count, zoom) => (Number.isInteger(zoom) ? `round(${(count * zoom) / 16}rem, ${count}px)` : `${(count * zoom) / 16}rem`);

const scratch = document.createElement("canvas");
const scratched = scratch.getContext("2d", { willReadFrequently: true });

/** Paint maps [H][W] of one size into a context, each with its corner(at) and so much larger. */
export function paintMaps(context, maps, shade, corner, zoom) {
  const [rows, columns] = [maps[0].length, maps[0][0].length];
  const image = imageOf(maps.flat(), shade); // one below the other
  if (scratch.width < image.width || scratch.height < image.height) {
    scratch.width = Math.max(scratch.width, image.width);
    scratch.height = Math.max(scratch.height, image.height);
  }
  scratched.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  maps.forEach((_, at) => {
    const [x, y] = corner(at);
    context.drawImage(scratch, 0, at * rows, columns, rows, x, y, columns * zoom, rows * zoom);
  });
}

/** Paint units, each a square of so many pixels. */
export function paintUnits(context, values, shade, corner, side) {
  values.forEach((value, at) => {
    const [colour, opacity] = shade(value);
    context.fillStyle = `rgba(${colour}, ${Math.min(1, Math.max(0, opacity))})`;
    context.fillRect(...corner(at), side, side);
  });
}

/** A vector as rows of so many. */
export function rowsOf(values, across) {
  const rows = [];
  for (let start = 0; start < values.length; start += across) rows.push(values.slice(start, start + across));
  return rows;
}

/** The rows [H][W] of bytes in base64. */
export const fromBase64 = (text, across) => rowsOf(Array.from(atob(text), (one) => one.charCodeAt(0)), across);

/** A digit image of bytes, 0 paper to 255 ink. */
export const digit = (rows, zoom, label) => picture(rows, inkOf(255, false), zoom, "ink", label);

/** Levels of grey [H][W], 0 black to 255 white, as a picture that is told without delay: PGM. */
export function pgmOf(rows) {
  const head = new TextEncoder().encode(`P5 ${rows[0].length} ${rows.length} 255\n`);
  return new Blob([head, Uint8Array.from(rows.flat())], { type: "image/x-portable-graymap" });
}

/** The same of a context's pixels, of which the red is taken. */
export function pgmOfPixels({ data, width, height }) {
  const head = new TextEncoder().encode(`P5 ${width} ${height} 255\n`);
  const levels = new Uint8Array(width * height);
  for (let at = 0; at < levels.length; at += 1) levels[at] = data[4 * at];
  return new Blob([head, levels], { type: "image/x-portable-graymap" });
}
