// Present: the page for a class. It fills the screen where the browser lets it, and its type and maps are large.

import { byId } from "./elements.js";

const root = document.documentElement;

export function begin() {
  byId("present").addEventListener("click", () => (isPresented() ? leave() : enter()));
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) present(false);
  });
  // Where the page does not fill the screen, Escape is its own to hear; a view may want it first.
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && isPresented()) leave();
  });
}

const isPresented = () => "present" in root.dataset;

function present(is) {
  if (is) root.dataset.present = "";
  else delete root.dataset.present;
  byId("present").setAttribute("aria-pressed", String(is));
}

/** A browser may refuse the whole screen, and a phone has no such thing; the type is large all the same. */
async function enter() {
  present(true);
  await root.requestFullscreen?.().catch(() => {});
}

async function leave() {
  present(false);
  if (document.fullscreenElement) await document.exitFullscreen();
}
