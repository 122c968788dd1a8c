// What if this were an 8? The error flows back from the output, layer by layer, and one update is made; the network
// itself stays as it is.

import { make, number, percent } from "./elements.js";
import { shown } from "./fields.js";
import { picture, weightsOf } from "./pictures.js";
import { askAbout, path, say } from "./service.js";

const RATES = [0.001, 0.01, 0.1];
const PAUSE = 500; // milliseconds from a layer to the one below
const ZOOM = 5;

const LOSSES = {
  maximum_a_posteriori: "the paper’s equation 9: the penalty of the wanted class, and more the nearer the others are",
  maximum_likelihood: "the paper’s equation 8: the penalty of the wanted class",
  sparse_categorical_crossentropy: "cross-entropy: −log of the wanted class’s share",
  categorical_crossentropy: "cross-entropy: −log of the wanted class’s share",
  mse: "the mean of the squared differences from 1 for the wanted class and 0 for the others",
};

export class Backward {
  /**
   * What is said stands in the host; `choice` is the list of classes; picture() is what is asked about; tell(is) is
   * called when the way back is shown, and when it is not any more.
   */
  constructor(host, choice, maps, picture, tell) {
    Object.assign(this, { host, choice, maps, picture, tell });
    this.rate = 0.01;
    this.escaped = (event) => event.key === "Escape" && this.end();
    choice.addEventListener("change", () => (choice.value === "" ? this.end() : this.ask()));
  }

  get isShown() {
    return !this.host.hidden;
  }

  /** What is thought is another: forward again, with the classes of its network. */
  renew(network, thought) {
    if (network === this.network && thought === this.thought) return;
    this.end();
    this.thought = thought;
    if (network !== this.network) {
      this.choice.replaceChildren(make("option", { value: "" }, "…"), ...(network?.classes ?? []).map((name) => make("option", { value: name }, name)));
      this.network = network;
    }
    this.choice.disabled = !thought;
  }

  end() {
    this.asked?.abort();
    this.asked = null;
    clearTimeout(this.flowing);
    this.choice.value = "";
    if (!this.isShown) return;
    document.removeEventListener("keydown", this.escaped);
    const isHere = this.host.contains(document.activeElement);
    this.host.hidden = true;
    this.host.replaceChildren();
    this.maps.showErrors(null);
    this.tell(false);
    if (isHere) this.choice.focus({ preventScroll: true });
  }

  async ask() {
    this.asked?.abort();
    const own = (this.asked = new AbortController());
    const query = { network: this.network.name, wanted: this.choice.value, rate: this.rate };
    try {
      const told = await askAbout(this.picture(), path("/api/digit/backward", query), own.signal);
      if (this.asked === own) this.showBack(told);
    } catch (error) {
      if (this.asked === own) this.end();
      say(error);
    }
  }

  showBack(told) {
    clearTimeout(this.flowing);
    const isFirst = !this.isShown;
    this.host.hidden = false;
    this.host.replaceChildren(...this.words(told));
    const errors = told.layers.map(({ maps }) => maps);
    if (!isFirst) return this.maps.showErrors(errors);
    document.addEventListener("keydown", this.escaped);
    this.tell(true);
    this.host.querySelector("button").focus({ preventScroll: true });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.flow(errors, isStill ? 0 : errors.length - 1);
  }

  /** Down to a layer, and after a while to the one below. */
  flow(errors, place) {
    this.maps.showErrors(errors.map((maps, at) => (at < place ? null : maps)));
    if (place === 0) return;
    const pause = shown(this.network.layers[place]) ? PAUSE : 0;
    this.flowing = setTimeout(() => this.flow(errors, place - 1), pause);
  }

  words(told) {
    const { wanted, loss, before, after } = told;
    const forward = make("button", { type: "button", onclick: () => this.end() }, "Back to forward");
    const rates = make("select", {}, ...RATES.map((rate) => make("option", { value: rate, selected: rate === this.rate }, String(rate))));
    rates.addEventListener("change", () => {
      this.rate = Number(rates.value);
      this.ask();
    });
    const named = `${LOSSES[loss.name] ?? loss.name}${loss.settings.label_smoothing ? `, with a share of ${loss.settings.label_smoothing} spread over all classes` : ""}`;
    const whose = loss.assumed ? `What it was trained with is not known; taken is ${named}.` : `It was trained with ${named}.`;
    const what = [
      make(
        "p",
        { class: "note" },
        `The loss for ${wanted} is ${number(before.loss, 3)}. ${whose} The error flows from the output back to the first layer: `,
        make("span", { class: "key raise" }, "blue: should be raised"),
        make("span", { class: "key lower" }, "red: should be lowered"),
        ` to make it ${wanted}. Each layer’s darkest is its own largest: ${largest(this.network, told.layers)}.`,
      ),
      make("p", { class: "note" }, `One update moves ${told.moved.toLocaleString("en")} of ${told.parameters.toLocaleString("en")} weights: weight − ${told.rate} × its gradient. Loss ${number(before.loss, 3)} → ${number(after.loss, 3)}; answer ${before.answer} → ${after.answer}. The network of this page is not changed.`),
    ];
    const tools = make("div", { class: "tools" }, make("b", {}, `If this were ${wanted}`), forward, make("label", {}, "Learning rate ", rates));
    return [tools, make("div", {}, ...what), told.kernels ? kernels(told) : "", answers(told)];
  }
}

function largest(network, layers) {
  return layers
    .filter((_, place) => shown(network.layers[place]))
    .map(({ name, maps }) => `${name} ${Number(Math.max(...maps.flat(2).map(Math.abs)).toPrecision(2))}`)
    .join(", ");
}

/** The answer before and after, class by class. */
function answers({ before, after, wanted }) {
  const told = (one) => one.penalties ?? one.scores;
  const said = (value) => (before.penalties ? number(value, 1) : percent(value));
  const cell = (one, key) => make("td", { class: key === one.answer ? "best" : "" }, said(told(one)[key]));
  const heads = ["", "before", "after"].map((words) => make("th", { scope: "col" }, words));
  const rows = Object.keys(told(before)).map((key) => make("tr", {}, make("th", { scope: "row", class: key === wanted ? "wanted" : "" }, key), cell(before, key), cell(after, key)));
  return make("table", { class: "answers" }, make("caption", {}, before.penalties ? "Penalties; the smallest is the answer" : "Shares; the largest is the answer"), make("tr", {}, ...heads), ...rows);
}

/** The first layer's kernels before and after, what changed, and one weight to check by hand. */
function kernels({ kernels: { layer, before, gradient, after }, rate }) {
  const change = after.map((maps, map) => maps.map((rows, channel) => rows.map((row, down) => row.map((value, right) => value - before[map][channel][down][right]))));
  const most = largestOf(before);
  const moved = largestOf(change);
  const row = (words, arrays, reach) =>
    make(
      "div",
      { class: "kernels" },
      make("span", {}, words, make("small", {}, `darkest ${Number(reach.toPrecision(3))}`)),
      ...arrays.map(([plane], map) => picture(plane, weightsOf(reach), ZOOM, "signed", `${words}, map ${map}`)),
    );
  return make("div", {}, row(`${layer} before`, before, most), row("after", after, most), row("change", change, moved || 1), make("p", { class: "note" }, checked({ layer, before, gradient, after, rate })));
}

const largestOf = (arrays) => Math.max(...arrays.flat(3).map(Math.abs));

/** The weight that changed most, in figures. */
function checked({ layer, before, gradient, after, rate }) {
  let best = [0, 0, 0, 0];
  const at = (array, [map, channel, row, column]) => array[map][channel][row][column];
  gradient.forEach((maps, map) =>
    maps.forEach((rows, channel) =>
      rows.forEach((values, row) =>
        values.forEach((value, column) => {
          if (Math.abs(value) > Math.abs(at(gradient, best))) best = [map, channel, row, column];
        }),
      ),
    ),
  );
  const places = 6;
  const slope = at(gradient, best);
  const sign = slope < 0 ? "+" : "−";
  return `The weight of ${layer} that moves most, map ${best[0]}, row ${best[2]}, column ${best[3]}: ${number(at(before, best), places)} ${sign} ${rate} × ${number(Math.abs(slope), places)} = ${number(at(after, best), places)}.`;
}
