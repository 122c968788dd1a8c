// Every layer's maps in their order, as LeNet's demonstration showed them: C1 S2 C3 S4 C5 F6, then
// the ten centres or outputs. Where units can be pointed at, the input is below all of them, and a unit
// lights up what it looks at on the layer below.

import { blank, cleared, frame, outline, paintErrors, paintLayer } from "./canvases.js";
import { inRem, make, number, onSize } from "./elements.js";
import { below, channels, INPUT, isPlanes, isWalkable, mapsOf, shown, windowOf } from "./fields.js";
import { shadeOf } from "./greys.js";
import { nameOf } from "./legend.js";
import { changed } from "./link.js";
import { inkOf, paintMaps, rowsOf } from "./pictures.js";
import { cornerOf, moved, planOf, planOfCentres, planOfInput, unitAt } from "./plan.js";
import { wires } from "./wires.js";

const LABEL = 3.4; // rem of a layer's name, left of its maps
const TYPE = 0.72; // rem of the words below maps
const GROWN = [0.5, 0.6, 0.75, 0.9, 1, 1.1, 1.25, 1.4, 1.5, 1.6, 1.75, 2, 2.25, 2.5, 3, 3.5, 4]; // how large maps can be, 1 as on a small screen
const APART = 26; // pixels between two layers in a row

export class Maps {
  /**
   * point(unit or null) is called when a unit is pointed at, or none; play(unit) when a walk through its map is asked
   * for, or from then on in it.
   */
  constructor(host, point = null, play = null) {
    this.host = host;
    this.point = point;
    this.play = play;
    this.walked = null; // how far the map that is walked through is made
    this.layers = []; // what is shown: { place, plan, canvas, over, maps }
    this.errors = null; // of each layer, in place of its values
    this.pinned = null;
    this.unit = null;
    this.isHeld = false; // whether the unit was chosen, by a click or keys, and not only passed over
    onSize(host, () => {
      if (!this.thought || this.hasRoom(this.room)) return;
      const reached = () => [...host.querySelectorAll("button, canvas[tabindex]")];
      const [at, unit, isHeld] = [reached().indexOf(document.activeElement), this.unit, this.isHeld];
      this.fit();
      this.paint();
      this.aim(unit, isHeld);
      reached()[at]?.focus({ preventScroll: true }); // the keys stay where they were
    });
  }

  /** Whether the room for the maps is as it was: their width, and their height where the style sheet lets them scroll. */
  hasRoom(known) {
    const { host } = this;
    this.room = { width: host.clientWidth, height: getComputedStyle(host).overflowY === "auto" ? host.clientHeight : Infinity, rem: inRem(1) };
    return known && Object.keys(known).every((name) => known[name] === this.room[name]);
  }

  /** Lay the maps as large as their room lets them be, in hardly more lines than small ones: more would be height for nothing. */
  fit() {
    const { host, room } = this;
    if (room.height === Infinity) return this.lay(1);
    const lines = () => this.layers.reduce((all, { plan }) => all + plan.lines, 0);
    this.lay(1);
    const mostLines = lines() + 1;
    let [least, most] = [0, GROWN.length - 1];
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      this.lay(GROWN[middle]);
      if (host.scrollHeight > room.height || lines() > mostLines) most = middle - 1;
      else least = middle;
    }
    this.lay(GROWN[least]);
  }

  /** Show what a network thought; null for nothing. */
  show(network, thought) {
    const other = network !== this.network || !this.thought !== !thought;
    Object.assign(this, { network, thought });
    this.host.hidden = !thought;
    if (!thought || !this.host.clientWidth) return this.aim(null);
    if (!this.hasRoom(this.room) || other || !this.layers.length) this.fit();
    this.paint();
    this.aim(this.unit);
  }

  /** Make the canvases of each layer, the maps so much larger than on a small screen. */
  lay(grow) {
    const { network, room } = this;
    this.scale = { grow, type: TYPE * room.rem };
    const width = room.width - LABEL * room.rem;
    const places = network.layers.flatMap((layer, place) => (shown(layer) ? [place] : []));
    const last = network.layers.length - 1;
    this.hasCentres = network.layers[last].type === "RBF";
    this.layers = places.map((place) => this.layer(place, width));
    const rows = this.point ? [this.rowOfInput(width)] : [];
    for (const one of this.layers) {
      const table = network.layers[one.place]?.config.connections;
      if (table) rows.push(wires(this.of(below(network, one.place)).plan, one.plan, table, grow));
      const beside = this.hasCentres && one.place === last;
      if (beside) rows.at(-1).append(one.element);
      else if (!one.element.parentElement) rows.push(make("div", { class: "row" }, one.element));
    }
    this.host.replaceChildren(...rows);
  }

  /** The input; beside it the first layer, if it has its maps in as many lines there as alone, and not smaller than the second layer has. */
  rowOfInput(width) {
    const input = this.layer(INPUT, width);
    const [first, second] = this.layers;
    const high = ({ rows, zoom }) => rows * zoom;
    const beside = this.planFor(first.place, width - input.plan.width - APART - LABEL * this.room.rem);
    const fits = beside.lines === first.plan.lines && (!second || high(beside) >= high(second.plan));
    if (fits) this.layers[0] = this.layer(first.place, width, beside);
    this.layers.unshift(input);
    return make("div", { class: "row" }, input.element, fits ? this.layers[1].element : null);
  }

  planFor(place, width) {
    const { network, scale } = this;
    const maps = mapsOf(this.thought, place);
    if (place === INPUT) return planOfInput(maps[0], scale);
    if (this.showsCentres(place)) return planOfCentres(maps.length, width, scale);
    const isBitmap = this.hasCentres && place === below(network, network.layers.length - 1) && maps.length === 84;
    return planOf(maps, width, isBitmap, scale);
  }

  showsCentres(place) {
    return this.hasCentres && place === this.network.layers.length - 1 && this.network.centres?.[0].length === 84;
  }

  layer(place, width, plan = this.planFor(place, width)) {
    const { network } = this;
    const isInput = place === INPUT;
    const { title, output_shape: shape } = isInput ? { title: "input", output_shape: network.input_shape } : network.layers[place];
    const isCentres = this.showsCentres(place);
    const isPointed = this.point && !isInput;
    const label = `${title}: ${sizeInWords(shape)}`;
    const canvas = make("canvas", isPointed ? { tabindex: 0, role: "application", "aria-roledescription": "layer", "aria-label": `${label}. Arrow keys choose a unit, Enter keeps it.` } : { role: "img", "aria-label": label });
    const over = make("canvas", { class: "over", "aria-hidden": "true" });
    const fine = window.devicePixelRatio || 1;
    for (const one of [canvas, over]) {
      one.width = Math.ceil(plan.width * fine);
      one.height = Math.ceil(plan.height * fine);
      one.style.width = `${plan.width}px`;
      one.style.height = `${plan.height}px`;
    }
    const made = { place, plan, canvas, over, fine, isCentres };
    if (isPointed) this.listen(made);
    const walk = this.play && !isInput && isWalkable(network.layers[place]) ? this.button(place) : null;
    const side = make("div", { class: "side" }, nameOf(network, place, isCentres ? "centres" : size(shape), () => this.thought), walk);
    made.element = make("div", { class: "layer" }, side, make("div", { class: "stack" }, canvas, over));
    return made;
  }

  /** What begins a walk through a layer's map: the one that is pointed at, else its first. */
  button(place) {
    const label = `Walk through a map of ${this.network.layers[place].title}`;
    const onclick = () => this.play({ layer: place, map: this.pinned?.layer === place ? this.pinned.map : 0 });
    return make("button", { type: "button", class: "walk", "data-layer": place, "aria-label": label, title: label, onclick }, "▶");
  }

  /** Show a walk as far as it has come: the rest of its map is blank; null at its end. */
  walkTo(unit) {
    const left = this.walked;
    this.walked = this.pinned = unit;
    for (const layer of this.layers) if (this.thought && [unit?.layer, left?.layer].includes(layer.place)) this.paintLayer(layer);
    this.aim(unit);
  }

  /** Show the errors of each layer, none of those that are null, in place of their values; null for these. */
  showErrors(errors) {
    this.errors = errors;
    if (this.thought) this.paint();
  }

  /** Go back to where a walk began. */
  focus(place) {
    this.host.querySelector(`[data-layer="${place}"]`)?.focus({ preventScroll: true });
  }

  of(place) {
    return this.layers.find((one) => one.place === place);
  }

  paint() {
    for (const layer of this.layers) this.paintLayer(layer);
  }

  paintLayer(layer) {
    const maps = mapsOf(this.thought, layer.place);
    const context = cleared(layer.canvas, layer.fine);
    const isError = this.errors && layer.place !== INPUT;
    if (isError) paintErrors(context, layer, this.errors[layer.place]);
    else if (layer.isCentres) this.paintCentres(context, layer.plan, maps);
    else paintLayer(context, layer.plan, maps, shadeOf(this.network, this.thought, layer.place));
    if (layer.plan.below && (isError || !layer.isCentres)) this.name(context, layer.plan, (map) => this.network.classes[map] ?? map);
    if (this.walked?.layer === layer.place) blank(context, layer.plan, this.walked);
  }

  paintCentres(context, plan, penalties) {
    const bitmaps = this.network.centres.map((centre) => rowsOf(centre, plan.columns));
    paintMaps(context, bitmaps, inkOf(1, true), (map) => cornerOf(plan, map), plan.zoom);
    this.name(context, plan, (map) => number(penalties[map], penalties[map] < 10 ? 1 : 0));
  }

  /** Words below each map. */
  name(context, plan, words) {
    const { type } = this.scale;
    context.font = `${type}px system-ui, sans-serif`;
    context.fillStyle = "#1d1c1a";
    context.textAlign = "center";
    for (let map = 0; map < plan.count; map += 1) {
      const [x, y] = cornerOf(plan, map);
      context.fillText(words(map), x + (plan.columns * plan.zoom) / 2, y + plan.rows * plan.zoom + 1.2 * type);
    }
  }

  listen(layer) {
    const { canvas, plan, place } = layer;
    const pointed = (event) => {
      const found = unitAt(plan, event.offsetX, event.offsetY);
      return found && { layer: place, ...found };
    };
    canvas.addEventListener("pointermove", (event) => this.walked || this.aim(pointed(event) ?? this.pinned));
    canvas.addEventListener("pointerleave", () => this.aim(this.pinned));
    canvas.addEventListener("click", (event) => {
      const unit = pointed(event);
      if (this.walked) return unit && isWalkable(this.network.layers[place]) && this.play(unit);
      this.pinned = same(unit, this.pinned) ? null : unit;
      this.aim(unit);
      changed();
    });
    canvas.addEventListener("keydown", (event) => this.key(event, layer));
    canvas.addEventListener("blur", () => this.aim(this.pinned));
  }

  key(event, { place, plan }) {
    const ways = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (event.key === "Escape") this.pin(null);
    else if (event.key === "Enter") this.pin(this.unit);
    else if (Object.hasOwn(ways, event.key)) this.aim(moved(plan, place, this.unit, ways[event.key]), true);
    else return;
    event.preventDefault();
  }

  /** Keep a unit lit, or none. */
  pin(unit) {
    this.pinned = unit;
    this.aim(unit);
    changed();
  }

  /** No unit is chosen any more; the keys are where it was. */
  release() {
    const canvas = this.unit && this.of(this.unit.layer).canvas;
    this.pin(null);
    canvas?.focus({ preventScroll: true });
  }

  /** Where the unit stands in the window: from which height to which. */
  spanOfUnit() {
    const { plan, canvas } = this.of(this.unit.layer);
    const { map, row } = this.unit;
    const top = canvas.getBoundingClientRect().top + cornerOf(plan, map)[1] + row * plan.zoom;
    return [top, top + (plan.below ? plan.high : plan.zoom)];
  }

  /** Light up a unit and what it looks at; nothing for null. */
  aim(unit, byKeys = false) {
    const there = unit && this.thought && this.of(unit.layer) && unit.map < this.of(unit.layer).plan.count;
    this.unit = there ? unit : null;
    if (!there) this.pinned = null;
    this.isHeld = Boolean(there && (byKeys || this.pinned));
    for (const layer of this.layers) cleared(layer.over, layer.fine);
    for (const wire of this.host.querySelectorAll(".wires .lit")) wire.classList.remove("lit");
    if (this.unit) this.light(this.unit);
    this.point?.(this.unit);
  }

  light(unit) {
    const { network, thought } = this;
    const own = this.of(unit.layer);
    if (own.isCentres) outline(own, unit.map, { top: 0, left: 0, rows: own.plan.rows, columns: own.plan.columns }, 2);
    else outline(own, unit.map, { top: unit.row, left: unit.column, rows: 1, columns: 1 }, 2);
    for (const wire of this.host.querySelectorAll(`.wires [data-to="${unit.map}"]`))
      if (network.layers[unit.layer].config.connections) wire.classList.add("lit");
    const under = this.of(below(network, unit.layer));
    if (!under) return;
    const window = windowOf(network, thought, unit);
    if (window) for (const map of channels(network, thought, unit)) outline(under, map, window, 1.5);
    else frame(under);
  }
}

function sizeInWords(shape) {
  const [rows, columns, maps] = shape;
  if (!isPlanes(shape)) return `${shape.at(-1)} units`;
  return maps === 1 ? `${rows}×${columns}` : `${maps} maps of ${rows}×${columns}`;
}

const size = (shape) => (isPlanes(shape) ? `${shape[0]}×${shape[1]}` : shape.at(-1));

const same = (one, other) =>
  one && other && ["layer", "map", "row", "column"].every((name) => one[name] === other[name]);
