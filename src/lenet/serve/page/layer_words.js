// What each layer of a network is: a line for every kind that the engine runs, and why it is so.

import { below, INPUT } from "./fields.js";

const TABLE_I = 60; // connections of maps in the network of 1998

/** A layer's line; of INPUT what the network is given. */
export function lineOf(network, place) {
  if (place === INPUT) return "What the network is given: the picture as numbers, one a pixel.";
  const layer = network.layers[place];
  return LINES[layer.type](layer, around(network, place));
}

/** A few sentences more, as far as there is more to say. */
export function whyOf(network, place) {
  if (place === INPUT) return [];
  const layer = network.layers[place];
  const more = WHYS[layer.type]?.(layer, around(network, place)) ?? [];
  return [...more, squash(layer)].filter(Boolean);
}

/** What a layer stands between: `of` names what it reads, `from` is its shape; whether it `answers`. */
function around(network, place) {
  const read = below(network, place);
  const isFirst = read === INPUT;
  return {
    of: isFirst ? "the input" : network.layers[read].title,
    from: isFirst ? network.input_shape : network.layers[read].output_shape,
    answers: place === network.layers.length - 1,
    isCompared: network.layers[place + 1]?.type === "RBF",
  };
}

const times = ([rows, columns]) => `${rows}×${columns}`;
const many = ([, , maps]) => maps ?? 1;
const unitsOf = (shape) => shape.reduce((all, side) => all * side, 1);
const count = (value) => value.toLocaleString("en");
const share = (value) => `${Number((100 * value).toFixed(1))} %`;

/** How many maps those of a layer with a table read: "3, 4 or 6". */
function readBy(table) {
  const counts = [...new Set(table.map((read) => read.length))].sort((one, other) => one - other);
  return counts.length > 1 ? `${counts.slice(0, -1).join(", ")} or ${counts.at(-1)}` : String(counts[0]);
}

/** Whether a table of connections is that of the network of 1998. */
export const isTableI = (table) => table.flat().length === TABLE_I && table.length === 16;
const coversAll = ({ config, output_shape: shape }, { from }) => shape[0] * shape[1] === 1 && config.kernel_size[0] * config.kernel_size[1] > 1 && from[0] * from[1] > 1;

function smaller({ output_shape: to }, { from }) {
  if (2 * to[0] === from[0] && 2 * to[1] === from[1]) return "half as wide and high";
  return `${times(to)} in place of ${times(from)}`;
}

const pooled = (name, what) => (layer, near) =>
  `${name}: ${what(times(layer.config.pool_size))}: ${smaller(layer, near)}.`;
const ofTraining = (name, what) => ({ config }) => `${name}: ${what(config)}; when the network answers it changes nothing.`;

const LINES = {
  Conv2D(layer, near) {
    const { config } = layer;
    const size = times(config.kernel_size);
    if (config.connections) {
      const table = isTableI(config.connections) ? "Table I" : "a table";
      return `Convolution: a map reads ${readBy(config.connections)} maps of ${near.of} (${table}), so that they differ.`;
    }
    if (coversAll(layer, near)) return `Convolution: ${size} kernels cover ${near.of} whole, so each of its ${many(layer.output_shape)} maps is one unit.`;
    const kernels = many(near.from) === 1 ? "a" : `for each map of ${near.of} a`;
    return `Convolution: ${kernels} ${size} kernel is laid over every place; high where its pattern fits.`;
  },
  Subsampling2D: pooled("Sub-sampling", (window) => `each ${window} of a map becomes one unit`),
  AveragePooling2D: pooled("Average pooling", (window) => `each ${window} of a map becomes its mean`),
  MaxPooling2D: pooled("Max pooling", (window) => `of each ${window} of a map the largest value stays`),
  GlobalAveragePooling2D: (_, { of }) => `Global average pooling: each map of ${of} becomes one number, its mean.`,
  GlobalMaxPooling2D: (_, { of }) => `Global max pooling: each map of ${of} becomes one number, its largest.`,
  Dense({ config, output_shape: [units] }, { of, from, answers, isCompared }) {
    if (answers && config.activation === "softmax") return "Fully connected, a unit a class; softmax makes shares of 100 %, the largest wins.";
    if (answers) return "Fully connected, a unit a class; the highest wins.";
    const drawn = isCompared && units === 84 ? "; drawn as a 7×12 bitmap" : "";
    return `Fully connected: ${units} units, each weighing all ${unitsOf(from)} of ${of}${drawn}.`;
  },
  RBF: (_, { of }) => `Penalty of a class: squared distance of ${of} from its bitmap; the smallest wins.`,
  BatchNormalization: () => "Batch normalization: each map is brought to a mean and a spread that were learned.",
  Activation: ({ config }) => `Activation: every unit through the function ${config.activation}.`,
  ReLU: () => "ReLU: what is below 0 becomes 0.",
  LeakyReLU: () => "Leaky ReLU: what is below 0 becomes smaller.",
  ELU: () => "ELU: what is below 0 is bent towards a limit.",
  Softmax: ({}, { answers }) => `Softmax: shares that add up to 100 %${answers ? ", the largest wins" : ""}.`,
  Rescaling: ({ config }) => `Rescaling: every unit times ${Number(config.scale.toPrecision(4))}${config.offset ? `, plus ${Number(config.offset.toPrecision(4))}` : ""}.`,
  Dropout: ofTraining("Dropout", ({ rate }) => `in training ${share(rate)} of the units were set to 0 by chance`),
  SpatialDropout2D: ofTraining("Spatial dropout", ({ rate }) => `in training ${share(rate)} of the maps were set to 0 by chance`),
  GaussianDropout: ofTraining("Gaussian dropout", () => "in training units were multiplied by noise"),
  GaussianNoise: ofTraining("Gaussian noise", () => "in training noise was added"),
  ZeroPadding2D: () => "Zero padding: a border of zeros around each map.",
  Cropping2D: () => "Cropping: each map without its border.",
  Reshape: () => "Reshape: the same numbers in another shape.",
  Permute: () => "Permute: the same numbers, their axes in another order.",
};

const ALWAYS = "It always answers: one of the classes comes first, whatever is drawn, a dot too.";

const WHYS = {
  Conv2D(layer, { of, from }) {
    const { config, output_shape: shape, connections } = layer;
    const kernel = "A kernel is a small pattern of weights. At each place the values under it are multiplied by its weights and added, with a bias; where the picture is like the pattern, the sum is high.";
    if (!config.connections) return [kernel, "The same kernel is used at every place, so what it finds it finds anywhere."];
    const full = (many(shape) * (many(from) * config.kernel_size[0] * config.kernel_size[1] + 1)) * shape[0] * shape[1];
    return [
      `Why not all for each: maps that read the same could come to find the same. With different maps of ${of} to read, each must find something else (it breaks the symmetry).`,
      `And connections stay few: ${count(connections)} in place of ${count(full)}. The lines show which maps each reads; point at a unit to light up its own.`,
    ];
  },
  Subsampling2D: () => ["The values of a window are added; a map has one weight, by which the sum is multiplied, and one bias.", SMALLER],
  AveragePooling2D: () => [SMALLER],
  MaxPooling2D: () => [SMALLER],
  Dense: ({}, { answers }) => (answers ? [ALWAYS] : []),
  Softmax: ({}, { answers }) => (answers ? [ALWAYS] : []),
  RBF: ({}, { of }) => [
    `The bitmaps were set, not learned: a stroke is +1, the paper −1. ${of} was trained to look like the bitmap of the digit’s class, so the nearest bitmap names the digit: the smallest penalty wins.`,
    "It always answers: one bitmap is always nearest, whatever is drawn, a dot too.",
  ],
};

const SMALLER = "The windows stand side by side, so there are fewer units. That a pattern is there matters, and roughly where; not its exact place, which differs from hand to hand.";

const SQUASHES = {
  scaled_tanh: "The sum is squashed to between −1.72 and 1.72: 1.7159 tanh(⅔ × sum).",
  tanh: "The sum is squashed to between −1 and 1 by tanh.",
  sigmoid: "The sum is squashed to between 0 and 1 by the logistic function.",
  relu: "A sum below 0 becomes 0 (ReLU).",
};

const squash = ({ type, config }) => (type === "Activation" ? "" : (SQUASHES[config.activation] ?? ""));
