// Mistakes: every test digit that the chosen network misreads, and which were taken for which.

import { ask, latest } from "./service.js";
import { byId, make } from "./elements.js";
import { gallery } from "./gallery.js";
import { changed, leaveOut } from "./link.js";
import { chosen, onNetwork } from "./networks.js";

const ORDERS = {
  sure: (one, other) => other.confidence - one.confidence,
  unsure: (one, other) => one.confidence - other.confidence,
  truth: (one, other) => one.truth.localeCompare(other.truth) || one.answer.localeCompare(other.answer),
  answer: (one, other) => one.answer.localeCompare(other.answer) || one.truth.localeCompare(other.truth),
  index: (one, other) => one.index - other.index,
};

let told = null;
let about = null; // the network that it is about: a run that was trained on is another of the same name
let only = null; // [truth, answer] of the cell that was chosen, or all
let linked = null; // the cell that a link names, [row, column], until the table is there
let cells = []; // { button, isChosen } of the table's cells

export function begin() {
  byId("mistakes-sort").addEventListener("change", () => {
    changed();
    show();
  });
  byId("mistakes-all").addEventListener("click", () => choose(null));
  onNetwork(() => fetchThem());
}

export function enter(link) {
  if (link) {
    byId("mistakes-sort").value = link.sort ?? "sure";
    linked = link.cell ?? null;
    only = null;
  }
  if (!chosen) return; // it is told when one is
  if (about !== chosen) fetchThem();
  else if (link) showLinked();
}

/** What a link to what is seen says. */
export function state() {
  const sort = byId("mistakes-sort").value;
  const cell = only && told ? only.map((name) => told.classes.indexOf(name)) : linked;
  return { cell, sort: sort === "sure" ? null : sort };
}

/** The table is there: choose the cell that a link names. */
function showLinked() {
  const [truth, answer] = linked ?? [];
  if (linked && told) {
    const isThere = truth !== answer && told.confusion[truth]?.[answer] > 0;
    if (isThere) only = [told.classes[truth], told.classes[answer]];
    else leaveOut(["cell"]);
  }
  linked = null;
  show();
}

const fetchThem = latest(async () => {
  if (byId("view-mistakes").hidden) return;
  about = chosen;
  byId("mistakes-said").textContent = `of ${chosen.name}: counting errors`;
  const before = told?.network;
  try {
    told = await ask(`/api/networks/${encodeURIComponent(chosen.name)}/mistakes`);
  } catch (error) {
    told = about = null;
    byId("mistakes-said").textContent = "the errors could not be counted";
    throw error;
  } finally {
    if (told?.network !== before) only = null;
    byId("mistakes-confusion").replaceChildren(...(told ? table() : []));
    showLinked();
  }
});

function choose(cell) {
  only = cell;
  changed();
  show();
}

function show() {
  byId("mistakes-all").disabled = !told;
  byId("mistakes-all").setAttribute("aria-pressed", String(!only));
  if (!told) {
    byId("mistakes-count").textContent = "";
    byId("mistakes-digits").replaceChildren();
    return;
  }
  const { network, data, images, errors, misread } = told;
  byId("mistakes-said").textContent = `of ${network}: ${errors} of ${images.toLocaleString("en")} test digits of ${data}, ${((100 * errors) / images).toFixed(2)} %`;
  const shown = misread.filter(({ truth, answer }) => !only || (truth === only[0] && answer === only[1])).sort(ORDERS[byId("mistakes-sort").value]);
  byId("mistakes-count").textContent = only ? `${shown.length} of ${errors}: ${only[0]} read as ${only[1]}` : "";
  byId("mistakes-digits").replaceChildren(...gallery(shown, open));
  for (const { button, isChosen } of cells) button.setAttribute("aria-pressed", String(isChosen()));
}

function open(image, show) {
  location.hash = "#draw";
  show(image);
}

function table() {
  cells = [];
  const { classes, confusion } = told;
  const most = Math.max(1, ...confusion.flatMap((row, truth) => row.filter((_, answer) => answer !== truth)));
  const head = make("tr", {}, make("th", { scope: "col" }, "is › read"), ...classes.map((name) => make("th", { scope: "col" }, name)));
  const rows = confusion.map((row, truth) =>
    make("tr", {}, make("th", { scope: "row" }, classes[truth]), ...row.map((count, answer) => make("td", {}, cell(count, truth, answer, most)))),
  );
  return [make("thead", {}, head), make("tbody", {}, ...rows)];
}

function cell(count, truth, answer, most) {
  const { classes } = told;
  if (truth === answer) return make("span", { class: "right" }, String(count));
  if (!count) return make("span", { class: "no", "aria-label": "none" }, "·");
  const [is, read] = [classes[truth], classes[answer]];
  const isChosen = () => only?.[0] === is && only?.[1] === read;
  const button = make(
    "button",
    { type: "button", "aria-pressed": "false", "aria-label": `${is} read as ${read}: ${count}`, onclick: () => choose(isChosen() ? null : [is, read]) },
    make("span", {}, String(count)),
  );
  cells.push({ button, isChosen });
  button.style.setProperty("--much", 0.12 + (0.5 * count) / most);
  return button;
}
