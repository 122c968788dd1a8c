// Elements of the page, found and made.

export const byId = (id) => document.getElementById(id);

/** An element with attributes (on... are listeners) and what is inside it. */
export function make(tag, attributes = {}, ...inside) {
  return dressed(document.createElement(tag), attributes, inside);
}

/** The same of SVG. */
export function draw(tag, attributes = {}, ...inside) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, inside);
}

function dressed(element, attributes, inside) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined));
  return element;
}

/** Called when an element's width or height has changed, and once at first. */
export function onSize(element, tell) {
  let known = "";
  new ResizeObserver(() => {
    const [width, height] = [Math.floor(element.clientWidth), Math.floor(element.clientHeight)];
    if (!width || known === `${width} ${height}`) return;
    known = `${width} ${height}`;
    tell(width, height);
  }).observe(element);
}

/** So many times the size of the page's type, in CSS pixels. */
export const inRem = (times) => times * parseFloat(getComputedStyle(document.documentElement).fontSize);

/** A number for people: so many places, a true minus. */
export function number(value, places = 2) {
  if (value === null || !Number.isFinite(value)) return "–";
  return value.toFixed(places).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");
}

/** A probability in per cent. */
export const percent = (value, places = 1) =>
  value === null ? "–" : `${number(100 * value, value >= 0.9995 || value < 0.0005 ? 0 : places)} %`;

/** Let the user keep a file. */
export function keep(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const remembered = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // a browser that keeps nothing
    }
  },
};
