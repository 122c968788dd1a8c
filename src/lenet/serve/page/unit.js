// The unit that is pointed at: its kernel, and its arithmetic with the real numbers.

import { make, number } from "./elements.js";
import { isPlanes, sum } from "./fields.js";
import { greyScale, weightScale } from "./greys.js";
import { inkOf, picture, rowsOf, weightsOf } from "./pictures.js";

const SQUASH = {
  scaled_tanh: (a) => `1.7159 tanh(⅔ × ${a})`,
  tanh: (a) => `tanh(${a})`,
  relu: (a) => `max(0, ${a})`,
  sigmoid: (a) => `1 / (1 + exp(−${a}))`,
  softmax: (a) => `its share of all ten: softmax of ${a}`,
};
const MOST_NUMBERS = 25; // of a table; of more the weightiest are listed
const LISTED = 6;

/** Explain a unit: `sums` is what ``fields.arithmetic`` gives. */
export function explain(host, network, unit, sums) {
  const { name, config } = network.layers[unit.layer];
  host.replaceChildren(
    heading(network, name, unit, sums),
    formula(sums, config.activation),
    sums.kind === "distance" ? distance(sums.parts[0]) : parts(sums),
  );
}

/** What stands there while no unit is pointed at: words, and what the layers are. */
export function invite(host, words, ...besides) {
  if (host.firstChild?.textContent === words && besides.every((one) => one.parentElement === host)) return;
  host.replaceChildren(make("p", { class: "note" }, words), ...besides);
}

function heading(network, name, { layer, map, row, column }, { value }) {
  const where = isPlanes(network.layers[layer].output_shape) ? `map ${map}, row ${row}, column ${column}` : `unit ${map}`;
  return make("h4", {}, `${name} `, make("small", {}, where), " ", make("b", {}, number(value, 3)));
}

function formula({ kind, parts: [first], coefficient, bias, total, parts }, activation) {
  const values = first.values.flat();
  const squash = SQUASH[activation];
  const squashed = (a) => (squash ? ` → ${squash(a)}` : "");
  const listed = values.map((value) => number(value)).join(" + ").replaceAll("+ −", "− ");
  const plus = (value) => (value < 0 ? `− ${number(-value)}` : `+ ${number(value)}`);
  const words = {
    most: () => `the largest of ${values.map((value) => number(value)).join(", ")}`,
    mean: () => `(${listed}) / ${values.length}`,
    subsample: () => `${number(coefficient)} × (${listed}) ${plus(bias)} = ${number(total)}${squashed(number(total))}`,
    distance: () => `${values.length} differences between ${first.name} and this centre, squared and added: ${number(total, 1)}`,
    weights: () => {
      const each = parts.length > 1 && parts.length <= 6 ? parts.map((part) => number(part.sum)).join(" + ") : `${parts.length * first.values.flat().length} products: ${number(total - bias)}`;
      return `${each.replaceAll("+ −", "− ")} ${plus(bias)} (bias) = ${number(total)}${squashed(number(total))}`;
    },
  }[kind];
  return make("p", { class: "formula" }, words());
}

/** Each map that is read: its window, the kernel over it, what their products add up to; one in numbers. */
function parts({ parts: all, kind }) {
  const largest = all.reduce((best, part) => (Math.abs(part.sum) > Math.abs(best.sum) ? part : best));
  const most = Math.max(1e-6, ...all.flatMap((part) => (part.weights ?? [[0]]).flat().map(Math.abs)));
  const reach = Math.max(1e-6, ...all.flatMap((part) => part.values.flat().map(Math.abs)));
  const negative = all.some((part) => part.values.flat().some((value) => value < 0));
  const numbers = make("div", { class: "numbers" }, table(largest, kind));
  const chips = all.map((part) => {
    const chosen = part === largest;
    const button = make(
      "button",
      {
        type: "button",
        class: "part",
        "aria-pressed": String(chosen),
        "aria-label": `${part.name}: ${number(part.sum)}`,
        onclick: () => {
          for (const other of chips) other.setAttribute("aria-pressed", String(other === button));
          numbers.replaceChildren(table(part, kind));
        },
      },
      picture(folded(part.values), inkOf(reach, negative), zoomOf(part.values)),
      part.weights && picture(folded(part.weights), weightsOf(most), zoomOf(part.weights), "signed"),
      make("span", {}, number(part.sum)),
    );
    return button;
  });
  const scales = make("p", { class: "scales" }, "values ", greyScale([negative ? -reach : 0, reach]), ...(all[0].weights ? [" weights ", weightScale(most)] : []));
  return make("div", { class: "parts" }, make("div", { class: "chips" }, ...chips, scales), numbers);
}

/** A vector as a few lines, a plane as it is. */
const folded = (rows) => (rows.length === 1 && rows[0].length > 30 ? rowsOf(rows[0], Math.ceil(rows[0].length / 6)) : rows);
const zoomOf = (rows) => (folded(rows)[0].length > 12 ? 5 : 7);

function table(part, kind) {
  if (!part.weights) return values(part);
  return part.values.flat().length <= MOST_NUMBERS ? grid(part) : weightiest(part, kind);
}

const values = (part) =>
  make("table", {}, ...part.values.map((row) => make("tr", {}, ...row.map((value) => make("td", {}, number(value))))));

/** Value times weight, where they stand. */
function grid(part) {
  const rows = part.values.map((row, down) =>
    make("tr", {}, ...row.map((value, right) => make("td", {}, number(value, 1), make("i", {}, `×${number(part.weights[down][right])}`)))),
  );
  return make("table", {}, make("caption", {}, `${part.name}: value × weight`), ...rows);
}

function weightiest(part) {
  const flat = part.products.flat();
  const order = [...flat.keys()].sort((one, other) => Math.abs(flat[other]) - Math.abs(flat[one])).slice(0, LISTED);
  const [value, weight] = [part.values.flat(), part.weights.flat()];
  const rows = order.map((place) =>
    make("tr", {}, make("td", {}, `${place}:`), make("td", {}, `${number(value[place])} × ${number(weight[place])} = ${number(flat[place])}`)),
  );
  const rest = sum([flat]) - order.reduce((all, place) => all + flat[place], 0);
  rows.push(make("tr", {}, make("td", {}, "rest:"), make("td", {}, number(rest))));
  return make("table", {}, make("caption", {}, `the ${LISTED} largest of ${flat.length} products`), ...rows);
}

/** A layer, the centre it is compared with, and where they differ. */
function distance({ name: layer, values: [given], weights: [centre], products: [squares] }) {
  const across = given.length === 84 ? 7 : Math.ceil(Math.sqrt(given.length));
  const shown = (name, vector, shade, kind) =>
    make("figure", {}, picture(rowsOf(vector, across), shade, 7, kind, name), make("figcaption", {}, name));
  return make(
    "div",
    { class: "chips" },
    shown(layer, given, inkOf(1.7159, true)),
    shown("centre", centre, inkOf(1, true)),
    shown(`(${layer} − centre)²`, squares, inkOf(Math.max(4, ...squares), false)),
  );
}
