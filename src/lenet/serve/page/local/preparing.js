// A picture as the page sends it -> the digit image that a network takes, as lenet/digits/preparing.py.

import { cleaned } from "./ink.js";
import { SIDE, boxOf, corner, cut, framed, hasMnistForm, scaled } from "./mnist_steps.js";
import { mapped, plane, reduced, rounded } from "./planes.js";

const LEVEL = 257; // of 65535 in one of 255
const [SMALLEST_COPY, FINER, COARSER] = [84, 4, 2];
const [FINE_DIGIT, FINE_STROKE] = [40, 2];

/** The levels of a PGM picture, a Blob: plane of 0 black to 65535 white. */
export async function greyOf(picture) {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).match(/^P5 (\d+) (\d+) 255\n/);
  const [columns, rows] = head.slice(1).map(Number);
  return mapped(plane(rows, columns, bytes.subarray(head[0].length)), (level) => LEVEL * level);
}

/**
 * The digit in a picture: { size, ink, box, scaled, corner, image }; null without ink. Of a network
 * whose images have not MNIST's form (`centred` is false) every picture of 28x28 is taken as it stands.
 */
export function prepared(grey, centred) {
  const image = asItStands(grey, centred);
  return image ? standing(image) : found(grey);
}

function asItStands(grey, centred) {
  if (grey.rows !== SIDE || grey.columns !== SIDE) return null;
  if (!centred) return inkOf(grey);
  const levels = mapped(grey, (level) => level / LEVEL, Uint8Array);
  return hasMnistForm(levels) ? levels : null;
}

/** The ink of a picture of 28x28 that is taken as it stands, light on dark or dark on light. */
function inkOf(grey) {
  const { values } = grey;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return plane(SIDE, SIDE, new Uint8Array(SIDE * SIDE));
  const border = Array.from(values.filter((_, at) => at < SIDE || at >= SIDE * (SIDE - 1) || at % SIDE === 0 || at % SIDE === SIDE - 1)).sort((one, other) => one - other);
  let paper = (border[(border.length - 1) >> 1] + border[border.length >> 1]) / 2;
  if (paper === (low + high) / 2) paper = values.reduce((sum, value) => sum + value, 0) / values.length;
  const inverted = paper >= (low + high) / 2;
  return mapped(grey, (level) => (inverted ? 255 - level / LEVEL : level / LEVEL), Uint8Array);
}

function standing(image) {
  if (!image.values.some(Boolean)) return null;
  const ink = mapped(image, (level) => level / 255);
  return { size: [SIDE, SIDE], ink, box: { x: 0, y: 0, width: SIDE, height: SIDE }, scaled: null, corner: [0, 0], image };
}

function found(grey) {
  const { ink } = ofDigit(grey);
  const box = boxOf(ink);
  if (!box) return null;
  const within = scaled(cut(ink, box));
  return { size: [grey.columns, grey.rows], ink, box, scaled: within, corner: corner(within), image: framed(within) };
}

/** The ink of a picture of one digit; of a large one, in the smallest copy that will do. */
function ofDigit(grey) {
  for (let longest = SMALLEST_COPY; longest * COARSER <= Math.max(grey.rows, grey.columns); longest *= FINER) {
    const small = cleaned(reduced(grey, longest, true));
    const box = boxOf(small.ink);
    if (small.stroke >= FINE_STROKE && box && Math.max(box.width, box.height) >= FINE_DIGIT) return small;
  }
  return cleaned(grey);
}

/** Where in the picture the digit is: [x, y, width, height]. */
export function boxInPicture({ size, ink, box: { x, y, width, height } }) {
  return [x, y, width, height].map((length) => rounded((size[0] / ink.columns) * length));
}
