// The sliding window: a map is made place by place. The window walks over the maps below, and the map fills as it goes;
// the numbers of each place are the unit's, which maps.aim() has explained.

import { make } from "./elements.js";
import { below, channels, inputOf, mapsOf, stepOf, windowOf } from "./fields.js";
import { shadeOf } from "./greys.js";
import { inkOf, paint, picture, weightsOf } from "./pictures.js";

const SPEEDS = { slow: 2, medium: 8, fast: 30 }; // places a second
const ZOOMS = [5, 4, 3, 2];
const APART = 16; // pixels between two pictures
const LINES = 2; // of pictures of the maps below

export class Walk {
  /** The stage is in the host; `maps` shows the same walk; tell(running) is called when it begins to run, or stops. */
  constructor(host, maps, tell) {
    Object.assign(this, { host, maps, tell });
    this.speed = "medium";
    this.unit = null; // where the walk is
    this.escaped = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.end();
    };
  }

  /** Walk through a map from a unit on, or from its first place; with the weights of its layer. */
  begin(network, thought, unit, weights) {
    if (!this.unit) document.addEventListener("keydown", this.escaped);
    this.stop();
    Object.assign(this, { network, weights });
    this.unit = { row: 0, column: 0, ...unit };
    [this.rows, this.columns] = network.layers[unit.layer].output_shape;
    this.host.hidden = false;
    this.pictures = make("div", { class: "walked" });
    this.host.replaceChildren(this.controls(), this.pictures, make("p", { class: "note" }, sentences(network, thought, unit).join(" ")));
    this.show(network, thought);
    this.play.focus({ preventScroll: true });
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.run();
  }

  /** Something else was thought: the walk stands where it was, over other maps; of another network it ends. */
  show(network, thought) {
    if (!this.unit) return;
    if (!thought || network !== this.network) return this.end();
    this.thought = thought;
    this.stage();
    this.go(this.at);
  }

  end() {
    if (!this.unit) return;
    this.stop();
    const { layer } = this.unit;
    this.unit = null;
    document.removeEventListener("keydown", this.escaped);
    const isHere = this.host.contains(document.activeElement);
    this.host.hidden = true;
    this.host.replaceChildren();
    this.maps.walkTo(null);
    if (isHere) this.maps.focus(layer);
  }

  /** The number of the place, row by row. */
  get at() {
    return this.unit.row * this.columns + this.unit.column;
  }

  get last() {
    return this.rows * this.columns - 1;
  }

  controls() {
    const button = (label, text, onclick) => make("button", { type: "button", "aria-label": label, title: label, onclick }, text);
    this.play = button("Run", "▶", () => (this.running ? this.stop() : this.run()));
    this.slider = make("input", { type: "range", min: 0, max: this.last, "aria-label": "Place" });
    this.slider.addEventListener("input", () => this.step(Number(this.slider.value) - this.at));
    this.said = make("output", {});
    const speed = make("select", {}, ...Object.keys(SPEEDS).map((name) => make("option", { selected: name === this.speed }, name)));
    speed.addEventListener("change", () => (this.speed = speed.value));
    return make(
      "div",
      { class: "tools", role: "group", "aria-label": "The walk" },
      button("One step back", "|◀", () => this.step(-1)),
      this.play,
      button("One step on", "▶|", () => this.step(1)),
      make("label", { class: "wide" }, this.slider),
      this.said,
      make("label", {}, "Speed ", speed),
      button("End the walk (Escape)", "✕", () => this.end()),
    );
  }

  /** By hand: so many places on. */
  step(by) {
    this.stop();
    this.go(Math.min(this.last, Math.max(0, this.at + by)));
  }

  run() {
    if (this.at === this.last) this.go(0);
    this.running = setTimeout(() => this.tick(), 1000 / SPEEDS[this.speed]);
    this.ran(true);
  }

  tick() {
    if (!this.host.offsetParent || this.at === this.last) return this.stop();
    this.go(this.at + 1);
    this.running = setTimeout(() => this.tick(), 1000 / SPEEDS[this.speed]);
  }

  stop() {
    if (!this.running) return;
    clearTimeout(this.running);
    this.running = null;
    this.ran(false);
  }

  ran(running) {
    this.play.textContent = running ? "❚❚" : "▶";
    this.play.title = running ? "Pause" : "Run";
    this.play.setAttribute("aria-label", this.play.title);
    this.tell(running);
  }

  /** Stand at a place. */
  go(at) {
    const { unit, columns } = this;
    this.unit = { ...unit, row: Math.floor(at / columns), column: at % columns };
    this.slider.value = at;
    this.said.textContent = `place ${at + 1} of ${this.last + 1}`;
    this.place();
    this.maps.walkTo(this.unit);
  }

  /** The maps that are read, each with its kernel, and the map that is made: all of one scale. */
  stage() {
    const { network, thought, weights, unit } = this;
    const given = inputOf(network, thought, unit.layer);
    const read = channels(network, thought, unit);
    const { rows, columns } = windowOf(network, thought, unit);
    const wide = given[0][0].length + (weights.kernel ? columns : 0);
    const room = LINES * this.host.clientWidth;
    this.zoom = ZOOMS.find((zoom) => (read.length + 1) * (wide * zoom + APART) <= room) ?? ZOOMS.at(-1);
    const most = weights.kernel && Math.max(1e-6, ...weights.kernel[unit.map].flat(2).map(Math.abs));
    const shade = shadeOf(network, thought, below(network, unit.layer));
    this.windows = [];
    const figures = read.map((channel) => {
      const kernel = weights.kernel?.[unit.map][channel];
      const moving = make("span", { class: "window" });
      Object.assign(moving.style, { width: `${columns * this.zoom}px`, height: `${rows * this.zoom}px` });
      if (kernel) moving.append(picture(kernel, weightsOf(most), this.zoom, "signed"));
      this.windows.push(moving);
      const shown = picture(given[channel], shade, this.zoom, "ink", nameOf(network, below(network, unit.layer), channel, given.length));
      return figure(nameOf(network, below(network, unit.layer), channel, given.length), shown, moving);
    });
    this.made = make("canvas", { class: "ink", role: "img", "aria-label": "The map that is made" });
    this.spot = make("span", { class: "window" });
    Object.assign(this.spot.style, { width: `${this.zoom}px`, height: `${this.zoom}px` });
    const name = nameOf(network, unit.layer, unit.map, mapsOf(thought, unit.layer).length);
    this.pictures.replaceChildren(...figures, make("span", { class: "to", "aria-hidden": "true" }, "→"), figure(name, this.made, this.spot));
  }

  /** The windows where they are, and the map as far as it is made. */
  place() {
    const { network, thought, unit, zoom, at, columns } = this;
    const { top, left } = windowOf(network, thought, unit);
    for (const one of this.windows) move(one, left * zoom, top * zoom);
    move(this.spot, unit.column * zoom, unit.row * zoom);
    const maps = mapsOf(thought, unit.layer);
    const shade = shadeOf(network, thought, unit.layer);
    const blank = inkOf(1, false)(0); // no ink
    const filled = maps[unit.map].map((row, down) => row.map((value, right) => (down * columns + right <= at ? value : null)));
    paint(this.made, filled, (value) => (value === null ? blank : shade(value)), zoom);
  }
}

function move(element, left, top) {
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}

const figure = (words, ...shown) => make("figure", {}, make("div", { class: "plane" }, ...shown), make("figcaption", {}, words));

function nameOf(network, place, map, count) {
  const name = place < 0 ? "input" : network.layers[place].title;
  return count > 1 ? `${name}, map ${map}` : name;
}

/** What the walk shows, in words whose numbers can be counted. */
function sentences(network, thought, unit) {
  const { config, title: name } = network.layers[unit.layer];
  const { rows, columns } = windowOf(network, thought, unit);
  const [down, right] = stepOf(config);
  const steps = down === right ? String(down) : `${right} across and ${down} down`;
  const places = placesOf(network, thought, unit.layer);
  if (config.pool_size) return [`Each window of ${rows}×${columns} becomes one value. It moves by ${steps}: ${places}. So ${name} is smaller than what is below it.`];
  const count = rows * columns;
  const whose = channels(network, thought, unit).length > 1 ? `the ${count} weights of each kernel` : `the kernel’s ${count} weights`;
  return [
    `At each place ${whose} are multiplied with the ${count} values under them, and the products are added up: the sum is large where what is below looks like the kernel.`,
    `The weights are the same at every place. The window moves by ${steps}: ${places}.`,
    config.connections ? connected(network, unit) : "",
  ];
}

/** How many places the window has, and why. */
function placesOf(network, thought, layer) {
  const { config, output_shape: made } = network.layers[layer];
  const [{ length: high, 0: { length: wide } }] = inputOf(network, thought, layer);
  const [size, step] = [config.pool_size ?? config.kernel_size, stepOf(config)];
  const count = (side, axis) => {
    if (config.padding === "same" || (size[axis] === step[axis] && side % step[axis] === 0)) return `${side} / ${step[axis]} = ${made[axis]}`;
    return step[axis] === 1 ? `${side} − ${size[axis]} + 1 = ${made[axis]}` : `(${side} − ${size[axis]}) / ${step[axis]} + 1 = ${made[axis]}`;
  };
  const [down, across] = [count(high, 0), count(wide, 1)];
  const framed = config.padding === "same" ? ", with zeros around the map below" : "";
  const rounded = [high, wide].some((side, axis) => (config.padding === "same" ? side : side - size[axis]) % step[axis]) ? " (to a whole number)" : "";
  return `${across}${rounded} places across, ${across === down ? "and as many down" : `${down} down`}${framed}`;
}

function connected(network, { layer, map }) {
  const { title: name, config } = network.layers[layer];
  const read = config.connections[map];
  const { output_shape: shape, title: under } = network.layers[below(network, layer)];
  const all = read.length === shape.at(-1);
  const listed = read.length > 1 ? `maps ${read.slice(0, -1).join(", ")} and ${read.at(-1)}` : `map ${read[0]}`;
  const why = "Maps that read different ones must find different things, and there are fewer weights.";
  return `Map ${map} of ${name} reads ${all ? `all ${read.length} maps` : listed} of ${under}, each with a kernel of its own (Table I of the paper). ${why}`;
}
