// A view as a PNG: a copy of it, with all that it shows written down in it, drawn by the browser as one SVG.
// Nobody is asked, and nothing leaves the page.

import { keep, make } from "./elements.js";

const FINE = 2; // the picture's pixels to one of the page
const LONGEST = 16_000; // pixels a side: browsers have no larger canvas
const MARGIN = 16; // pixels of the page around the view
const CAPTION = 40; // pixels below it, for a line
const SVG = "http://www.w3.org/2000/svg";
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]/gu;
const LAID = [
  "position", "inset", "display", "width", "height", "maxWidth", "margin", "border", "borderRadius", "background", "opacity", "filter",
  "imageRendering", "transform", "verticalAlign", "flex", "order", "gridArea", "alignSelf", "justifySelf", "zIndex",
]; // what a canvas has of the style sheet, for the image in its place

/** Let the user keep a view's picture, with a line of words below it. */
export async function savePicture(view, words) {
  keep(`lenet-${view.id.replace("view-", "")}.png`, await pictureOf(view, words), "image/png");
}

/** The same as a Blob: drawn in pieces as high as the window, by which the style sheet lays out. */
export async function pictureOf(view, words) {
  const { left, width } = view.getBoundingClientRect();
  const [wide, high] = [Math.ceil(width) + 2 * MARGIN, heightOf(view) + 2 * MARGIN + CAPTION];
  const scale = Math.min(FINE, LONGEST / Math.max(wide, high));
  const canvas = make("canvas", { width: Math.round(scale * wide), height: Math.round(scale * high) });
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, wide, high);
  const body = bodyWith(view, words, await rules());
  for (let top = 0; top < high; top += innerHeight) {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(piece(body, MARGIN - spaceAbove(view) - top))}`;
    await image.decode();
    context.drawImage(image, left - MARGIN, 0, wide, innerHeight, 0, top, wide, innerHeight);
  }
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

const heightOf = (view) => Math.ceil(Math.max(view.getBoundingClientRect().height, view.scrollHeight));

/** So much of the margin of a view's title as is not within the view's own height. */
function spaceAbove(view) {
  const title = view.firstElementChild;
  return parseFloat(getComputedStyle(title).marginTop) - (title.getBoundingClientRect().top - view.getBoundingClientRect().top);
}

function bodyWith(view, words, style) {
  const copy = copyOf(view);
  copy.style.height = `${heightOf(view)}px`;
  copy.style.flex = "none";
  const body = document.createElement("body");
  body.append(make("style", {}, style), make("main", {}, copy, make("p", { class: "note" }, words)));
  return body;
}

/** An SVG of the window's size, the body in it from such a height on. Its root is what `:root` means to the style sheet. */
function piece(body, y) {
  const page = document.documentElement;
  const root = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ width: innerWidth, height: innerHeight })) root.setAttribute(name, value);
  Object.assign(root.dataset, { theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light" }, page.dataset);
  root.style.fontSize = getComputedStyle(page).fontSize;
  const foreign = document.createElementNS(SVG, "foreignObject");
  for (const [name, value] of Object.entries({ y, width: page.getBoundingClientRect().width, height: LONGEST })) foreign.setAttribute(name, value);
  foreign.append(body);
  root.append(foreign);
  return new XMLSerializer().serializeToString(root).replace(NO_XML, "");
}

/** The style sheets as they were written: browsers tell shorthands with variables incompletely. */
async function rules() {
  const texts = [...document.styleSheets].map(async ({ href, ownerNode }) => (href ? (await fetch(href)).text() : ownerNode.textContent));
  return (await Promise.all(texts)).join("\n");
}

/** A copy that shows what the view shows without its scripts: canvases as images, what was typed as attributes. */
function copyOf(view) {
  const copy = view.cloneNode(true);
  const copies = [...copy.querySelectorAll("*")];
  [...view.querySelectorAll("*")].forEach((shown, at) => writeDown(shown, copies[at]));
  return copy;
}

function writeDown(shown, copy) {
  if (shown.matches("canvas")) return copy.replaceWith(imageOf(shown, shown.width, shown.height, copy.className));
  const { display, position, gridTemplateColumns: columns } = getComputedStyle(shown);
  if (position === "fixed") Object.assign(copy.style, { position: "static", maxHeight: "none" }); // a sheet over the view goes below it
  if (display === "grid") copy.style.gridTemplateColumns = columns; // as wide as what is in them was
  if (shown.matches("img")) copy.replaceWith(imageOf(shown, ...shownSize(shown), copy.className));
  if (shown.matches("input")) copy.setAttribute("value", shown.value);
  if (shown.matches("input")) copy.toggleAttribute("checked", shown.checked);
  if (shown.matches("option")) copy.toggleAttribute("selected", shown.selected);
  if (shown.matches("progress")) copy.setAttribute("value", shown.value);
  if (shown.scrollLeft || shown.scrollTop) for (const child of copy.children) child.style.translate = `${-shown.scrollLeft}px ${-shown.scrollTop}px`;
}

/** How large a picture is painted: as it is seen, and no larger than it is. */
function shownSize({ naturalWidth, naturalHeight, clientWidth }) {
  const scale = Math.min(1, (FINE * clientWidth) / Math.max(1, naturalWidth));
  return [Math.round(scale * naturalWidth), Math.round(scale * naturalHeight)];
}

/** What a canvas or an image shows, in an image that needs nothing from elsewhere. */
function imageOf(shown, width, height, kind) {
  const image = document.createElement("img");
  image.className = kind;
  const style = getComputedStyle(shown);
  for (const name of LAID) image.style[name] = style[name];
  if (!width || !height) return image;
  const canvas = make("canvas", { width, height });
  canvas.getContext("2d").drawImage(shown, 0, 0, width, height);
  image.src = canvas.toDataURL();
  return image;
}
