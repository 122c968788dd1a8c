// Draw: a board, and everything that the network makes of what is drawn, stroke by stroke.

import { showAnswer, showString } from "./answer.js";
import { ask, askAbout, latest, path, Refusal, say, sentenceOf } from "./service.js";
import { Backward } from "./backward.js";
import { Board } from "./board.js";
import { byId } from "./elements.js";
import { write, written } from "./example.js";
import { arithmetic, nameOfUnit, onInput, onPicture, unitNamed } from "./fields.js";
import { Legend } from "./legend.js";
import { changed, leaveOut } from "./link.js";
import { light, markDigits } from "./marks.js";
import { Maps } from "./maps.js";
import { chosen, onNetwork, weightsOfLayer } from "./networks.js";
import { fromBase64, pgmOf } from "./pictures.js";
import { showSteps } from "./steps.js";
import { openSheet, sheet } from "./sheet.js";
import { explain, invite } from "./unit.js";
import { Walk } from "./walking.js";

const SIDE = 280;
const SURE = 0.5; // how sure a reading must be for a drawing to be more than one digit
const EXAMPLE = 170; // pixels, how high the example is written
const AROUND = 8; // pixels around a digit of a string
const WIDE = 0.55; // of its height: what is narrower is one digit
const POINT = "Point at any unit to see what it looks at and how it comes to its value; click or Enter keeps it.";
const FULL = "No digit stands out: the board is almost all ink. Undo takes the last stroke back.";
const EMPTY = "An empty board gets no answer. Draw a digit, 0 to 9; two or more are read as a string.";

const ALWAYS = {
  penalties: "The smallest wins: even a dot gets an answer.",
  shares: "The largest wins: even a dot gets an answer.",
};

/** The digit image [28][28] of the visitor's own that was judged last, for the other views. */
export let judged = null;

let live = new AbortController(); // cancels what is asked during a stroke
let listening = new AbortController(); // cancels what the reader was asked
const legend = new Legend();
let board, maps, walk, back, thought, reading, place;
let held = null; // the unit that the page was scrolled to
let isBegun = false; // whether something was shown
let asked = null; // the version of the board that was asked about last
let seen = {}; // the network and the version of the board that are shown
let test = null; // { index, image } of the test digit that was opened
let linked = {}; // what a link says of the answer that is not there yet: its digit, its unit

export function begin() {
  board = new Board(byId("draw-board"), { width: SIDE, height: SIDE, stroke: 20, label: "Board for a digit", tell: drawn });
  maps = new Maps(byId("draw-maps"), point, play);
  walk = new Walk(byId("draw-walk"), maps, (running) => byId("draw-unit").setAttribute("aria-live", running ? "off" : "polite"));
  back = new Backward(byId("draw-back"), byId("draw-wanted"), maps, picture, showWayBack);
  sheet(() => (back.isShown ? back.end() : walk.unit ? walk.end() : maps.release()));
  byId("draw-undo").addEventListener("click", () => board.undo());
  byId("draw-clear").addEventListener("click", () => board.clear());
  byId("draw-width").addEventListener("input", (event) => (board.stroke = Number(event.target.value)));
  onNetwork(() => {
    judge("done");
    showFirst();
  });
  show();
}

/** Show what a link says. */
export async function enter(link) {
  if (link) await restore(link);
  showFirst();
}

/** What is shown first: what a link or a kept drawing brought; else a hand writes a 3. */
function showFirst() {
  if (isBegun || !chosen || byId("view-draw").hidden) return;
  isBegun = true;
  if (board.empty) write(board, written("3", board, EXAMPLE));
}

/** Something was drawn: what was asked before is waited for only if it is about all of it. */
function drawn(what) {
  listening.abort();
  listening = new AbortController();
  if (what === "done") {
    changed();
    if (board.empty) linked = {};
    performance.mark("stroke");
    if (asked !== board.version) {
      live.abort();
      live = new AbortController();
    }
  }
  judge(what);
}

/** What a link to what is seen says. */
export function state() {
  const { under } = board;
  const isTest = under !== null && under === test?.image;
  return {
    test: isTest ? test.index : null,
    image: isTest ? null : under,
    ...board.linked,
    digit: linked.digit ?? (reading ? place || null : null),
    unit: linked.unit ?? (thought && maps.pinned ? nameOfUnit(maps.network, maps.pinned) : null),
  };
}

async function restore(link) {
  isBegun = ["test", "image", "ink", "blank"].some((part) => part in link);
  const digit = link.test === undefined ? null : await testDigit(link.test);
  const fits = link.ink?.width === SIDE && link.ink.height === SIDE;
  leaveOut([link.test !== undefined && !digit ? "test" : "", link.ink && !fits ? "ink" : ""].filter(Boolean));
  maps.pin(null);
  board.restore(fits ? link.ink.strokes : [], digit?.image ?? link.image ?? null);
  test = digit;
  linked = { digit: link.digit, unit: link.unit };
}

/** A test digit of the service's; null if there is none of that number. */
async function testDigit(index) {
  const [digit] = (await ask(path("/api/tests", { first: index, count: 1 }))).digits;
  return digit?.index === index ? { index, image: fromBase64(digit.pixels, 28) } : null;
}

/** Open a digit image [28][28]; if it has a number, a link tells that, as far as the service's test digit of it is the same. */
export async function open(image, index = null) {
  linked = {};
  board.show(image);
  const same = index === null ? null : await testDigit(index);
  if (String(same?.image) !== String(image)) return;
  test = { index, image };
  changed();
}

/** Ask the network; when a stroke is done also the reader, whether there are several digits. */
const judge = latest(async (what) => {
  if (!chosen) return;
  if (board.empty) return forget(EMPTY);
  if (what === "moving" || !reading) {
    if (!(await think(what === "moving" ? live.signal : null))) return judge("done");
    if (what === "done" && performance.getEntriesByName("stroke").length) performance.measure("stroke to maps", "stroke");
  }
  if (what !== "done") return;
  const [before, version] = [reading, board.version];
  const found = isImage() ? null : await readAsString(board.picture());
  if (version !== board.version) return; // what came since is judged next
  reading = found;
  place = reading ? Math.min(linked.digit ?? (before ? place : 0), reading.digits.length - 1) : 0;
  if (reading || before) await think();
  showLinked();
}, (error) => forget(sentenceOf(error)));

/** There is no answer: the one before it goes, and words say why. */
function forget(words) {
  [thought, reading, judged, seen] = [null, null, null, {}];
  show(words);
}

/** The answer is there: keep the unit that a link names. */
function showLinked() {
  const { unit: name, digit } = linked;
  linked = {};
  const unit = name ? unitNamed(chosen, name) : null;
  if (unit) maps.pin(unit);
  leaveOut([name && !unit ? "unit" : "", digit && digit !== place ? "digit" : ""].filter(Boolean));
}

/** Whether a digit image is on the board as it was opened. */
const isImage = () => board.under && !board.strokes.length;

/** What is looked into: all that is drawn, or the digit of a string that was chosen. */
function picture() {
  if (reading) return board.picture(boxOf(reading, place));
  return isImage() ? pgmOf(board.under) : board.picture();
}

/** Show what the network makes of it; false if another network is asked by now. */
async function think(signal = null) {
  const now = { network: chosen, version: board.version };
  if (!reading && seen.network === now.network && seen.version === now.version) return true;
  asked = now.version;
  let told;
  try {
    told = await askAbout(picture(), path("/api/maps", { network: chosen.name }), signal);
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 422)) throw error;
    if (now.network === chosen) forget(board.inked > 0.5 ? FULL : sentenceOf(error));
    return true;
  }
  if (now.network !== chosen) return false;
  seen = reading ? {} : now;
  thought = told;
  judged = board.isLent ? null : thought.steps.image;
  show();
  return true;
}

/** What the reader makes of it, if that is a string of digits; null for one digit. */
async function readAsString(picture) {
  const [left, , width, height] = inkBox();
  if (left === null || width < WIDE * height) return null;
  const { readings } = await askAbout(picture, path("/api/read", { digits: true }), listening.signal);
  const [best] = readings;
  return readings.length === 1 && best.digits.length > 1 && best.confidence >= SURE ? best : null;
}

function inkBox() {
  const points = board.strokes.flat();
  const [x, y] = [points.map((one) => one[0]), points.map((one) => one[1])];
  if (!points.length) return [null, 0, 0, 0];
  const [left, top] = [Math.min(...x), Math.min(...y)];
  return [left, top, Math.max(...x) - left, Math.max(...y) - top];
}

/** Where a digit of a string is on the board, with some paper around it. */
function boxOf({ digits }, at) {
  const [x, y, width, height] = digits[at].box;
  const [left, top] = [Math.max(0, x - AROUND), Math.max(0, y - AROUND)];
  return [left, top, Math.min(SIDE, x + width + AROUND) - left, Math.min(SIDE, y + height + AROUND) - top];
}

function show(words = EMPTY) {
  showSteps(byId("draw-steps"), thought?.steps, thought?.input);
  if (thought) legend.show(chosen, thought);
  maps.show(chosen, thought);
  walk.show(chosen, thought);
  back.renew(chosen, thought);
  if (reading && thought) showString(byId("draw-answer"), reading, place, choose);
  else showAnswer(byId("draw-answer"), thought, thought ? ALWAYS[thought.penalties ? "penalties" : "shares"] : words);
  if (!thought) {
    board.mark(() => {});
    invite(byId("draw-unit"), words);
  }
}

const choose = latest(async (at) => {
  place = at;
  await think();
  changed();
});

/** A unit is pointed at, or none. */
async function point(unit) {
  openSheet(maps.isHeld || back.isShown);
  if (!thought) return;
  const origin = reading ? boxOf(reading, place) : [0, 0];
  const field = unit && onPicture(thought.steps, thought, onInput(chosen, thought, unit));
  const scale = isImage() ? SIDE / thought.steps.size[0] : 1;
  board.mark((context) => {
    context.lineWidth = 1.5;
    if (reading) markDigits(context, reading.digits.map((_, at) => boxOf(reading, at)), place);
    if (field) light(context, field.map((side, at) => side * scale + (at < 2 ? origin[at] : 0)));
  });
  if (!unit) return invite(byId("draw-unit"), POINT, legend.element);
  let weights;
  try {
    weights = await weightsOf(unit);
  } catch (error) {
    return say(error);
  }
  if (maps.unit !== unit || !thought) return;
  explain(byId("draw-unit"), chosen, unit, arithmetic(chosen, thought, unit, weights));
  // The page scrolls to a unit once: what is drawn or pressed later must find it where it is.
  if (maps.isHeld && unit !== held) openSheet(true, maps.spanOfUnit());
  held = maps.isHeld ? unit : null;
}

/** The way back is shown, on the sheet where the unit is explained, or not any more. */
function showWayBack(is) {
  if (is) {
    walk.end();
    maps.aim(null);
  }
  openSheet(is);
}

/** A walk through the map of a unit is asked for. */
async function play(unit) {
  back.end();
  try {
    const network = chosen;
    const found = await weightsOf(unit);
    if (network !== chosen || !thought) return;
    walk.begin(network, thought, unit, found);
  } catch (error) {
    say(error);
  }
}

async function weightsOf({ layer }) {
  const { name, type } = chosen.layers[layer];
  return type.endsWith("Pooling2D") ? {} : weightsOfLayer(chosen, name);
}
