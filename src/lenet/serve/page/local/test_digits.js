// The digits that are packed: those to try a network with, and those that it misreads.

import { base64, best } from "./arrays.js";
import { SIDE } from "./mnist_steps.js";
import { inflated, isPacked, told } from "./packed.js";
import { Refused } from "./refused.js";

const PIXELS = SIDE * SIDE;

/** What is told of the packed digits, with their pixels: { data, classes, images, training, tests }. */
export const packed = isPacked("digits") ? Promise.all([told, inflated("digits")]).then(([{ digits }, pixels]) => joined(digits, pixels)) : null;

function joined(digits, pixels) {
  const { training, tests } = digits;
  const learned = training.labels.length * PIXELS;
  return {
    ...digits,
    training: { ...training, images: pixels.subarray(0, learned) },
    tests: { ...tests, images: pixels.subarray(learned), places: new Map(tests.indices.map((index, place) => [index, place])) },
  };
}

function digit({ classes, tests }, place) {
  return { index: tests.indices[place], truth: classes[tests.labels[place]], pixels: base64(tests.images.subarray(place * PIXELS, (place + 1) * PIXELS)) };
}

/** So many test digits from a number on, of all classes or of one. */
export async function digits(first, count, truth) {
  if (!packed) return { data: "", images: 0, digits: [] };
  const known = await packed;
  const places = [...Array(known.tests.count).keys()].filter((place) => known.tests.indices[place] >= first && (truth === null || known.classes[known.tests.labels[place]] === truth));
  return { data: known.data, images: known.images, digits: places.slice(0, count).map((place) => digit(known, place)) };
}

/** Every test digit that a network misreads: of all, as was counted when the file was made, or of those packed. */
export async function mistakes(network) {
  if (!packed) throw new Refused(404, "this file was made without digits: lenet page --digits some packs them");
  const known = await packed;
  const counted = (await told).mistakes.find((one) => one.network === network.name);
  if (!counted) return misread(network, known);
  const found = counted.misread.map((one) => ({ ...digit(known, known.tests.places.get(one.index)), ...one }));
  return { ...counted, misread: found };
}

/** What a network misreads of the packed test digits. */
export function misread(network, known) {
  const { tests, classes, data } = known;
  const images = tests.images.subarray(0, tests.count * PIXELS);
  const scores = network.scores(network.outputs(network.input(images, SIDE, SIDE).values));
  const width = network.classes.length;
  const confusion = network.classes.map(() => network.classes.map(() => 0));
  const wrong = [];
  for (let place = 0; place < tests.count; place += 1) {
    const own = scores.subarray(place * width, (place + 1) * width);
    const answer = best(own);
    confusion[tests.labels[place]][answer] += 1;
    if (answer !== tests.labels[place]) wrong.push({ ...digit(known, place), truth: classes[tests.labels[place]], answer: network.classes[answer], confidence: own[answer] });
  }
  return { network: network.name, data, images: tests.count, errors: wrong.length, classes: network.classes, confusion, misread: wrong };
}
