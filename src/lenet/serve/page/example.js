// What stands on a board until it is touched: digits that a hand wrote, stroke by stroke.

import { HAND, HEIGHT } from "./hand.js";

const POINT = 50; // milliseconds of a point of the pen
const APART = 18; // hundredths of the height, between two digits

const allPoints = (strokes) => strokes.reduce((all, stroke) => all + stroke.length, 0);

/** The strokes of digits, so high, in the middle of a board. */
export function written(text, { width, height, stroke: thick }, high) {
  const scale = high / HEIGHT;
  let right = 0;
  const strokes = [...text].flatMap((digit) => {
    const left = right;
    right = left + widthOf(HAND[digit]) + APART;
    return HAND[digit].map((stroke) => stroke.map(([x, y]) => [left + x, y]));
  });
  const [left, top] = [(width - scale * (right - APART)) / 2, (height - high) / 2];
  return strokes.map((stroke) => stroke.map(([x, y]) => [left + scale * x, top + scale * y, thick]));
}

const widthOf = (strokes) => Math.max(...strokes.flat().map(([x]) => x));

/** Write strokes on a board as a hand does, or at once where motion is not wanted. */
export function write(board, strokes) {
  const most = allPoints(strokes);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let begun = null;
  let shown = null;
  const step = (now) => {
    if (shown && board.strokes !== shown) return; // somebody else's by now
    begun ??= now;
    const points = isStill ? most : Math.min(most, (now - begun) / POINT);
    shown = upTo(strokes, 1 + points);
    board.lend(shown, points < most);
    if (points < most) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** As much of strokes as is written after so many points; the last is on its way. */
export function upTo(strokes, points) {
  const found = [];
  let left = points;
  for (const stroke of strokes) {
    if (left <= 0) break;
    const whole = stroke.slice(0, Math.floor(left));
    const share = left - whole.length;
    if (share > 0 && whole.length && whole.length < stroke.length)
      whole.push(whole.at(-1).map((from, at) => from + share * (stroke[whole.length][at] - from)));
    if (whole.length) found.push(whole);
    left -= stroke.length;
  }
  return found;
}
