// Drawings and digit images as short texts that can stand in an address, and back without loss.
//
// ink    { width, height, strokes }: the board's size, and of each stroke its points [x, y, thickness],
//        all in quarters of the board's pixels
// image  rows [28][28] of bytes, 0 paper to 255 ink
//
// A text is the format's version, then bytes in base64 of the URL alphabet. What is packed is a row of
// whole numbers, each in as many bytes as it needs; of points the differences, which are small.

export const FINE = 4; // parts of a pixel that a board tells apart

const VERSION = "1";
const SIDE = 28;
const LARGEST_BOARD = 2000; // pixels a side
const FARTHEST = 4 * LARGEST_BOARD; // pixels from a board's corner: a stroke may leave it
const THICKEST = 100;
const MOST_STROKES = 300;
const MOST_POINTS = 8000;

/** The text of what is drawn; null when it is more than a text may hold. */
export function packInk({ width, height, strokes }) {
  const points = strokes.reduce((all, stroke) => all + stroke.length, 0);
  if (strokes.length > MOST_STROKES || points > MOST_POINTS) return null;
  const bytes = [];
  const put = (value) => putNumber(bytes, value);
  const differ = (value) => put(value < 0 ? -2 * value - 1 : 2 * value);
  put(width);
  put(height);
  let before = [0, 0, 0];
  for (const stroke of strokes) {
    const fine = stroke.map((point) => point.map((value) => Math.round(FINE * value)));
    const isEven = fine.every(([, , thick]) => thick === fine[0][2]); // of one thickness, as a mouse draws
    put(2 * fine.length + (isEven ? 1 : 0));
    fine.forEach((point, at) => {
      const told = isEven && at > 0 ? 2 : 3;
      for (let one = 0; one < told; one += 1) differ(point[one] - before[one]);
      before = point;
    });
  }
  return textOf(bytes);
}

/** What a text has drawn; null for a text that `packInk` does not write. */
export function unpackInk(text) {
  const numbers = numbersOf(text);
  if (!numbers) return null;
  let at = 0;
  const take = () => numbers[at++] ?? NaN;
  const differ = () => {
    const value = take();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const [width, height] = [take(), take()];
  if (!(width >= 1 && height >= 1 && Math.max(width, height) <= LARGEST_BOARD)) return null;
  const strokes = [];
  let points = 0;
  let before = [0, 0, 0];
  while (at < numbers.length) {
    const head = take();
    const [count, isEven] = [head >> 1, head % 2 === 1];
    points += count;
    if (count < 1 || points > MOST_POINTS || strokes.length >= MOST_STROKES) return null;
    const stroke = [];
    for (let point = 0; point < count; point += 1) {
      const [x, y] = [before[0] + differ(), before[1] + differ()];
      const thick = isEven && point > 0 ? before[2] : before[2] + differ();
      if (!isPoint(x, y, thick)) return null;
      before = [x, y, thick];
      stroke.push(before.map((value) => value / FINE));
    }
    strokes.push(stroke);
  }
  return { width, height, strokes };
}

/** Whether a board can have such a point; false where a number is missing. */
const isPoint = (x, y, thick) => Math.max(Math.abs(x), Math.abs(y)) <= FINE * FARTHEST && thick > 0 && thick <= FINE * THICKEST;

/** The text of a digit image: paper as how many pixels of it there are, ink as it is. */
export function packImage(image) {
  const bytes = [];
  const values = image.flat();
  for (let at = 0; at < values.length; at += 1) {
    bytes.push(values[at]);
    if (values[at]) continue;
    let paper = 1;
    while (paper < 256 && values[at + paper] === 0) paper += 1;
    bytes.push(paper - 1);
    at += paper - 1;
  }
  return textOf(bytes);
}

/** The digit image of a text; null for a text that has none. */
export function unpackImage(text) {
  const bytes = bytesOf(text);
  if (!bytes) return null;
  const values = [];
  for (let at = 0; at < bytes.length && values.length <= SIDE * SIDE; at += 1) {
    if (bytes[at]) values.push(bytes[at]);
    else for (let paper = bytes[(at += 1)] ?? SIDE * SIDE; paper >= 0; paper -= 1) values.push(0);
  }
  if (values.length !== SIDE * SIDE) return null;
  return Array.from({ length: SIDE }, (_, row) => values.slice(SIDE * row, SIDE * (row + 1)));
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function putNumber(bytes, value) {
  let left = value;
  while (left > 127) {
    bytes.push((left & 127) | 128);
    left >>>= 7;
  }
  bytes.push(left);
}

function numbersOf(text) {
  const bytes = bytesOf(text);
  if (!bytes) return null;
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const byte of bytes) {
    value |= (byte & 127) << shift;
    shift += 7;
    if (shift > 21 && byte > 127) return null; // no number of a drawing has so many bits
    if (byte > 127) continue;
    numbers.push(value);
    [value, shift] = [0, 0];
  }
  return shift ? null : numbers;
}

const textOf = (bytes) => VERSION + btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function bytesOf(text) {
  if (text[0] !== VERSION || !/^[\w-]*$/.test(text)) return null;
  try {
    return Array.from(atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  } catch {
    return null; // its length is that of no base64
  }
}
