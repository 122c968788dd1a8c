// A digit that is moved, scaled, turned, squeezed, thickened or made noisy, and the answers to it: as
// lenet/serve/answers/changed_digit.py.

import { best, nested, rowsOf } from "./arrays.js";
import { withMaps } from "./digit_answer.js";
import { engine } from "./known_networks.js";
import { SIDE } from "./mnist_steps.js";
import { told } from "./packed.js";
import { plane } from "./planes.js";
import { thickened } from "./strokes.js";

const FIELD = 32;
const FRAME = (FIELD - SIDE) / 2;
const POINTS = 41; // of a curve whose steps are finer than 1

/** How each change is made of bytes [32][32]. */
const APPLY = {
  right: (on, bytes, by) => moved(on, bytes, { right: by }),
  down: (on, bytes, by) => moved(on, bytes, { down: by }),
  scale: (on, bytes, by) => moved(on, bytes, { scale: by }),
  rotation: (on, bytes, by) => moved(on, bytes, { turn: (by * Math.PI) / 180 }),
  squeeze: (on, bytes, by) => moved(on, bytes, { ratio: by }),
  stroke: (on, bytes, by) => thickened(bytes, FIELD, FIELD, by),
  noise: (on, bytes, by) => on.distort(bytes, { rows: FIELD, columns: FIELD, which: [0], variants: [1], spacing: 7, noise: by / 100 }),
};

const moved = (on, bytes, movement) => on.transform(bytes, { rows: FIELD, columns: FIELD, ...movement });

/** Each change: the range of its slider, and what the paper claims. */
export const changes = async () => (await told).shake;

/** The answer to a changed digit, and the field that it was changed on. */
export async function answer(network, image, query) {
  const field = changed(await engine, await changes(), image, amountsOf(query));
  return { ...withMaps(network, inputs(network, field)), field: rowsOf(plane(FIELD, FIELD, field)) };
}

/** The answers along each change, all others held. */
export async function curves(network, image, query) {
  const [on, all, amounts] = [await engine, await changes(), amountsOf(query)];
  const { classes } = network;
  const scoresOf = (field) => network.scores(network.outputs(inputs(network, field).values));
  const truth = query.get("truth");
  const expected = classes.includes(truth) ? truth : classes[best(scoresOf(onField(image)))];
  const found = all.map((change) => {
    const values = valuesOf(change);
    const fields = values.map((value) => scoresOf(changed(on, all, image, { ...amounts, [change.name]: value })));
    const scores = nested(Float32Array.from(fields, (one) => one[classes.indexOf(expected)]), [values.length]);
    return { ...change, values, answers: fields.map((one) => classes[best(one)]), scores };
  });
  return { network: network.name, expected, changes: found };
}

const amountsOf = (query) => Object.fromEntries([...query].filter(([name]) => name in APPLY).map(([name, value]) => [name, Number(value)]));

/** The values of a curve, the one that changes nothing among them. */
function valuesOf({ low, high, step, still }) {
  if (step >= 1) return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => low + at * step);
  const share = (at) => at / (POINTS - 1);
  const spaced = low <= 0 ? (at) => low + share(at) * (high - low) : (at) => low * (high / low) ** share(at);
  const evenly = Array.from({ length: POINTS }, (_, at) => Number(spaced(at).toFixed(4)));
  return [...new Set([...evenly, still])].sort((one, other) => one - other);
}

/** A digit image in the middle of more paper. */
function onField(image) {
  const field = new Uint8Array(FIELD * FIELD);
  for (let row = 0; row < SIDE; row += 1) field.set(image.values.subarray(row * SIDE, (row + 1) * SIDE), (row + FRAME) * FIELD + FRAME);
  return field;
}

/** The field of a digit image after each change in turn. */
function changed(on, all, image, amounts) {
  return all.reduce((field, { name, still }) => {
    const value = amounts[name] ?? still;
    return value === still ? field : APPLY[name](on, field, value);
  }, onField(image));
}

/** A field as a network takes it: whole, or its middle 28x28. */
function inputs(network, field) {
  const middle = (values, Kind) => Kind.from({ length: SIDE * SIDE }, (_, at) => values[(Math.floor(at / SIDE) + FRAME) * FIELD + (at % SIDE) + FRAME]);
  if (network.facts.input_shape[0] === SIDE) return network.input(middle(field, Uint8Array), SIDE, SIDE);
  const framed = network.input(field, FIELD, FIELD).values;
  const side = FIELD + 2 * FRAME;
  const values = Float32Array.from({ length: FIELD * FIELD }, (_, at) => framed[(Math.floor(at / FIELD) + FRAME) * side + (at % FIELD) + FRAME]);
  return { rows: FIELD, columns: FIELD, values };
}
