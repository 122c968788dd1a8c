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
  let place = 0;
  for (const row of rows) {
    for (const value of row) {
      const [[red, green, blue], opacity] = shade(value);
      image.data.set([red, green, blue, Math.round(255 * Math.min(1, Math.max(0, opacity)))], place);
      place += 4;
    }
  }
  return image;
}

/** How values become ink: from -most to most when some are negative, else from 0. */
export function inkOf(most, negative) {
  return negative ? (value) => [INK, (value / most + 1) / 2] : (value) => [INK, value / most];
}

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
  canvas.style.width = `${image.width * zoom}px`;
  canvas.style.height = `${image.height * zoom}px`;
  canvas.getContext("2d").putImageData(image, 0, 0);
}

const scratch = document.createElement("canvas");

/** Paint rows [H][W] into a part of a context. */
export function paintInto(context, rows, shade, x, y, width, height) {
  const image = imageOf(rows, shade);
  scratch.width = image.width;
  scratch.height = image.height;
  scratch.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, x, y, width, height);
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

/** Digit images as MNIST has them, light on dark, as a PNG that the service takes as it stands. */
export async function pngOf(rows) {
  const canvas = document.createElement("canvas");
  canvas.width = rows[0].length;
  canvas.height = rows.length;
  const image = new ImageData(canvas.width, canvas.height);
  rows.flat().forEach((value, place) => image.data.set([value, value, value, 255], 4 * place));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
