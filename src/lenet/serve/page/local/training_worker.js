// A training, in a worker: the engine takes a few batches at a time, so that it can be told how far it is.

import { Engine } from "../engine.js";
import { networkInput } from "./normalisation.js";

const SIDE = 28;
const REFRESH = 100; // milliseconds between two looks at a running epoch

/** Train as the trainer has ordered, and tell it by messages. */
export async function train(order) {
  const { engine, ...training } = order;
  const trained = new Training(await Engine.load(engine), training);
  for (let epoch = 1; epoch <= order.recipe.epochs; epoch += 1) if (!trained.train(epoch)) return;
}

class Training {
  constructor(engine, { made, layers, ends, recipe, seed, lessons, tests, ...given }) {
    Object.assign(this, { engine, made, recipe, seed, lessons, tests, ...given });
    this.chance = chanceOf(seed);
    this.network = engine.network({ input: made.input, layers, parameters: this.drawn(ends) });
    this.targets = this.wanted(lessons.labels);
    this.loss = this.loss.map((one) => one ?? Infinity);
    this.held = { samples: this.inputs(tests.images), ...this.wanted(tests.labels), loss: this.loss };
    this.steps = 0;
    this.history = { loss: [], accuracy: [], val_loss: [], val_accuracy: [] };
  }

  /** First weights, each from its range. */
  drawn(ends) {
    const both = new Float32Array(ends.buffer);
    const count = both.length / 2;
    return Float32Array.from({ length: count }, (_, at) => both[at] + this.chance() * (both[count + at] - both[at]));
  }

  /** What is wanted: labels, or rows of probabilities where labels are smoothed. */
  wanted(labels) {
    const share = this.recipe.label_smoothing;
    if (!share) return { labels: Int32Array.from(labels) };
    const values = new Float32Array(labels.length * this.classes).fill(share / this.classes);
    labels.forEach((label, at) => (values[at * this.classes + label] += 1 - share));
    return { values };
  }

  inputs(images) {
    return networkInput(images, SIDE, SIDE, this.made.normalisation).values;
  }

  /** What an epoch learns from: the images as they are, or distorted anew. */
  samplesOf(epoch) {
    const distorts = this.ranges && epoch <= this.recipe.epochs - this.recipe.undistorted;
    if (!distorts) return this.inputs(this.lessons.images);
    const which = Int32Array.from(this.lessons.labels, (_, place) => place);
    const how = { rows: SIDE, columns: SIDE, which, variants: which.map(() => epoch), seed: this.seed, ...this.ranges };
    return this.inputs(this.engine.distort(this.lessons.images, how));
  }

  /** One epoch; false if the loss is no number any more. */
  train(epoch) {
    const { batch_size: batch, epochs } = this.recipe;
    const count = this.lessons.labels.length;
    const [samples, order] = [this.engine.keep(this.samplesOf(epoch)), shuffled(count, this.chance)];
    const all = { samples: 0, correct: 0, loss: 0 };
    const started = performance.now();
    let [first, shown, size] = [0, started, 8 * batch];
    while (first < count) {
      const part = order.subarray(first, first + size);
      const rates = Float64Array.from({ length: Math.ceil(part.length / batch) }, (_, at) => this.rate(this.steps + at));
      const told = this.network.train({ samples, ...this.targets, loss: this.loss, optimizer: this.optimizer, order: part, batch, rates, seed: this.seed });
      if (!told.finite || !Number.isFinite(told.loss)) return postMessage({ name: "diverged", parameters: this.network.parameters.slice() });
      this.steps += rates.length;
      first += part.length;
      for (const name in all) all[name] += told[name];
      if (performance.now() - shown < REFRESH) continue;
      shown = performance.now();
      this.tell("progress", { epoch, epochs, ...far(all, first, count, shown - started) });
    }
    samples.free();
    this.end(epoch, all, performance.now() - started);
    return true;
  }

  /** The learning rate of a step: constant, or up to the recipe's and down along half a cosine. */
  rate(step) {
    const { learning_rate: most, schedule, warmup, epochs, batch_size: batch } = this.recipe;
    if (schedule === "constant") return most;
    const steps = Math.ceil(this.lessons.labels.length / batch) * epochs;
    const climb = Math.round(warmup * steps);
    if (step < climb) return (most * step) / climb;
    return (most * (1 + Math.cos(Math.PI * Math.min(1, (step - climb) / Math.max(1, steps - climb))))) / 2;
  }

  /** Test, and tell of the epoch. */
  end(epoch, all, time) {
    const test = this.network.evaluate(this.held);
    const figures = { loss: all.loss / all.samples, accuracy: all.correct / all.samples, val_loss: test.loss / test.samples, val_accuracy: test.correct / test.samples };
    for (const name in figures) this.history[name].push(figures[name]);
    const count = this.lessons.labels.length;
    this.tell("epoch", { epoch, epochs: this.recipe.epochs, ...far(all, count, count, time), figures, history: this.history });
  }

  tell(name, news) {
    postMessage({ name, ...news, parameters: this.network.parameters.slice() });
  }
}

function far(all, images, of, time) {
  const figures = { loss: all.loss / all.samples, accuracy: all.correct / all.samples };
  return { images, of, images_per_second: Math.round((10_000 * images) / time) / 10, figures };
}

/** Numbers from 0 to 1 that a seed decides: xorshift of 128 bits. */
function chanceOf(seed) {
  const state = Uint32Array.from({ length: 4 }, (_, at) => Math.imul(seed + at + 1, 0x9e3779b1) ^ (seed >>> 16) ^ 0x6a09e667);
  const next = () => {
    const last = state[3];
    const mixed = state[0] ^ (state[0] << 11);
    state.copyWithin(0, 1);
    state[3] = last ^ (last >>> 19) ^ (mixed ^ (mixed >>> 8));
    return state[3] / 2 ** 32;
  };
  for (let at = 0; at < 64; at += 1) next();
  return next;
}

/** The numbers below a count, in an order by chance. */
function shuffled(count, chance) {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
