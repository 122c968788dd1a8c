// A board to draw on with mouse, touch, pen or keys. What is judged is never its canvas as it is
// shown: `picture` draws the strokes anew, black on white, in the board's own pixels.

import { make, onSize } from "./elements.js";
import { FINE } from "./packing.js";
import { inkOf, pgmOfPixels, picture } from "./pictures.js";

const STEP = 6; // of the arrow keys, in the board's pixels
const MOST_PAST = 100; // changes that can be taken back
const LIVE = "moving";
const DONE = "done";

export class Board {
  /** tell(LIVE or DONE) is called while and after something was drawn. */
  constructor(host, { width, height, stroke, label, tell }) {
    Object.assign(this, { width, height, stroke, tell });
    this.strokes = [];
    this.under = null; // a digit image that is drawn on, or none
    this.past = []; // what was drawn before each change, for undo
    this.isLent = false; // whether what stands here is an example, until the first touch
    this.version = 0; // grows with every change of what is drawn
    this.pen = { x: width / 2, y: height / 2, down: null };
    this.canvas = make("canvas", {
      tabindex: 0,
      role: "application",
      "aria-roledescription": "drawing board",
      "aria-label": `${label}. With keys: arrows move the pen, space sets it down and lifts it, U takes a stroke back, Delete clears.`,
    });
    this.over = make("canvas", { class: "over", "aria-hidden": "true" });
    host.classList.add("board");
    this.invitation = make("p", { class: "lent", hidden: true }, "An example. Draw your own here.");
    this.host = host;
    this.marks = () => {};
    host.append(this.canvas, this.over, this.invitation);
    this.widen(width);
    onSize(host, (shown) => this.resize(shown));
    this.listen();
  }

  get empty() {
    return this.strokes.length === 0 && this.under === null;
  }

  /** Show an example's strokes; the first touch takes them away. */
  lend(strokes, isMoving = false) {
    Object.assign(this, { strokes, under: null, isLent: true });
    this.redraw();
    this.tell(isMoving ? LIVE : DONE);
  }

  /** What is drawn from now on is somebody's own. */
  own() {
    if (this.isLent) this.strokes = [];
    this.isLent = false;
  }

  /** How much of the board is ink, 0 to 1. */
  get inked() {
    const side = 28;
    const context = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
    context.scale(side / this.width, side / this.height);
    this.drawTo(context);
    const { data } = context.getImageData(0, 0, side, side);
    return data.reduce((all, value, at) => (at % 4 === 3 ? all + value : all), 0) / (255 * side * side);
  }

  /** Take the last change back: a stroke, a clearing, an image that was opened. */
  undo() {
    this.own();
    const before = this.past.pop();
    if (before) Object.assign(this, before);
    else if (!this.strokes.pop()) this.under = null;
    this.redraw();
    this.tell(DONE);
  }

  clear() {
    this.own();
    if (!this.empty) this.change();
    this.strokes = [];
    this.under = null;
    this.redraw();
    this.tell(DONE);
  }

  /** What is drawn is about to change. */
  change() {
    this.past.push({ strokes: [...this.strokes], under: this.under });
    if (this.past.length > MOST_PAST) this.past.shift();
  }

  /** Show a digit image [28][28] in place of what was drawn. */
  show(image) {
    this.own();
    this.change();
    this.restore([], image);
  }

  /** What a link says of the board: strokes as `packing.js` has them, or that they were wiped away; nothing of an example. */
  get linked() {
    const { width, height, strokes, isLent } = this;
    return { ink: strokes.length && !isLent ? { width, height, strokes } : null, blank: this.empty };
  }

  /** Make the board so wide, in its own pixels. */
  widen(width) {
    this.width = width;
    this.host.style.aspectRatio = `${width} / ${this.height}`;
    if (this.host.clientWidth) this.resize(this.host.clientWidth);
  }

  /** Draw strokes, over a digit image or none, in place of what was drawn. */
  restore(strokes, under = null) {
    Object.assign(this, { strokes, under, isLent: false });
    this.redraw();
    this.tell(DONE);
  }

  /** What was drawn, black on white, as PGM; the part in a box [x, y, width, height] if given. */
  picture(box = [0, 0, this.width, this.height]) {
    const [, , width, height] = box;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.translate(-box[0], -box[1]);
    this.drawTo(context);
    return pgmOfPixels(context.getImageData(0, 0, width, height));
  }

  /** Draw marks over the drawing: mark(context), in the board's pixels. */
  mark(marks) {
    this.marks = marks;
    this.remark();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.end(event));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("focus", () => this.remark());
    canvas.addEventListener("blur", () => this.remark());
  }

  begin(event) {
    if (event.button !== 0 || this.drawing) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = event.pointerId;
    this.own();
    this.change();
    this.strokes.push([this.point(event)]);
    this.redraw();
  }

  move(event) {
    if (this.drawing !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.strokes.at(-1).push(...(events.length ? events : [event]).map((one) => this.point(one)));
    this.redraw();
    this.tell(LIVE);
  }

  end(event) {
    if (this.drawing !== event.pointerId) return;
    this.drawing = undefined;
    this.tell(DONE);
  }

  /** Where a pointer is, and how thick its line: a pen's by how hard it is pressed. As fine as a link tells it. */
  point(event) {
    const scale = this.width / this.canvas.clientWidth;
    const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.4 + event.pressure : 1;
    return [event.offsetX * scale, event.offsetY * scale, this.stroke * pressed].map((value) => Math.round(FINE * value) / FINE);
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (Object.hasOwn(ways, event.key)) this.steer(...ways[event.key]);
    else if (event.key === " ") this.setDown();
    else if (event.key === "u" || (event.key === "z" && (event.ctrlKey || event.metaKey))) this.undo();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  }

  setDown() {
    const { pen } = this;
    this.own();
    if (pen.down) {
      pen.down = null;
      this.remark();
      this.tell(DONE);
    } else {
      pen.down = [[pen.x, pen.y, this.stroke]];
      this.change();
      this.strokes.push(pen.down);
      this.redraw();
    }
  }

  steer(right, down) {
    const { pen } = this;
    if (this.isLent) this.clear();
    pen.x = Math.min(this.width, Math.max(0, pen.x + STEP * right));
    pen.y = Math.min(this.height, Math.max(0, pen.y + STEP * down));
    if (pen.down && this.strokes.includes(pen.down)) {
      pen.down.push([pen.x, pen.y, this.stroke]);
      this.redraw();
      this.tell(LIVE);
    } else this.remark();
  }

  resize(shown) {
    const fine = shown * (window.devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.over]) {
      canvas.width = Math.round(fine);
      canvas.height = Math.round((fine * this.height) / this.width);
    }
    this.repaint();
  }

  /** What is drawn has changed. */
  redraw() {
    this.version += 1;
    this.invitation.hidden = !this.isLent;
    this.repaint();
  }

  repaint() {
    this.drawTo(this.cleared(this.canvas));
    this.remark();
  }

  remark() {
    const context = this.cleared(this.over);
    this.marks(context);
    if (document.activeElement === this.canvas && this.canvas.matches(":focus-visible")) this.drawPen(context);
  }

  cleared(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const scale = canvas.width / this.width;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    return context;
  }

  drawPen(context) {
    const { x, y, down } = this.pen;
    context.strokeStyle = "#b83f27";
    context.lineWidth = down ? 3 : 1.5;
    context.beginPath();
    context.arc(x, y, this.stroke / 2 + 2, 0, 2 * Math.PI);
    context.stroke();
  }

  drawTo(context) {
    if (this.under) this.drawUnder(context);
    context.strokeStyle = context.fillStyle = "#1d1c1a";
    context.lineCap = context.lineJoin = "round";
    for (const points of this.strokes) drawStroke(context, points);
  }

  /** The digit image on the whole board, each pixel a square, without seams. */
  drawUnder(context) {
    context.imageSmoothingEnabled = false;
    context.drawImage(picture(this.under, inkOf(255, false), 1), 0, 0, this.width, this.height);
  }
}

function drawStroke(context, points) {
  const [x, y, thick] = points[0];
  context.beginPath();
  context.arc(x, y, thick / 2, 0, 2 * Math.PI);
  context.fill();
  for (let place = 1; place < points.length; place += 1) {
    const [fromX, fromY] = points[place - 1];
    const [toX, toY, width] = points[place];
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  }
}
