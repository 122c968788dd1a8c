// Grey -> ink, as lenet/pictures/ink/cleaning.py: polarity, uneven light, thresholds, specks. What a
// board cannot have is left out: dithering, ruled lines, tables, dashes, and neighbours cut by a crop.
//
// grey   plane of levels, 0 black to 65535 white
// depth  how much darker than the paper each pixel is: 0 paper, 1 black
// ink    exactly 0 where paper is, to 1 for full ink

import { blurred, chosen, components, enlarged, grown, mapped, meanAround, otsu, percentile, plane, reduced, strokeWidth } from "./planes.js";

const WHITE = 65535;
const SMALL = 640; // pixels of the longer side in which the paper is measured
const PAPER_WINDOW = 6; // strokes
const [LEAST_DEPTH, FAINTEST, ABOVE_NOISE, CLEAREST_NOISE] = [0.1, 0.03, 10, 1.7];
const TEXTURE = 0.12;
const DARKEST_PAPER = 0.05;
const [WEAK, STRONG] = [0.9, 1.4];
const [BLUR, LEAST_BLUR, MOST_BLUR] = [0.15, 0.7, 3];
const FULL_INK = 60;
const SPECK = 0.4;

/** The ink of a picture and the steps to it: { ink, mask, depth, stroke }; without ink all 0. */
export function cleaned(grey) {
  const white = Math.max(greatest(grey.values), Math.floor(WHITE / 50));
  const share = Math.fround(1 / white);
  let brightness = mapped(grey, (level) => level * share);
  if (lightOnDark(brightness)) brightness = mapped(brightness, (value) => 1 - value);
  const { paper, stroke } = paperBrightness(brightness);
  const depth = mapped(paper, (value, at) => (value - brightness.values[at]) / Math.max(value, DARKEST_PAPER));
  const found = binarised(depth, stroke);
  const wide = strokeWidth(found);
  const mask = chosen(found, components(found), ({ area }) => area >= speck(wide));
  return { ink: softInk(depth, mask, found), mask, depth, stroke: wide };
}

const greatest = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);
const least = (values) => values.reduce((most, value) => Math.min(most, value), Infinity);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const speck = (stroke) => Math.max(4, SPECK * stroke * stroke);

/** Whether the ink is lighter than the paper: brightness is skewed towards the ink. */
function lightOnDark(brightness) {
  const small = reduced(brightness, SMALL);
  const around = meanAround(small, Math.min(small.rows, small.columns));
  const away = small.values.map((value, at) => value - around.values[at]);
  const spread = mean(away.map((value) => value ** 2)) ** 1.5;
  const skewness = mean(away.map((value) => value ** 3)) / Math.max(spread, 1e-9);
  if (Math.abs(skewness) > 0.3) return skewness > 0;
  const { rows, columns, values } = small;
  const border = [...values.subarray(0, columns), ...values.subarray((rows - 1) * columns)];
  for (let row = 0; row < rows; row += 1) border.push(values[row * columns], values[(row + 1) * columns - 1]);
  border.sort((one, other) => one - other);
  const middle = (border[(border.length - 1) >> 1] + border[border.length >> 1]) / 2;
  return middle < (least(values) + greatest(values)) / 2;
}

/** The brightness of the paper at every pixel, and about how wide the strokes are. */
function paperBrightness(brightness) {
  const small = reduced(brightness, SMALL);
  const short = Math.min(small.rows, small.columns);
  let [paper, window, stroke] = [meanAround(small, short), short, 0];
  for (let round = 0; round < 2; round += 1) {
    const away = mapped(paper, (value, at) => value - small.values[at]);
    const threshold = otsu(away);
    const mask = mapped(away, (value) => (value > threshold ? 1 : 0), Uint8Array);
    stroke = strokeWidth(mask);
    window = Math.floor(Math.min(Math.max(PAPER_WINDOW * stroke, 9), window));
    const light = mapped(grown(mask), (one) => 1 - one);
    const lit = meanAround(mapped(small, (value, at) => value * light.values[at]), window);
    const [all, share] = [meanAround(small, window), meanAround(light, window)];
    const some = Math.fround(0.02); // where all is ink, the mean of everything
    paper = mapped(lit, (value, at) => (value + some * all.values[at]) / (share.values[at] + some));
  }
  const { rows, columns } = brightness;
  if (small !== brightness) paper = enlarged(paper, rows, columns);
  return { paper, stroke: (stroke * rows) / small.rows };
}

/** The mask of the ink: hysteresis about Otsu's threshold, without specks. */
function binarised(depth, stroke) {
  const smooth = blurred(depth, Math.min(Math.max(BLUR * stroke, LEAST_BLUR), MOST_BLUR));
  const nothing = plane(depth.rows, depth.columns, new Uint8Array(depth.values.length));
  let threshold = otsu(smooth);
  const above = () => mapped(smooth, (value) => (value > Math.fround(WEAK * threshold) ? 1 : 0), Uint8Array);
  let mask = above();
  const noise = unevenness(smooth.values);
  if (threshold < CLEAREST_NOISE * noise) return nothing;
  if (mean(mask.values) > TEXTURE * Math.max(1, strokeWidth(mask))) {
    threshold += otsu(mapped(smooth, (value) => value - Math.fround(threshold)));
    mask = above();
  }
  const darkest = percentile(smooth.values.filter((_, at) => mask.values[at]), 90);
  if (darkest < Math.min(Math.max(FAINTEST, ABOVE_NOISE * noise), LEAST_DEPTH)) return nothing;
  const found = components(mask);
  const strong = new Int32Array(found.measures.length);
  const bound = Math.fround(STRONG * threshold);
  found.labels.forEach((label, at) => (strong[label] += smooth.values[at] > bound ? 1 : 0));
  return chosen(mask, found, ({ area }, label) => area >= speck(stroke) && strong[label] >= Math.max(2, stroke));
}

/** The paper's noise: the root mean square of the depths below 0. */
function unevenness(depths) {
  const lighter = depths.filter((depth) => depth < 0);
  return lighter.length ? Math.sqrt(mean(lighter.map((depth) => depth ** 2))) : 0;
}

/** The depth of full ink; 1 where there is no ink. */
export function fullDepth(depth, mask) {
  const inked = depth.values.filter((_, at) => mask.values[at]);
  return inked.length ? Math.max(percentile(inked, FULL_INK), 1e-3) : 1;
}

/** The ink and its soft edge of one pixel. */
function softInk(depth, mask, found) {
  if (!mask.values.some(Boolean)) return plane(depth.rows, depth.columns);
  const full = Math.fround(fullDepth(depth, mask));
  const near = grown(mask);
  return mapped(depth, (value, at) => {
    const ink = Math.min(1, Math.max(0, Math.fround(value / full)));
    const removed = found.values[at] && !mask.values[at];
    return near.values[at] && !removed && ink >= 0.1 ? ink : 0;
  });
}
