// Read: pictures that were dropped, pasted, chosen or photographed, and every step to what they say.

import { askAbout, path, Refusal, say } from "./service.js";
import { cheque } from "./cheque.js";
import { changed } from "./link.js";
import { byId, draw, keep, make, percent } from "./elements.js";

const COLUMNS = ["file", "page", "field", "text", "amount", "confidence", "accepted", "reason", "warnings", "x", "y", "width", "height", "error"];
const [NARROWEST, HIGHEST] = [480, 420]; // pixels of a picture as it is shown
const HIGHEST_STEP = 224;
const SMALL = 48; // pixels of a step's height, below which each of them is shown
const read = []; // { file, url, element, isRead, readings, steps, error }, in order
let asking = new AbortController(); // cancels the picture that is being read
let isReading = false;

export function begin() {
  const drop = byId("read-drop");
  for (const id of ["read-files", "read-camera"])
    byId(id).addEventListener("change", (event) => {
      take([...event.target.files]);
      event.target.value = "";
    });
  for (const target of [drop, byId("view-read")]) {
    target.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  byId("view-read").addEventListener("dragleave", () => drop.classList.remove("over"));
  byId("view-read").addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  offerExample().catch(say);
  document.addEventListener("paste", (event) => {
    if (!byId("view-read").hidden) take([...event.clipboardData.files]);
  });
  for (const id of ["read-grammar", "read-length", "read-pattern", "read-error"])
    byId(id).addEventListener("change", () => {
      changed();
      readAgain();
    });
  byId("read-json").addEventListener("click", () => keep("readings.json", json(), "application/json"));
  byId("read-csv").addEventListener("click", () => keep("readings.csv", csv(), "text/csv"));
  byId("read-clear").addEventListener("click", clear);
}

const SETTINGS = { for: ["read-grammar", "amount"], length: ["read-length", ""], pattern: ["read-pattern", ""], errors: ["read-error", "0.01"] };

/** What a link to what is seen says: the options; pictures stay where they are. */
export const state = () => Object.fromEntries(Object.entries(SETTINGS).map(([name, [id, usual]]) => [name, byId(id).value === usual ? null : byId(id).value]));

/** Show what a link says. */
export function enter(link) {
  if (!link) return;
  for (const [name, [id, usual]] of Object.entries(SETTINGS)) byId(id).value = link[name] ?? usual;
  readAgain();
}

/** A picture for those who have none at hand. */
async function offerExample() {
  const file = await cheque();
  byId("read-example-picture").src = URL.createObjectURL(file);
  byId("read-example").addEventListener("click", () => take([file]));
}

/** Read files, the last that came on top. */
function take(files) {
  for (const file of files) {
    const element = make("article", { class: "picture" });
    read.push({ file, url: URL.createObjectURL(file), element, isRead: false });
    byId("read-results").prepend(element);
  }
  readOn();
}

/** The options are others: what was read is as old as what is being read. */
function readAgain() {
  asking.abort();
  for (const one of read) one.isRead = false;
  readOn();
}

/** Read all that is not read yet, one after another, as the options say now. */
async function readOn() {
  for (const one of read.filter(({ isRead }) => !isRead)) wait(one);
  offer();
  if (isReading) return;
  isReading = true;
  for (let one; (one = read.find(({ isRead }) => !isRead)); ) await readOne(one);
  isReading = false;
}

function wait({ file, element }) {
  element.setAttribute("aria-busy", "true");
  element.replaceChildren(make("h3", {}, `${file.name}, reading`));
}

async function readOne(one) {
  asking = new AbortController();
  const { signal } = asking;
  let found;
  try {
    found = await askAbout(await bytesOf(one.file), path("/api/read", options()), signal);
  } catch (error) {
    // A refusal, or a file that cannot be read any more.
    if (!(error instanceof Refusal || error instanceof DOMException)) console.error(error);
    found = { error: error.message, readings: [], steps: [] };
  }
  if (signal.aborted) return;
  Object.assign(one, { error: null }, found, { isRead: true });
  one.element.removeAttribute("aria-busy");
  show(one);
  offer();
}

/** What was read is taken away when all of it was read as the options say. */
function offer() {
  byId("read-clear").disabled = !read.length;
  for (const id of ["read-json", "read-csv"]) byId(id).disabled = !read.length || read.some(({ isRead }) => !isRead);
}

/** A file as the service takes it: without a type that a system made up from its name. */
const bytesOf = async (file) => new Blob([await file.arrayBuffer()], { type: "application/octet-stream" });

function options() {
  const pattern = byId("read-pattern").value;
  return {
    explain: true,
    digits: !pattern && byId("read-grammar").value === "digits",
    length: byId("read-length").value,
    pattern,
    max_error: byId("read-error").value,
  };
}

function show(one) {
  const { file, readings, steps, error, element } = one;
  const name = make("h3", {}, file.name);
  if (error) return element.replaceChildren(name, make("p", { class: "reading rejected" }, error));
  element.replaceChildren(name, shown(one), make("div", {}, ...readings.map(told)), way(steps));
}

/** The picture with the boxes on it; of a file that a browser does not show, the reader's own step. */
function shown({ url, file, readings, steps }) {
  const image = make("img", { alt: `${file.name}, with a box around each digit` });
  const boxes = draw("svg", { "aria-hidden": "true" });
  image.addEventListener("load", () => {
    const { naturalWidth: width, naturalHeight: height } = image;
    boxes.setAttribute("viewBox", `0 0 ${width} ${height}`);
    image.style.width = `${Math.min(Math.max(width, NARROWEST), (HIGHEST * width) / height)}px`;
  });
  image.addEventListener(
    "error",
    () => {
      const last = steps.find(({ name }) => name === "what was read") ?? steps[0];
      boxes.remove();
      if (last) image.src = png(last);
    },
    { once: true },
  );
  const onFirst = readings.filter(({ page }) => page === 1);
  for (const { box, digits } of onFirst) {
    if (readings.length > 1) boxes.append(rectangle(box, "line"));
    for (const digit of digits) boxes.append(rectangle(digit.box, "", `${digit.digit}, ${percent(digit.confidence)}`));
  }
  image.src = url;
  return make("div", { class: "shown" }, image, boxes);
}

const rectangle = ([x, y, width, height], kind, title = "") => draw("rect", { x, y, width, height, class: kind }, draw("title", {}, title));

function told(reading) {
  const { text, amount, confidence, accepted, reason, digits, runners_up: others, warnings, page, field } = reading;
  const where = [page > 1 ? `page ${page}` : "", field].filter(Boolean).join(", ");
  const verdict = accepted ? make("span", { class: "accepted" }, `Accepted, ${percent(confidence)} sure.`) : make("b", {}, `Not accepted${reason ? `: ${reason}` : ""}.`);
  const besides = accepted && reason ? ` ${reason}.` : accepted ? "" : ` ${percent(confidence)} sure.`;
  return make(
    "div",
    { class: accepted ? "reading" : "reading rejected" },
    make("p", { class: "text", "data-answer": text }, text || "–", amount ? make("small", {}, `amount ${amount}`) : null, where ? make("small", {}, where) : null),
    make("p", { class: "verdict" }, verdict, besides),
    make("ol", { class: "each", "aria-label": "Digits" }, ...digits.map((one) => make("li", {}, make("b", {}, String(one.digit)), percent(one.confidence)))),
    others.length ? make("p", { class: "note" }, `Or ${others.map((other) => `${other.amount ?? other.text} (${percent(other.confidence)})`).join(", ")}.`) : null,
    warnings.length ? make("p", { class: "note" }, `Note: ${warnings.join("; ")}`) : null,
  );
}

const png = ({ png: bytes }) => `data:image/png;base64,${bytes}`;

/** Every step from the picture to its reading. */
function way(steps) {
  const figures = steps.map((step) => {
    const image = make("img", { src: png(step), alt: "" });
    image.addEventListener("load", () => {
      const { naturalWidth: width, naturalHeight: height } = image;
      image.style.maxWidth = `${(HIGHEST_STEP * width) / height}px`;
      image.classList.toggle("small", height < SMALL);
    });
    return make("figure", {}, image, make("figcaption", {}, step.name));
  });
  return make("details", { open: read.length === 1 }, make("summary", {}, `${steps.length} steps from the picture to its reading`), make("div", { class: "way" }, ...figures));
}

function clear() {
  asking.abort();
  for (const { url } of read) URL.revokeObjectURL(url);
  read.length = 0;
  byId("read-results").replaceChildren();
  byId("read-files").focus(); // the button that was pressed is of no use now
  offer();
}

/** What was read as `lenet read` has it: an object a reading, or one that says why there is none. */
function rows() {
  return read.flatMap(({ file, readings, error }) => (error ? [{ file: file.name, error }] : readings.map((reading) => ({ ...reading, file: file.name }))));
}

const json = () => `${JSON.stringify(rows(), null, 2)}\n`;

/** The columns of `lenet read --csv`. */
function csv() {
  const lines = rows().map(({ box: [x, y, width, height] = [], warnings = [], ...reading }) => {
    const flat = { ...reading, x, y, width, height, warnings: warnings.join("; ") };
    return COLUMNS.map((name) => cell(flat[name])).join(",");
  });
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}

function cell(value) {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
