// How values become greys, and the scale that says so.

import { make, number } from "./elements.js";
import { INPUT, mapsOf } from "./fields.js";
import { inkBetween } from "./pictures.js";

const REACHES = { scaled_tanh: 1.7159, tanh: 1, sigmoid: 1, softmax: 1 };
const SIGNED = ["scaled_tanh", "tanh"];

/** The least and the most that a layer's greys tell apart: [low, high]. */
export function rangeOf(network, thought, place) {
  const flat = mapsOf(thought, place).flat(2);
  if (place === INPUT) return [Math.min(...flat), Math.max(...flat)];
  const { config, type } = network.layers[place];
  if (type === "RBF") return [0, Math.max(...flat)];
  const most = REACHES[config.activation] ?? Math.max(1e-6, ...flat.map(Math.abs));
  return [SIGNED.includes(config.activation) || flat.some((value) => value < 0) ? -most : 0, most];
}

/** How a layer's values become ink. */
export const shadeOf = (network, thought, place) => inkBetween(...rangeOf(network, thought, place));

/** A scale of greys, with its ends in numbers. */
export const greyScale = ([low, high]) => scale("", low, high, Math.max(high, -low) < 10 ? 2 : 0);

/** The same of weights: red below 0, blue above. */
export const weightScale = (most) => scale("weights", -most, most, 2);

function scale(kind, low, high, places) {
  const ends = [low, high].map((value) => number(value, places));
  return make("span", { class: `scale ${kind}` }, make("span", {}, ends[0]), make("span", { class: "ramp", role: "img", "aria-label": "to" }), make("span", {}, ends[1]));
}
