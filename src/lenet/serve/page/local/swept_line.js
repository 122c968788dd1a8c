// A line of digits, swept once by the network of strips: as lenet/serve/answers/swept_line.py. The
// reader's other looks at it, its grammar and its calibration are not in the file.

import { base64, nested } from "./arrays.js";
import { likeliest, pathOf } from "./decoding.js";
import { cleaned } from "./ink.js";
import { engine } from "./known_networks.js";
import { networkInput } from "./normalisation.js";
import { told, weightsOf } from "./packed.js";
import { Refused } from "./refused.js";
import { stripOf } from "./strip.js";

const CLASSES = ["", ..."0123456789.-"];
const DIGITS = [...CLASSES.keys()].slice(1, 11);
const [BLANK_COLUMNS, STEP] = [16, 4]; // of the strip: before the middle of the first place, and from place to place

/** The sweep over the line in a picture, and the likeliest path of digits; `reading` is null. */
export async function line(grey, isDigits) {
  const { strings } = await told;
  if (!strings) throw new Refused(404, "this file was made without the network that sweeps strings: lenet page --strings packs it");
  if (!isDigits) throw new Refused(404, "amounts of money are read by lenet serve: this file spells digits alone");
  const strip = stripOf(cleaned(grey));
  const nothing = { size: [grey.columns, grey.rows], classes: CLASSES, reading: null };
  if (!strip) return { ...nothing, places: [], probabilities: [], path: [], strip: null };
  const { levels, columnOf } = strip;
  const chances = await sweep(strings, levels);
  const text = likeliest(chances, DIGITS);
  const rounded = (value) => Math.round(100 * value) / 100;
  return {
    ...nothing,
    places: chances.map((_, place) => rounded(columnOf(BLANK_COLUMNS + STEP * place))),
    probabilities: chances.map((row) => nested(row, [row.length])),
    path: text.length ? pathOf(chances, text) : [],
    strip: { from: rounded(columnOf(0)), to: rounded(columnOf(levels.columns)), size: [levels.columns, levels.rows], pixels: base64(levels.values) },
  };
}

let weights = null;

/** The probability of each class at every place. */
async function sweep({ layers, parameters }, { rows, columns, values }) {
  weights ??= weightsOf("weights-strings", parameters);
  const network = (await engine).network({ input: [rows, columns, 1], layers, parameters: weights });
  try {
    const answers = network.predict(networkInput(values, rows, columns, "strip").values, 1);
    const count = answers.length / CLASSES.length;
    return Array.from({ length: count }, (_, place) => softmax(answers.subarray(place * CLASSES.length, (place + 1) * CLASSES.length)));
  } finally {
    network.free();
  }
}

function softmax(logits) {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}
