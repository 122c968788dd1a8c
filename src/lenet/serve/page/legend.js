// What the layers are, said beside them: a list with a line for each and its scale of greys, and each
// layer's name as a button that says more.

import { make } from "./elements.js";
import { INPUT, shown } from "./fields.js";
import { greyScale, rangeOf } from "./greys.js";
import { lineOf, whyOf } from "./layer_words.js";

const EDGE = 8; // pixels between what is said and the window's edge
const isDrawn = (network, place) => place === network.layers.length - 1 && network.layers[place].type === "RBF";


/** A line for each layer of a network, with what its greys are worth. */
export class Legend {
  constructor() {
    this.element = make("dl", { class: "legend" });
  }

  show(network, thought) {
    const places = [INPUT, ...network.layers.flatMap((layer, place) => (shown(layer) ? [place] : []))];
    if (network !== this.network) {
      this.scales = places.map(() => make("dd", { class: "greys" }));
      this.element.replaceChildren(...places.flatMap((place, at) => [make("dt", {}, titleOf(network, place)), make("dd", {}, lineOf(network, place)), this.scales[at]]));
      this.network = network;
    }
    this.scales.forEach((host, at) => showScale(host, network, thought, places[at]));
  }
}

const titleOf = (network, place) => (place === INPUT ? "input" : isDrawn(network, place) ? "RBF" : network.layers[place].title);

/** The centres of an RBF are of +1 and −1. */
function showScale(host, network, thought, place) {
  const made = greyScale(isDrawn(network, place) ? [-1, 1] : rangeOf(network, thought, place));
  if (host.textContent !== made.textContent) host.replaceChildren(made);
}

/** A layer's name and its size; pressed, it says what the layer is. `thought()` is what the network thinks now. */
export function nameOf(network, place, size, thought) {
  const full = titleOf(network, place);
  const told = make("div", { class: "told", popover: "auto", role: "note", "aria-label": full });
  const button = make("button", { type: "button", class: "plain", title: full }, full, make("small", {}, size));
  button.popoverTargetElement = told;
  told.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") told.replaceChildren(...words(network, place, thought()));
  });
  told.addEventListener("toggle", ({ newState }) => newState === "open" && putBelow(told, button));
  return make("h4", { "aria-level": 3 }, button, told);
}

function words(network, place, thought) {
  const scale = make("p", { class: "note" }, greyScale(isDrawn(network, place) ? [-1, 1] : rangeOf(network, thought, place)));
  const [what, ...more] = [lineOf(network, place), ...whyOf(network, place)];
  return [make("p", {}, make("b", {}, titleOf(network, place)), ` ${what}`), ...more.map((one) => make("p", {}, one)), scale];
}

/** Within the window, below a button; above it where there is more room. */
function putBelow(told, button) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const { width, height } = told.getBoundingClientRect();
  told.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
  const below = bottom + EDGE / 2;
  told.style.top = `${below + height + EDGE <= window.innerHeight ? below : Math.max(EDGE, top - height - EDGE / 2)}px`;
}
