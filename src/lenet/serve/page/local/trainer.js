// One training in this page: a worker trains, and this tells how far it is, as the service's events do.

import { nested, outputsFirst } from "./arrays.js";
import * as networks from "./known_networks.js";
import { SIDE } from "./mnist_steps.js";
import { inflated, isPacked, told } from "./packed.js";
import { Refused } from "./refused.js";
import { misread, packed } from "./test_digits.js";

const MOST_SHOWN = 100; // misread test digits
const PIXELS = SIDE * SIDE;

const WORDS = { off: "This file was made without digits to learn from.", stopped: "Stopped after the last finished epoch." };
const NOTHING = { run: null, network: null, recipe: null, epoch: 0, epochs: 0, images: 0, of: 0, images_per_second: 0, figures: {}, history: {}, kernels: [], errors: null, misread: [], result: null };

/** What the worker does first: of a file on a disk it may load no module of the page, so it has its own of the same texts. */
async function begin({ data: { mark, modules, ...order } }) {
  const urls = new Map();
  let url = "";
  for (const { name, text, needs } of modules) {
    const located = needs.reduce((all, one) => all.replaceAll(`"${mark}${one}"`, `"${urls.get(one)}"`), text);
    url = URL.createObjectURL(new Blob([located], { type: "text/javascript" }));
    urls.set(name, url);
  }
  (await import(url)).train(order);
}

const WORKER = URL.createObjectURL(new Blob([`onmessage = ${begin};`], { type: "text/javascript" }));

/** The modules of the document that the training needs, each behind those that it imports, and the mark of names in them. */
async function modulesOf(start) {
  const { mark, modules: all } = JSON.parse(new TextDecoder().decode(await inflated("modules")));
  const needed = new Set([start]);
  for (const { name, needs } of all.toReversed()) if (needed.has(name)) for (const one of needs) needed.add(one);
  const modules = all.filter(({ name }) => needed.has(name)).sort((one, other) => (one.name === start) - (other.name === start));
  return { mark, modules };
}

let status = { ...NOTHING, ...stateOf(isPacked("digits") ? "idle" : "off") };
let worker = null;
const watchers = new Set();

/** Server-sent events until the signal aborts: the state at first, and then whatever is new. */
export function events(signal) {
  let watcher = null;
  return new ReadableStream({
    start(controller) {
      watcher = controller;
      watchers.add(watcher);
      watcher.enqueue(event("state"));
      signal?.addEventListener("abort", () => watchers.delete(watcher) && watcher.error(signal.reason));
    },
    cancel: () => watchers.delete(watcher),
  });
}

function stateOf(state, sentence = "") {
  return { state, sentence, said: WORDS[state] };
}

const event = (name) => new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(status)}\n\n`);

function tell(name, news) {
  status = { ...status, ...news };
  for (const watcher of watchers) watcher.enqueue(event(name));
}

/** Begin a training: { network, epochs, learning_rate, seed, distort }, what is left out as in the recipe. */
export async function start({ network: kind, epochs, learning_rate: rate, seed = 0, distort }) {
  if (!packed) throw new Refused(404, WORDS.off);
  if (worker) throw new Refused(409, "a training goes on already: stop it first");
  const training = (await told).trainings[kind];
  const [{ training: lessons, tests }, ends, engine, modules] = await Promise.all([packed, inflated(`ends-${kind}`), inflated("engine"), modulesOf("local/training_worker.js")]);
  const recipe = { ...training.recipe, epochs: epochs ?? training.recipe.epochs, learning_rate: rate ?? training.recipe.learning_rate };
  const ranges = distort === false ? null : training.ranges ?? (distort ? training.usual_ranges : null);
  const run = await networks.freeName(kind);
  worker = new Worker(WORKER);
  worker.addEventListener("message", ({ data }) => hear(data, training, run));
  worker.addEventListener("error", (error) => end("failed", error.message));
  tell("state", { ...NOTHING, ...stateOf("training", await lessonsInWords()), network: kind, recipe, epochs: recipe.epochs });
  worker.postMessage({
    ...modules,
    engine, ends, seed, recipe, ranges,
    made: training.network.made, layers: training.layers, loss: training.loss, optimizer: training.optimizer,
    classes: training.network.classes.length,
    lessons: { images: lessons.images, labels: lessons.labels },
    tests: { images: tests.images.subarray(0, tests.count * PIXELS), labels: tests.labels.slice(0, tests.count) },
  });
  return status;
}

/** Stop; the last finished epoch is kept. */
export function stop() {
  if (worker) end("stopped");
  return status;
}

function end(state, sentence) {
  worker?.terminate();
  worker = null;
  tell("state", stateOf(state, sentence));
}

async function lessonsInWords() {
  const { data, training, tests, images } = await packed;
  const share = (count, all) => (count < all ? `${count.toLocaleString("en")} of ${all.toLocaleString("en")}` : all.toLocaleString("en"));
  return `${share(training.labels.length, training.of)} training images of ${data} and ${share(tests.count, images)} test digits are in this file.`;
}

async function hear({ name, parameters, ...news }, training, run) {
  const kernels = firstKernels(training.network.made.arrays, parameters);
  if (name === "progress") return tell("progress", { ...news, kernels });
  if (name === "diverged") return end("failed", "The loss is no number any more: a lower learning rate may help.");
  const { history, ...figures } = news;
  await networks.add({ ...training.network, name: run, source: "run", epochs: figures.epoch }, parameters);
  const found = misread(await networks.get(run), await packed);
  const surest = found.misread.sort((one, other) => other.confidence - one.confidence).slice(0, MOST_SHOWN);
  tell("epoch", { ...figures, run, history, kernels, errors: found.errors, misread: surest });
  if (figures.epoch === figures.epochs && worker) {
    status = { ...status, result: { images: found.images, errors: found.errors } };
    end("finished");
  }
}

/** The kernels of the first layer that has some, [filter][channel][row][column]. */
function firstKernels(arrays, parameters) {
  let first = 0;
  for (const [name, shape] of arrays) {
    const size = shape.reduce((all, side) => all * side, 1);
    if (name.endsWith(".kernel")) {
      const kernel = outputsFirst(parameters.subarray(first, first + size), shape);
      return nested(kernel.values, kernel.shape);
    }
    first += size;
  }
  return [];
}
