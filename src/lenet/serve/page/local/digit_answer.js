// A network's answer to a digit, the steps before it, and each layer's output, as the service tells them.

import { best, nested, rowsOf } from "./arrays.js";
import { cut } from "./mnist_steps.js";
import { mapped, reduced, rounded } from "./planes.js";
import { boxInPicture } from "./preparing.js";

const LARGEST_INK = 112;
const NEAREST = 1e-4; // how near to 0 and 1 a score counts

/** The answer to a prepared digit, the steps before it, and every layer's output. */
export function maps(network, prepared) {
  const { rows, columns, values } = network.input(prepared.image.values, prepared.image.rows, prepared.image.columns);
  const found = withMaps(network, { rows, columns, values });
  const confidence = chanceOfRight(network, found.confidence);
  return { ...found, confidence, steps: steps(prepared, found.input) };
}

/** The answer to an input, and every layer's output. */
export function withMaps(network, { rows, columns, values }) {
  const { layers, last } = network.maps(values);
  return { ...answerOf(network, last), input: nested(values, [rows, columns]), layers };
}

function answerOf(network, output) {
  const scores = network.scores(output);
  const named = (values) => Object.fromEntries(network.classes.map((name, place) => [name, values[place]]));
  const place = best(scores);
  return {
    network: network.name,
    answer: network.classes[place],
    confidence: scores[place],
    reason: "",
    seen: "",
    scores: named(scores),
    penalties: network.facts.penalties ? named(output) : null,
  };
}

/** The probability that the answer is right, if there is one digit: nobody looks whether there is. */
function chanceOfRight({ made: { calibration } }, score) {
  const [slope, offset] = calibration.stands;
  const share = Math.min(1 - NEAREST, Math.max(NEAREST, score));
  return 1 / (1 + Math.exp(-(slope * Math.log(share / (1 - share)) + offset)));
}

/** What a picture became, step by step, until the network's input. */
function steps(prepared, input) {
  const ink = reduced(cut(prepared.ink, prepared.box), LARGEST_INK);
  return {
    size: prepared.size,
    box: boxInPicture(prepared),
    ink: rowsOf(mapped(ink, (value) => rounded(255 * value), Uint8Array)),
    scaled: prepared.scaled && rowsOf(prepared.scaled),
    corner: prepared.corner,
    image: rowsOf(prepared.image),
    input,
  };
}
