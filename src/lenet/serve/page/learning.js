// Learn: one training, watched while it goes on. It is the service's: a reload of the page finds it again.

import { hush, order, say, sentenceOf, watch } from "./service.js";
import { epochCurves } from "./curves.js";
import { byId, make, number } from "./elements.js";
import { gallery } from "./gallery.js";
import { changed, leaveOut } from "./link.js";
import * as networks from "./networks.js";
import { picture, weightsOf } from "./pictures.js";
import { RECORDED } from "./recorded.js";

const RECIPES = {
  tutorial: { "": "the tutorial’s" },
  original: { "": "as in the paper", paper: "paper, second order", "first-order": "first order", "mini-batch": "mini-batch" },
  modern: { "": "its own" },
};
const WORDS = {
  off: "Training is switched off on this service.",
  idle: "No training yet.",
  preparing: "Preparing: the data are fetched and checked.",
  training: "Training.",
  stopping: "Stopping: the epoch under way is dropped.",
  stopped: "Stopped. An epoch that was under way is dropped. Resume trains it again: the network becomes the same, byte for byte, as without a stop.",
  saving: "Testing, drawing and saving.",
  finished: "Finished.",
  failed: "Failed.",
};
const BELOW =
  "The test loss lies below the training loss: that is the mean over the epoch, while the network was still learning, and with distortion and dropout where the recipe has them; " +
  "the test loss is taken at the epoch’s end, without them.";
const GOING = ["preparing", "training", "stopping", "saving"];
const MOST_KERNELS = 40;

let training = { state: "idle", history: {}, kernels: [], misread: [] };
let watching = null;
let running = []; // [epochs, loss] within the epoch under way: its mean so far

export function begin() {
  byId("learn-network").addEventListener("change", () => {
    offerRecipes();
    show();
  });
  byId("learn-wish").addEventListener("change", changed);
  offerRecipes();
  byId("learn-wish").addEventListener("submit", (event) => {
    event.preventDefault();
    command("/api/train", wish());
  });
  byId("learn-stop").addEventListener("click", () => command("/api/train/stop", {}));
  byId("learn-on").addEventListener("click", () => command("/api/train/resume", given({ epochs: whole("learn-until") })));
  byId("learn-save").addEventListener("click", () => command("/api/train/save", {}));
  byId("learn-draw").addEventListener("click", () => drawOn("#draw"));
  byId("learn-mistakes").addEventListener("click", () => drawOn("#mistakes"));
}

/** Watch while the view is shown. */
export function enter(link) {
  if (link) restore(link);
  if (watching) return;
  watching = new AbortController();
  window.addEventListener("hashchange", leave, { once: true });
  watch("/api/train/events", tell, watching.signal).catch(say);
}

function leave() {
  watching?.abort();
  watching = null;
}

function tell(name, told) {
  training = name === "progress" ? { ...training, ...told } : told;
  if (name === "progress") runOn();
  else show();
}

/** A point of the loss within the epoch. */
function runOn() {
  const { epoch, images, of, figures = {}, history } = training;
  const at = epoch - 1 + images / of;
  if (running.length && (running.at(-1)[0] > at || running[0][0] < epoch - 1)) running = [];
  if (of && figures.loss > 0) running.push([at, figures.loss]);
  showLoss(history, training.epochs);
  showProgress();
}

function showLoss({ loss, val_loss: test }, epochs) {
  curve("learn-loss", "Loss", Math.max(epochs ?? 1, 1), loss, test, running);
  const isBelow = test?.at(-1) < loss?.at(-1);
  byId("learn-why").textContent = isBelow ? BELOW : "";
}

/** What came of it is told by the events; the answer itself may be older than the last of them. */
async function command(path, wanted) {
  try {
    hush();
    await order(path, wanted);
  } catch (error) {
    say(error);
  }
}

const SETTINGS = { network: "tutorial", recipe: "", data: "", epochs: "", rate: "", seed: "0" }; // as they are at first

/** What a link to what is seen says: what the next training would be. */
export function state() {
  const set = Object.entries(SETTINGS).map(([name, usual]) => [name, byId(`learn-${name}`).value === usual ? null : byId(`learn-${name}`).value]);
  return { ...Object.fromEntries(set), distort: byId("learn-distort").checked };
}

function restore(link) {
  byId("learn-network").value = link.network ?? SETTINGS.network;
  offerRecipes();
  const { recipe = "" } = link;
  if (!Object.hasOwn(RECIPES[byId("learn-network").value], recipe)) leaveOut(["recipe"]);
  else byId("learn-recipe").value = recipe;
  for (const name of ["data", "epochs", "rate", "seed"]) byId(`learn-${name}`).value = link[name] ?? SETTINGS[name];
  byId("learn-distort").checked = Boolean(link.distort);
  show();
}

const whole = (id) => (byId(id).value ? Number(byId(id).value) : null);
const given = (wish) => Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null && value !== ""));

function wish() {
  return given({
    network: byId("learn-network").value,
    recipe: byId("learn-recipe").value,
    data: byId("learn-data").value,
    epochs: whole("learn-epochs"),
    learning_rate: whole("learn-rate"),
    seed: whole("learn-seed"),
    distort: byId("learn-distort").checked || null,
  });
}

function offerRecipes() {
  const recipes = RECIPES[byId("learn-network").value];
  byId("learn-recipe").replaceChildren(...Object.entries(recipes).map(([value, words]) => make("option", { value }, words)));
  byId("learn-recipe").disabled = Object.keys(recipes).length < 2;
}

function show() {
  const { state, sentence, run, network, errors, misread, result } = training;
  const going = GOING.includes(state);
  byId("learn-start").disabled = going || state === "off";
  byId("learn-stop").disabled = !["preparing", "training"].includes(state);
  byId("learn-on").disabled = byId("learn-save").disabled = going || !run;
  byId("learn-draw").disabled = byId("learn-mistakes").disabled = !run;
  if (document.activeElement?.disabled) byId(going ? "learn-stop" : "learn-start").focus();
  const of = network ? `${network}${run ? `, in ${run}` : ""}: ` : "";
  const example = recorded();
  byId("learn-said").textContent = `${of}${training.said ?? WORDS[state]}${tested(result)} ${example ? saidOf(example) : sentenceOf({ message: sentence ?? "" })}`.trim();
  byId("learn-said").dataset.state = state;
  const { history, epochs: all } = example ?? training;
  const { accuracy, val_accuracy: testAccuracy } = history;
  const epochs = Math.max(all ?? 1, 1);
  if (state !== "training") running = [];
  showLoss(history, all);
  curve("learn-error", "Error", epochs, wrong(accuracy), wrong(testAccuracy));
  const count = errors === null || errors === undefined ? "" : `: ${errors}${errors > misread.length ? `, the ${misread.length} surest` : ""}`;
  byId("learn-misread-title").textContent = `Test digits it still misreads${count}`;
  byId("learn-misread-title").hidden = !network;
  byId("learn-misread").replaceChildren(...gallery(misread ?? [], openIn));
  showProgress();
}

/** How the network that was chosen was trained when it came with lenet, as long as nothing else was. */
const recorded = () => (training.network ? null : RECORDED[byId("learn-network").value]);

const tested = (result) => (result ? ` ${result.errors} of ${result.images.toLocaleString("en")} test digits misread.` : "");

const saidOf = ({ command, epochs, result }) =>
  `An example: how the ${byId("learn-network").value} that comes with lenet was trained (${command}, ${epochs} epochs).${tested(result)}`;

const wrong = (accuracies) => accuracies?.map((value) => 100 * (1 - value));

function curve(id, label, epochs, training = [], test = [], running = []) {
  const series = [
    { name: "training", kind: "first", values: training },
    { name: "test", kind: "second", values: test },
  ];
  byId(id).replaceChildren(epochCurves(series, epochs, label, running));
}

function showProgress() {
  const { state, epoch, epochs, images, of, images_per_second: speed, figures = {}, kernels } = training;
  byId("learn-progress").value = of ? images / of : 0;
  const loss = figures.loss === undefined ? "" : ` · loss ${number(figures.loss, 4)}`;
  byId("learn-speed").textContent = epochs && state !== "idle" ? `${epochInWords()} · ${Math.round(speed).toLocaleString("en")} images/s${loss}` : "";
  showKernels(recorded()?.kernels ?? kernels);
}

/** The epoch under way, counted from 1 by the service; else how many are finished. */
function epochInWords() {
  const { state, epoch, epochs, of, history } = training;
  if (state === "training" && of) return `epoch ${epoch} of ${epochs}`;
  return `${history.loss?.length ?? 0} of ${epochs} epochs finished`;
}

/** The first layer's kernels, one beside the other, blue above 0 and red below. */
function showKernels(kernels) {
  const shown = kernels.slice(0, MOST_KERNELS).map(([kernel]) => kernel);
  if (!Array.isArray(shown[0]?.[0])) return byId("learn-kernels").replaceChildren();
  const most = Math.max(1e-6, ...shown.flat(2).map(Math.abs));
  const zoom = Math.floor((shown.length > 8 ? 50 : 84) / shown[0].length);
  byId("learn-kernels").replaceChildren(...shown.map((kernel, at) => picture(kernel, weightsOf(most), zoom, "signed", `kernel ${at}`)));
}

/** Let the network just made answer, in another view. */
async function drawOn(view) {
  try {
    await networks.refresh(training.run);
    location.hash = view;
  } catch (error) {
    say(error);
  }
}

async function openIn(image, open) {
  await drawOn("#draw");
  open(image);
}

