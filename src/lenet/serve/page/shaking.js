// Shake it: the demonstrations of the 1990s on one's own drawing or a test digit, and where they break.

import { showAnswer } from "./answer.js";
import { ask, askAbout, latest, path, say } from "./service.js";
import { breaks, changeCurve } from "./curves.js";
import * as drawing from "./drawing.js";
import { byId, make, number } from "./elements.js";
import { changed, leaveOut } from "./link.js";
import { Maps } from "./maps.js";
import { chosen, onNetwork } from "./networks.js";
import { digit, fromBase64, inkOf, paint, pgmOf } from "./pictures.js";

const COUNT = 10; // test digits to choose from
const FRAMES = 160; // of a slider's way there and back
const WORDS = {
  right: ["Moved right", "pixels"],
  down: ["Moved down", "pixels"],
  scale: ["Scale", "×"],
  rotation: ["Rotation", "°"],
  squeeze: ["Squeeze", "×"],
  stroke: ["Stroke width", "pixels"],
  noise: ["Noise", "%"],
};

const sliders = new Map(); // by a change's name
const field = make("canvas", { class: "ink", role: "img", "aria-label": "The digit as it was changed" });
let maps, shaken, playing; // shaken: { image, index, truth } of the digit, index and truth null for a drawing
let first = 0;

export async function begin() {
  byId("shake-field").append(field);
  maps = new Maps(byId("shake-maps"));
  byId("shake-drawing").addEventListener("click", useDrawing);
  byId("shake-another").addEventListener("click", () => offer(first + COUNT));
  byId("shake-number").addEventListener("change", (event) => offer(Number(event.target.value)));
  byId("shake-still").addEventListener("click", holdStill);
  try {
    for (const change of await ask("/api/shake")) byId("shake-changes").append(slider(change));
    await offer(0, !drawing.judged);
  } catch (error) {
    say(error);
  }
  onNetwork(() => {
    shake();
    follow();
  });
}

/** The view is shown: what was drawn meanwhile is what is shaken, unless a link says otherwise. */
export async function enter(link) {
  byId("shake-drawing").disabled = !drawing.judged;
  if (link) return restore(link);
  if (drawing.judged) useDrawing();
}

/** What a link to what is seen says. */
export function state() {
  const moved = [...sliders.values()].filter(({ value, change }) => value !== change.still);
  return {
    test: shaken?.index,
    image: shaken?.index === null ? shaken.image : null,
    from: first === (shaken?.index ?? 0) ? null : first,
    ...Object.fromEntries(moved.map(({ change, value }) => [change.name, value])),
  };
}

/** Show what a link says. */
async function restore(link) {
  stop();
  const damaged = [];
  for (const [name, own] of sliders) {
    const { low, high, still } = own.change;
    const value = link[name] ?? still;
    if (value < low || value > high) damaged.push(name);
    else own.set(value);
  }
  await offer(link.from ?? link.test ?? 0, false);
  const index = link.test ?? first;
  const [digit] = link.image ? [] : (await ask(path("/api/tests", { first: index, count: 1 }))).digits;
  if (!link.image && digit?.index !== index) damaged.push("test");
  leaveOut(damaged);
  if (link.image) use(link.image);
  else if (digit) use(fromBase64(digit.pixels, 28), digit.index, digit.truth);
}

function useDrawing() {
  if (drawing.judged) use(drawing.judged);
}

function use(image, index = null, truth = null) {
  shaken = { image, index, truth };
  for (const button of byId("shake-digits").children) button.setAttribute("aria-pressed", String(Number(button.dataset.index) === index && index !== null));
  byId("shake-drawing").setAttribute("aria-pressed", String(index === null));
  shake();
  follow();
}

/** Offer the test digits from a number on, and take the first of them. */
const offer = latest(async (from, take = true) => {
  let { digits, images } = await testsFrom(from);
  if (!digits.length) ({ digits, images } = await testsFrom(0));
  if (!digits.length) return; // the page as one file may have none
  first = digits[0].index;
  byId("shake-number").max = images - 1;
  byId("shake-number").value = first;
  const buttons = digits.map((one) => {
    const image = fromBase64(one.pixels, 28);
    const onclick = () => use(image, one.index, one.truth);
    return make("button", { type: "button", "data-index": one.index, "aria-pressed": "false", "aria-label": `test digit ${one.index}, a ${one.truth}`, onclick }, digit(image, 1));
  });
  byId("shake-digits").replaceChildren(...buttons);
  if (take) buttons[0].click();
});

const testsFrom = (from) => ask(path("/api/tests", { first: from, count: COUNT }));

/** A change: its slider, its play button, and the answer's curve below. */
function slider(change) {
  const { name, low, high, still } = change;
  const [title, unit] = WORDS[name] ?? [change.title, ""];
  const scale = low > 0 ? { to: Math.log, from: Math.exp } : { to: (value) => value, from: (value) => value };
  const share = (value) => (scale.to(value) - scale.to(low)) / (scale.to(high) - scale.to(low));
  const steps = low > 0 ? 200 : (high - low) / change.step;
  const input = make("input", { type: "range", min: 0, max: steps, step: 1, "aria-label": title });
  const output = make("output", {});
  const play = make("button", { type: "button", class: "play", "aria-label": `Play ${title}` }, "▶");
  const curve = make("div", {});
  const words = make("p", {});
  const said = (value) => `${number(value, low > 0 ? 2 : 0)}${unit === "°" || unit === "×" ? unit : ` ${unit}`}`;
  const own = {
    change, share, curve, words, said, play, value: still,
    set(value) {
      own.value = Math.abs(share(value) - share(still)) < 0.004 ? still : value;
      input.value = steps * share(own.value);
      input.setAttribute("aria-valuetext", said(own.value));
      output.textContent = said(own.value);
    },
    at: (part) => scale.from(scale.to(low) + part * (scale.to(high) - scale.to(low))),
  };
  input.addEventListener("input", () => {
    stop();
    own.set(rounded(change, own.at(input.value / steps)));
    shake();
  });
  input.addEventListener("change", follow);
  play.addEventListener("click", () => (playing === own ? stop() : start(own)));
  own.set(still);
  sliders.set(name, own);
  return make("div", { class: "change" }, make("div", { class: "head" }, play, make("b", {}, title), output), input, curve, words);
}

const rounded = ({ low, step }, value) => (low > 0 ? Math.round(100 * value) / 100 : Math.round(value / step) * step);

const amounts = () => Object.fromEntries([...sliders].map(([name, { value }]) => [name, value]));

/** Ask for the maps at the sliders' values; without an answer none is shown. */
const shake = latest(async () => {
  changed();
  if (!shaken || !chosen) return;
  const network = chosen;
  const thought = await askAbout(pgmOf(shaken.image), path("/api/shake", { network: network.name, ...amounts() }));
  if (network !== chosen) return;
  paint(field, thought.field, inkOf(255, false), 1);
  maps.show(network, thought);
  showAnswer(byId("shake-answer"), thought);
  for (const own of sliders.values()) own.curve.querySelector(".now")?.setAttribute("d", `M${100 * own.share(own.value)} 12V58`);
}, unanswered);

function unanswered() {
  field.width = field.width; // cleared
  maps.show(chosen, null);
  showAnswer(byId("shake-answer"), null);
}

/** Ask for the curves of all changes, each with the others held. */
const follow = latest(async () => {
  if (!shaken || !chosen) return;
  const network = chosen;
  const told = await askAbout(pgmOf(shaken.image), path("/api/shake/curves", { network: network.name, truth: shaken.truth, ...amounts() }));
  if (network !== chosen) return;
  for (const change of told.changes) {
    const own = sliders.get(change.name);
    own.curve.replaceChildren(changeCurve(change, told.expected, own.share, own.value));
    own.words.textContent = verdict(own, change, told.expected);
  }
}, unfollowed);

function unfollowed() {
  for (const own of sliders.values()) {
    own.curve.replaceChildren();
    own.words.textContent = "";
  }
}

function verdict({ said }, change, expected) {
  const ends = breaks(change, expected);
  const claim = change.claim ? ` The paper: ${said(change.claim.low)} to ${said(change.claim.high)}.` : "";
  if (!ends) return `Misread even unchanged.${claim}`;
  const [low, high] = ends;
  if (low === null && high === null) return `Right at every value.${claim}`;
  const where = [low, high].filter((end) => end !== null).map(said).join(" and ");
  return `First misread at ${where}.${claim}`;
}

/** Move a slider from end to end and back to where nothing changes. */
function start(own) {
  stop();
  playing = own;
  own.play.textContent = "❚❚";
  own.play.setAttribute("aria-pressed", "true");
  let frame = 0;
  const middle = own.share(own.change.still);
  const step = () => {
    if (playing !== own) return;
    if (frame > FRAMES || byId("view-shake").hidden) return stop();
    own.set(rounded(own.change, own.at(swing(frame / FRAMES, middle))));
    frame += 1;
    shake();
    requestAnimationFrame(step);
  };
  step();
}

/** Where on its way a slider is: from the middle up, down to the other end, and back. */
function swing(time, middle) {
  const wave = Math.sin(2 * Math.PI * time);
  return wave > 0 ? middle + wave * (1 - middle) : middle + wave * middle;
}

function stop() {
  if (!playing) return;
  playing.play.textContent = "▶";
  playing.play.removeAttribute("aria-pressed");
  playing = null;
  follow();
}

function holdStill() {
  stop();
  for (const own of sliders.values()) own.set(own.change.still);
  shake();
  follow();
}
