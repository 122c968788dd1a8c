// How a unit comes to its value, as a line of numbers that adds up as it stands.

import { number } from "./elements.js";
import { fewest, isShown, rounded } from "./decimals.js";

const MOST_TERMS = 16; // of a sum that is written out; of more maps each says what it comes to
const MOST_PLACES = 5; // of a sum and of a value: the service gives no more

/** What becomes of a sum: in words, and as a function. */
const SQUASH = new Map([
  ["scaled_tanh", { words: (a) => `1.7159 tanh(⅔ × ${a})`, of: (a) => 1.7159 * Math.tanh((2 / 3) * a) }],
  ["tanh", { words: (a) => `tanh(${a})`, of: Math.tanh }],
  ["relu", { words: (a) => `max(0, ${a})`, of: (a) => Math.max(0, a) }],
  ["sigmoid", { words: (a) => `1 / (1 + exp(−${a}))`, of: (a) => 1 / (1 + Math.exp(-a)) }],
  ["linear", { words: null, of: (a) => a }],
]);

/**
 * How a unit's numbers are shown: { value, total, term } are decimals, of the unit's value, of the sum
 * before it is squashed, of what is added up. `sums` is what ``fields.arithmetic`` gives.
 */
export function placesOf(sums, activation) {
  const { kind, total } = sums;
  if (kind === "most") return { value: 2, total: 2, term: 2 };
  if (kind === "distance") {
    const value = isShown(total, sums.value, 1) ? 1 : 2;
    return { value, total: value, term: value };
  }
  if (kind === "other") return { value: 3, total: 3, term: 3 };
  const [value, totalPlaces] = ofSquash(sums, activation);
  return { value, total: totalPlaces, term: fewest(2, (places) => isShown(added(sums, places), total, totalPlaces)) };
}

/** The fewest decimals of the value, and of the sum that it comes from. */
function ofSquash(sums, activation) {
  const squash = squashOf(sums, activation);
  const least = activation === "softmax" ? 3 : 2;
  if (!squash) return [least, 2];
  for (let value = least; value <= MOST_PLACES; value += 1)
    for (let places = 2; places <= MOST_PLACES; places += 1)
      if (isShown(squash.of(rounded(sums.total, places)), sums.value, value)) return [value, places];
  return [least, MOST_PLACES];
}

function squashOf({ shares }, activation) {
  if (activation === "softmax" && !shares) return undefined;
  if (activation !== "softmax") return SQUASH.get(activation ?? "linear");
  const all = shownShares(shares);
  return {
    words: (a) => `exp(${a}) / ${all}, which is the sum of all ${shares.length} exp`,
    of: (a) => Math.exp(a) / Number(all),
  };
}

/** The sum of softmax, with as many digits as its shares have. */
const shownShares = (totals) => {
  const all = totals.reduce((sum, total) => sum + Math.exp(total), 0);
  return all.toPrecision(Math.max(6, Math.ceil(Math.log10(all)) + 1));
};

/** What comes out of the terms as they are shown. */
function added({ kind, parts, coefficient, bias }, places) {
  const shown = (value) => rounded(value, places);
  const values = parts[0].values.flat();
  const all = (terms) => terms.reduce((sum, term) => sum + shown(term), 0);
  if (kind === "mean") return all(values) / values.length;
  if (kind === "subsample") return shown(coefficient) * all(values) + shown(bias);
  return all(parts.map((part) => part.sum)) + shown(bias);
}

/** The line. */
export function formulaOf(sums, activation, places) {
  const { kind, parts, coefficient, bias, total } = sums;
  const values = parts[0]?.values.flat() ?? [];
  const term = (value) => number(value, places.term);
  const sum = (terms) => terms.map(term).join(" + ").replaceAll("+ −", "− ");
  const plus = (value) => (value < 0 ? `− ${term(-value)}` : `+ ${term(value)}`);
  const shownTotal = number(total, places.total);
  const result = `= ${shownTotal}${squashed(sums, activation, shownTotal)}`;
  if (kind === "other") return "This page has no formula for a unit of this kind of layer.";
  if (kind === "most") return `the largest of ${values.map(term).join(", ")}`;
  if (kind === "mean") return `(${sum(values)}) / ${values.length} ${result}`;
  if (kind === "subsample") return `${term(coefficient)} × (${sum(values)}) ${plus(bias)} (bias) ${result}`;
  if (kind === "distance") return `${values.length} differences between ${parts[0].name} and this centre, squared and added: ${shownTotal}`;
  const each = sum(parts.map((part) => part.sum));
  const terms = parts.length > MOST_TERMS ? `what the ${parts.length} maps below come to` : parts.length > 1 ? each : `${values.length} products: ${each}`;
  return `${terms} ${plus(bias)} (bias) ${result}`;
}

function squashed(sums, activation, shown) {
  const squash = squashOf(sums, activation);
  if (!squash) return ` → ${activation}(${shown})`;
  return squash.words ? ` → ${squash.words(shown)}` : "";
}
