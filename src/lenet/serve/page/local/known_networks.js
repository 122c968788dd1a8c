// The networks of the document, and those that were trained in it: asked through the engine.

import { Engine } from "../engine.js";
import { channelsFirst, nested, outputsFirst } from "./arrays.js";
import { networkInput } from "./normalisation.js";
import { inflated, told, weightsOf } from "./packed.js";
import { Refused } from "./refused.js";

/** The engine, made ready once. */
export const engine = inflated("engine").then((bytes) => Engine.load(bytes));

/** A network: `facts` as the service tells them, `made` how it is run, and its parameters. */
class KnownNetwork {
  constructor({ made, ...facts }, parameters, on) {
    Object.assign(this, { facts, made, parameters });
    this.running = on.network({ input: made.input, layers: made.layers, parameters });
  }

  get name() {
    return this.facts.name;
  }

  get classes() {
    return this.facts.classes;
  }

  /** What the network takes of bytes [n][rows][columns]. */
  input(images, rows, columns) {
    return networkInput(images, rows, columns, this.made.normalisation);
  }

  /** The last layer's output for each sample, [n][classes]. */
  outputs(values) {
    return this.running.predict(values, this.count(values));
  }

  /** A score for each class of each output: of penalties p, exp(-p) over its sum. */
  scores(outputs) {
    if (!this.facts.penalties) return outputs;
    const [scores, width] = [new Float32Array(outputs.length), this.classes.length];
    for (let first = 0; first < outputs.length; first += width) {
      const least = Math.min(...outputs.subarray(first, first + width));
      let sum = 0;
      for (let at = first; at < first + width; at += 1) sum += scores[at] = Math.exp(-this.made.penalty_scale * (outputs[at] - least));
      for (let at = first; at < first + width; at += 1) scores[at] /= sum;
    }
    return scores;
  }

  /** Every layer's output for one sample, [channel][row][column] or [unit]; and the last one flat. */
  maps(values) {
    const found = this.running.maps(values, 1);
    const layers = this.facts.layers.map(({ name, type, output_shape: shape }, place) => {
      const output = this.made.answers[place] < 0 ? values : found[this.made.answers[place]];
      return { name, type, maps: listed(output, shape, this.made.turned[place]) };
    });
    return { layers, last: found.at(-1) };
  }

  count(values) {
    return values.length / this.made.input.reduce((all, side) => all * side, 1);
  }

  /** A layer's parameters by name, as the service tells them. */
  weights(layer) {
    const found = this.facts.layers.find((one) => one.name === layer);
    if (!found) throw new Refused(404, `${this.name} has no layer '${layer}'`);
    const weights = {};
    let first = 0;
    for (const [name, shape] of this.made.arrays) {
      const size = shape.reduce((all, side) => all * side, 1);
      const values = this.parameters.subarray(first, (first += size));
      const at = name.lastIndexOf(".");
      if (name.slice(0, at) !== layer) continue;
      const array = name.endsWith(".kernel") ? outputsFirst(values, shape) : { values, shape };
      weights[name.slice(at + 1)] = nested(array.values, array.shape);
    }
    return { name: layer, type: found.type, config: found.config, weights };
  }
}

/** An engine's output as the layer has it, its last axis first; `turned`: the engine has the layer's first axis last. */
function listed(output, shape, turned) {
  const array = turned ? channelsFirst(output, [...shape.slice(1), shape[0]]) : { values: output, shape };
  const first = channelsFirst(array.values, array.shape);
  return nested(first.values, first.shape);
}

const known = Promise.all([told, engine]).then(
  ([{ networks }, on]) => new Map(networks.map((one, place) => [one.name, new KnownNetwork(one, weightsOf(`weights-${place}`, countOf(one)), on)])),
);

/** How many parameters a network has. */
export const countOf = ({ made: { arrays } }) => arrays.reduce((all, [, shape]) => all + shape.reduce((size, side) => size * side, 1), 0);

/** All networks, the newest first. */
export const all = async () => [...(await known).values()].reverse();

/** The network of that name; the document's first if none is named. */
export async function get(name) {
  const networks = await known;
  const found = name === null ? networks.values().next().value : networks.get(name);
  if (!found) throw new Refused(404, `there is no network '${name}'`);
  return found;
}

/** A name that no network has yet: that of a kind, and a number. */
export async function freeName(kind) {
  const networks = await known;
  let number = 1;
  while (networks.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

/** Take a network that was trained here. */
export async function add(description, parameters) {
  const made = new KnownNetwork(description, parameters, await engine);
  (await known).set(made.name, made);
}
