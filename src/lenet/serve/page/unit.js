// The unit that is pointed at: its kernel, and its arithmetic with the real numbers.

import { fewest, isShown, rounded } from "./decimals.js";
import { make, number } from "./elements.js";
import { isPlanes, sum } from "./fields.js";
import { formulaOf, placesOf } from "./formula.js";
import { greyScale, weightScale } from "./greys.js";
import { inkOf, picture, rowsOf, weightsOf } from "./pictures.js";

const MOST_NUMBERS = 25; // of a table; of more the weightiest are listed
const LISTED = 6;

/** Explain a unit: `sums` is what ``fields.arithmetic`` gives. */
export function explain(host, network, unit, sums) {
  const { title, config } = network.layers[unit.layer];
  const places = placesOf(sums, config.activation);
  host.replaceChildren(
    heading(network, title, unit, number(sums.value, places.value)),
    make("p", { class: "formula" }, formulaOf(sums, config.activation, places)),
  );
  if (sums.kind === "distance") host.append(distance(sums.parts[0]));
  else if (sums.parts.length) host.append(parts(sums, places.term));
}

/** What stands there while no unit is pointed at: words, and what the layers are. */
export function invite(host, words, ...besides) {
  if (host.firstChild?.textContent === words && besides.every((one) => one.parentElement === host)) return;
  host.replaceChildren(make("p", { class: "note" }, words), ...besides);
}

function heading(network, title, { layer, map, row, column }, value) {
  const where = isPlanes(network.layers[layer].output_shape) ? `map ${map}, row ${row}, column ${column}` : `unit ${map}`;
  return make("h4", { "aria-level": 3 }, `${title} `, make("small", {}, where), " ", make("b", {}, value));
}

/** Each map that is read: its window, the kernel over it, what their products add up to; one in numbers. */
function parts({ parts: all }, places) {
  const largest = all.reduce((best, part) => (Math.abs(part.sum) > Math.abs(best.sum) ? part : best));
  const most = Math.max(1e-6, ...all.flatMap((part) => (part.weights ?? [[0]]).flat().map(Math.abs)));
  const reach = Math.max(1e-6, ...all.flatMap((part) => part.values.flat().map(Math.abs)));
  const negative = all.some((part) => part.values.flat().some((value) => value < 0));
  const numbers = make("div", { class: "numbers" }, table(largest, places));
  const chips = all.map((part) => {
    const chosen = part === largest;
    const button = make(
      "button",
      {
        type: "button",
        class: "part",
        "aria-pressed": String(chosen),
        "aria-label": part.weights ? `${part.name}: ${number(part.sum, places)}` : part.name,
        onclick: () => {
          for (const other of chips) other.setAttribute("aria-pressed", String(other === button));
          numbers.replaceChildren(table(part, places));
        },
      },
      picture(folded(part.values), inkOf(reach, negative), zoomOf(part.values)),
      part.weights && picture(folded(part.weights), weightsOf(most), zoomOf(part.weights), "signed"),
      part.weights && make("span", {}, number(part.sum, places)),
    );
    return button;
  });
  const scales = make("p", { class: "scales" }, "values ", greyScale([negative ? -reach : 0, reach]), ...(all[0].weights ? [" weights ", weightScale(most)] : []));
  return make("div", { class: "parts" }, make("div", { class: "chips" }, ...chips, scales), numbers);
}

/** A vector as a few lines, a plane as it is. */
const folded = (rows) => (rows.length === 1 && rows[0].length > 30 ? rowsOf(rows[0], Math.ceil(rows[0].length / 6)) : rows);
const zoomOf = (rows) => (folded(rows)[0].length > 12 ? 5 : 7);

function table(part, places) {
  if (!part.weights) return values(part, places);
  return part.values.flat().length <= MOST_NUMBERS ? grid(part, places) : weightiest(part, places);
}

const values = (part, places) =>
  make("table", {}, make("caption", {}, part.name), ...part.values.map((row) => make("tr", {}, ...row.map((value) => make("td", {}, number(value, places))))));

/** Value times weight, where they stand; the products as shown add up to what the map comes to. */
function grid(part, places) {
  const [given, weights] = [part.values.flat(), part.weights.flat()];
  const each = fewest(2, (fine) => isShown(given.reduce((all, value, at) => all + rounded(value, fine) * rounded(weights[at], fine), 0), part.sum, places));
  const rows = part.values.map((row, down) =>
    make("tr", {}, ...row.map((value, right) => make("td", {}, number(value, each), make("i", {}, `×${number(part.weights[down][right], each)}`)))),
  );
  return make("table", {}, make("caption", {}, `${part.name}: value × weight, added up ${number(part.sum, places)}`), ...rows);
}

/** The largest products and the rest, which add up to all of them. */
function weightiest(part, places) {
  const flat = part.products.flat();
  const order = [...flat.keys()].sort((one, other) => Math.abs(flat[other]) - Math.abs(flat[one])).slice(0, LISTED);
  const [value, weight] = [part.values.flat(), part.weights.flat()];
  const rest = sum([flat]) - order.reduce((all, place) => all + flat[place], 0);
  const listed = [...order.map((place) => flat[place]), rest];
  const each = fewest(2, (fine) => isShown(listed.reduce((all, one) => all + rounded(one, fine), 0), part.sum, places));
  const factors = fewest(2, (fine) => order.every((place) => isShown(rounded(value[place], fine) * rounded(weight[place], fine), flat[place], each)));
  const rows = order.map((place) =>
    make("tr", {}, make("td", {}, `${place}:`), make("td", {}, `${number(value[place], factors)} × ${number(weight[place], factors)} = ${number(flat[place], each)}`)),
  );
  rows.push(make("tr", {}, make("td", {}, "rest:"), make("td", {}, number(rest, each))));
  return make("table", {}, make("caption", {}, `${part.name}: the ${LISTED} largest of ${flat.length} products, of value × weight; all of them: ${number(part.sum, places)}`), ...rows);
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
