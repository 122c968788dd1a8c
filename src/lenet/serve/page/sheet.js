// The unit's panel where the screen is too small for it beside the maps: a sheet at the bottom, open while
// a unit is chosen. On a larger screen the style sheet leaves the panel in its place.

import { byId } from "./elements.js";

const APART = 12; // pixels between the unit and the sheet

/** close() is called when the reader closes it. */
export function sheet(close) {
  byId("draw-close").addEventListener("click", close);
  byId("draw-sheet").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOver()) return;
    event.preventDefault();
    close();
  });
}

/** Open or closed; where it would cover what stands from one height to another, the page is scrolled. */
export function openSheet(is, [top, bottom] = []) {
  byId("draw-sheet").classList.toggle("open", is);
  if (top === undefined || !isOver()) return;
  const free = byId("draw-sheet").getBoundingClientRect().top - APART;
  if (bottom > free) window.scrollBy(0, bottom - free);
  else if (top < APART) window.scrollBy(0, top - APART);
}

const isOver = () => getComputedStyle(byId("draw-sheet")).position === "fixed";
