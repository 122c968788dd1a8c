// String: the space displacement network sweeps what is written, and the best path is drawn under it.

import { askAbout, latest, path, sentenceOf } from "./service.js";
import { Board } from "./board.js";
import { byId, draw, make, percent } from "./elements.js";
import { written } from "./example.js";
import { changed, leaveOut } from "./link.js";
import { fromBase64, inkOf, picture } from "./pictures.js";

const [WIDE, NARROW, HEIGHT] = [960, 360, 180]; // of the board, in its own pixels
const NAMES = 46; // pixels left of the board, for the names of the classes
const ROW = 14; // of a class
const LEAST = 0.72; // of its size, to which the board and the sweep may shrink; then they scroll
const SIGNS = new Map([["", "blank"], [".", "sep."], ["-", "mark"]]);
const EXAMPLE = "1998";
const HIGH = 96; // pixels, how high it is written
let board;

export function begin() {
  const host = byId("string-board");
  const width = host.clientWidth < 640 ? NARROW : WIDE;
  widen(width);
  host.style.width = "auto";
  scrollTogether(rows());
  board = new Board(host, { width, height: HEIGHT, stroke: 12, label: "Board for a string of digits", tell: () => sweep() });
  byId("string-undo").addEventListener("click", () => board.undo());
  byId("string-clear").addEventListener("click", () => board.clear());
  byId("string-width").addEventListener("input", (event) => (board.stroke = Number(event.target.value)));
  byId("string-amount").addEventListener("change", () => sweep());
  show(null);
  showExample();
}

const showExample = () => board.lend(written(EXAMPLE, board, HIGH));

/** What a link to what is seen says. */
export const state = () => ({ ...board.linked, amount: byId("string-amount").checked });

/** Show what a link says. */
export function enter(link) {
  if (!link) return;
  const fits = [WIDE, NARROW].includes(link.ink?.width) && link.ink.height === HEIGHT;
  if (link.ink && !fits) leaveOut(["ink"]);
  byId("string-amount").checked = Boolean(link.amount);
  if (fits) widen(link.ink.width);
  if (fits || link.blank) board.restore(fits ? link.ink.strokes : []);
  else showExample();
}

/** Make the board so wide, and let it stand above its columns of the sweep. */
function widen(width) {
  byId("string-board").style.marginLeft = `${(100 * NAMES) / (NAMES + width)}%`;
  for (const row of rows()) row.style.minWidth = `${LEAST * (NAMES + width)}px`;
  board?.widen(width);
}

/** What stands in the board's columns: the board and the sweep. */
const rows = () => [byId("string-board").parentElement, byId("string-sweep")];

/** Where they do not fit they scroll, and both as far. */
function scrollTogether(rows) {
  const scrolled = rows.map((row) => row.parentElement);
  for (const one of scrolled)
    one.addEventListener("scroll", () => {
      for (const other of scrolled) other.scrollLeft = one.scrollLeft;
    });
}

const sweep = latest(async () => {
  changed();
  if (board.empty) return show(null);
  const digits = !byId("string-amount").checked;
  show(await askAbout(board.picture(), path("/api/sweep", { digits })));
}, (error) => show(null, sentenceOf(error)));

/** Show a sweep; words in its place when there is none. */
function show(told, said = "An empty board gets no answer. Write digits, touching or not.") {
  byId("string-caption").hidden = !told?.strip;
  if (!told?.strip) {
    byId("string-sweep").replaceChildren();
    byId("string-said").textContent = told ? "No line of writing stands out." : said;
    return;
  }
  byId("string-said").replaceChildren(...(told.reading ? [...words(told.reading), ...beside(told)] : onPath(told)));
  byId("string-sweep").replaceChildren(sheet(told));
}

function words({ text, amount, confidence, accepted, reason }) {
  if (!text) return [make("span", {}, reason || "Nothing was read.")];
  const verdict = accepted ? "accepted" : `rejected: ${reason}`;
  const worth = amount ? `, amount ${amount}` : "";
  return [make("b", { "data-answer": text }, text), make("span", { class: accepted ? "accepted" : "" }, `${percent(confidence)} sure, ${verdict}${worth}`)];
}

/** What the sweep alone spells, where no reader looks further. */
function onPath({ classes, path: taken }) {
  const text = spelled(classes, taken);
  return text ? [make("b", { "data-answer": text }, text), make("span", {}, "on the likeliest path of one sweep")] : [make("span", {}, "No digit is on the likeliest path.")];
}

/** Whose answer that is, and whether the path of the sweep that is shown spells the same. */
function beside({ reading: { text }, path: taken, classes }) {
  const digits = (symbols) => symbols.replace(/[^0-9]/g, "");
  const path = spelled(classes, taken);
  const whose = text ? "That is the reader’s answer, from several looks at the line. Below is one of them; its path" : "The reader looks at the line several times. Below is one sweep; its path";
  if (digits(path) === digits(text)) return [make("p", { class: "note" }, `${whose} spells ${path ? "the same" : "nothing"}.`)];
  return [make("p", { class: "note differs" }, `${whose} spells `, make("b", { class: "path" }, path || "nothing"), text ? `, not ${text}.` : ".")];
}

/** The strip, the answers at every place below, all in the board's columns; the path through them. */
function sheet({ classes, places, probabilities, path: taken, strip, size: [width] }) {
  const step = places.length > 1 ? places[1] - places[0] : 10;
  const inside = places.map((_, at) => at).filter((at) => places[at] > 0 && places[at] < width);
  const seen = inked(fromBase64(strip.pixels, strip.size[0]));
  const high = (seen.length * (strip.to - strip.from)) / strip.size[0];
  const top = high + 30;
  const y = (one) => top + ROW * (one + 0.5);
  const cells = inside.flatMap((at) =>
    probabilities[at].flatMap((value, one) =>
      value < 0.01 ? [] : [draw("rect", { class: "cell", x: places[at] - step / 2, y: y(one) - ROW / 2, width: step, height: ROW, "fill-opacity": value ** 0.7 })],
    ),
  );
  const best = (at) => probabilities[at].indexOf(Math.max(...probabilities[at]));
  const answers = inside.map((at) => draw("text", { class: best(at) ? "said" : "", x: places[at], y: top - 10 }, classes[best(at)] || "·"));
  const line = taken.length ? inside.map((at, n) => `${n ? "L" : "M"}${places[at].toFixed(1)} ${y(taken[at])}`).join("") : "";
  const names = classes.map((name, one) => draw("text", { class: "name", x: -8, y: y(one) + 4 }, SIGNS.get(name) ?? name));
  const rules = classes.map((_, one) => draw("path", { class: "line", d: `M0 ${y(one) + ROW / 2}H${width}` }));
  const bottom = top + ROW * classes.length;
  return draw(
    "svg",
    { class: "sweep", viewBox: `${-NAMES} 0 ${NAMES + width} ${bottom + 24}`, role: "img", "aria-label": `The sweep: ${inside.length} places, its path spells ${spelled(classes, taken) || "nothing"}` },
    stripShown(seen, strip, high),
    ...rules,
    ...cells,
    ...answers,
    ...names,
    draw("path", { class: "path", d: line }),
    ...symbols(taken, classes, places).map(([name, x]) => draw("text", { class: "read", x, y: bottom + 19 }, name)),
  );
}

/** What the path spells: each symbol and the column of its middle. */
function symbols(taken, classes, places) {
  const found = [];
  let start = 0;
  for (let at = 1; at <= taken.length; at += 1) {
    if (at < taken.length && taken[at] === taken[start]) continue;
    if (taken[start]) found.push([classes[taken[start]], (places[start] + places[at - 1]) / 2]);
    start = at;
  }
  return found;
}

const spelled = (classes, taken) => symbols(taken, classes, taken).map(([name]) => name).join("");

/** The rows from the first with ink to the last, with one of paper on either side. */
function inked(rows) {
  const has = (row) => row.some((value) => value > 0);
  const [first, last] = [rows.findIndex(has), rows.findLastIndex(has)];
  return first < 0 ? rows : rows.slice(Math.max(0, first - 1), last + 2);
}

/** The strip as the network sees it, its pixels square. */
function stripShown(seen, strip, high) {
  const canvas = picture(seen, inkOf(255, false), 1);
  return draw("image", { class: "ink", href: canvas.toDataURL(), x: strip.from, y: 0, width: strip.to - strip.from, height: high, preserveAspectRatio: "none" });
}
