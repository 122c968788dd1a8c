// The address says what is seen: #draw?net=original&test=4271&unit=C3.7.4.5. It is read when the page
// is opened and on Back, and follows the view that is shown. Whoever has it sees the same.
//
// state  what a view's link says, by the names in FIELDS; what is left out is as at the beginning
//
// A link may come from anywhere. What of it is unknown or damaged is left out, and a sentence says so.

import { byId } from "./elements.js";
import { packImage, packInk, unpackImage, unpackInk } from "./packing.js";
import { Refusal, say } from "./service.js";

const LONGEST = 65_536; // letters of an address
const LONGEST_NAME = 200;
const OFTEN = 400; // milliseconds between two changes of the address: browsers refuse many

// What a part of a link may be: read(text) gives its value, undefined for a damaged one; write(value) its text.
const written = (value) => String(value);
const number = (low, high) => ({ read: (text) => within(text, /^-?\d{1,9}(\.\d{1,9})?(e-\d{1,2})?$/, low, high), write: (value) => String(Number(Number(value).toPrecision(9))) });
const whole = (low, high) => ({ read: (text) => within(text, /^\d{1,10}$/, low, high), write: written });
const oneOf = (...words) => ({ read: (text) => (words.includes(text) ? text : undefined), write: written });
const name = { read: (text) => (text && text.length <= LONGEST_NAME ? text : undefined), write: written };
const yes = { read: (text) => (text === "1" ? true : undefined), write: () => "1" };
const places = { read: (text) => (/^\d{1,3}\.\d{1,3}$/.test(text) ? text.split(".").map(Number) : undefined), write: (pair) => pair.join(".") };
const ink = { read: (text) => unpackInk(text) ?? undefined, write: packInk };
const image = { read: (text) => unpackImage(text) ?? undefined, write: packImage };

function within(text, form, low, high) {
  const value = Number(text);
  return form.test(text) && value >= low && value <= high ? value : undefined;
}

const test = whole(0, 1e9);

/** What a link to each view may say. */
const FIELDS = {
  draw: { net: name, test, image, ink, blank: yes, digit: whole(0, 99), unit: name },
  shake: {
    net: name, test, image, from: test,
    right: number(-99, 99), down: number(-99, 99), scale: number(0.01, 99), rotation: number(-360, 360),
    squeeze: number(0.01, 99), stroke: number(-99, 99), noise: number(0, 100),
  },
  string: { ink, blank: yes, amount: yes },
  read: { for: oneOf("amount", "digits"), length: whole(1, 100), pattern: name, errors: oneOf("0.001", "0.01", "0.05", "1") },
  learn: {
    network: oneOf("tutorial", "original", "modern"), recipe: oneOf("paper", "first-order", "mini-batch"), data: oneOf("mnist", "fashion", "kmnist"),
    epochs: whole(1, 1000), rate: number(0, 100), seed: whole(0, 2 ** 31), distort: yes,
  },
  mistakes: { net: name, cell: places, sort: oneOf("sure", "unsure", "truth", "answer", "index") },
};

/** What the fragment of an address says: { view, state, damaged }; state is null where it says nothing but the view. */
export function parse(hash) {
  const [word, rest] = halves(hash.replace(/^#/, ""));
  const view = Object.hasOwn(FIELDS, word) ? word : null;
  if (!view || rest === null) return { view, state: null, damaged: [] };
  if (hash.length > LONGEST) return { view, state: null, damaged: [null] };
  const state = Object.create(null);
  const damaged = [];
  for (const [key, text] of new URLSearchParams(rest)) {
    const field = Object.hasOwn(FIELDS[view], key) ? FIELDS[view][key] : null;
    const value = key in state ? undefined : field?.read(text);
    if (value === undefined) damaged.push(field ? key : null);
    else state[key] = value;
  }
  return { view, state, damaged };
}

/** The fragment that says it; what is null, false or as at the beginning is left out. */
export function format(view, state) {
  const parts = Object.keys(FIELDS[view]).flatMap((key) => {
    const text = textOf(view, key, state[key]);
    return text === null ? [] : [`${key}=${encodeURIComponent(text)}`];
  });
  return `#${view}?${parts.join("&")}`;
}

/** A part's text; null for nothing, and for what a link could not give back: too many strokes, a number out of bounds. */
function textOf(view, key, value) {
  if (value === undefined || value === null || value === false || value === "") return null;
  const field = FIELDS[view][key];
  const text = field.write(value);
  return text === null || field.read(text) === undefined ? null : text;
}

function halves(text) {
  const at = text.indexOf("?");
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** Say that parts of a link were left out: their names, null for one that is unknown. No letter of the link is shown. */
export function leaveOut(parts) {
  if (!parts.length) return;
  const known = [...new Set(parts)].filter((part) => part !== null);
  const unknown = parts.length - parts.filter((part) => part !== null).length;
  const listed = [...known.map((part) => `“${part}”`), unknown === 1 ? "a part" : unknown ? `${unknown} parts` : null].filter(Boolean).join(" and ");
  say(new Refusal(400, `Of this link ${listed} cannot be shown here and ${parts.length > 1 ? "were" : "was"} left out.`));
}

let seen = null; // { view, state }: what is seen, and () => what a link to it says
let waiting = null;

/** From now on the address follows this view. */
export function follow(view, state) {
  seen = { view, state };
  write();
}

/** Until then the address stays as it is: another view is on its way. */
export function rest() {
  seen = null;
}

/** What is seen has changed. */
export function changed() {
  waiting ??= setTimeout(write, OFTEN);
}

/** Bring the address up to date at once. */
export function write() {
  clearTimeout(waiting);
  waiting = null;
  const fragment = seen && format(seen.view, seen.state());
  if (seen && fragment !== location.hash) history.replaceState(history.state, "", fragment);
}

/** Put the address on the clipboard, and say so on the button. */
export async function copy() {
  write();
  const { ink } = seen.state();
  if (ink && textOf(seen.view, "ink", ink) === null) return say(new Refusal(413, "This drawing has more strokes than a link can hold. Save picture keeps it."));
  const button = byId("share-copy");
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy link"), 2000);
  } catch {
    say(new Refusal(403, "The browser does not let this page copy. The link is the address of this page."));
  }
}
