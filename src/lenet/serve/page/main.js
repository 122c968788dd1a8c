// The page: its views one at a time, the network they ask, and the light.

import { hush, say } from "./service.js";
import { byId, remembered } from "./elements.js";
import * as drawing from "./drawing.js";
import * as learning from "./learning.js";
import * as mistakes from "./mistakes.js";
import * as networks from "./networks.js";
import * as presenting from "./presenting.js";
import * as reading from "./reading.js";
import * as shaking from "./shaking.js";
import * as sweeping from "./sweeping.js";

const ALL = { draw: drawing, shake: shaking, string: sweeping, read: reading, learn: learning, mistakes };
const VIEWS = Object.fromEntries(Object.entries(ALL).filter(([name]) => byId(`view-${name}`))); // the page as one file has no Read
const OF_CHOSEN = ["draw", "shake", "mistakes"]; // the others do not ask the chosen network
const THEMES = { auto: "Auto", light: "Light", dark: "Dark" };
const begun = new Set();

function view() {
  const name = location.hash.slice(1);
  return Object.hasOwn(VIEWS, name) ? name : "draw";
}

function show() {
  hush();
  const name = view();
  for (const other of Object.keys(VIEWS)) byId(`view-${other}`).hidden = other !== name;
  byId("choice").hidden = !OF_CHOSEN.includes(name);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${document.querySelector(`nav a[href="#${name}"]`).textContent} · LeNet-5 at work`;
  if (!begun.has(name)) {
    begun.add(name);
    VIEWS[name].begin();
  }
  VIEWS[name].enter?.();
}

function light(theme) {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  byId("theme").textContent = THEMES[theme];
  byId("theme").setAttribute("aria-label", `${THEMES[theme]}: light or dark`);
  remembered.set("theme", theme);
}

function nextLight() {
  const names = Object.keys(THEMES);
  const now = document.documentElement.dataset.theme ?? "auto";
  light(names[(names.indexOf(now) + 1) % names.length]);
}

window.addEventListener("hashchange", () => {
  show();
  byId("main").focus({ preventScroll: true });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names the view, which stays
  byId("main").focus();
});
byId("problem-close").addEventListener("click", hush);
byId("theme").addEventListener("click", nextLight);
light(document.documentElement.dataset.theme ?? "auto");
presenting.begin();
// Draw begins with the page: the other views open digits in it.
begun.add("draw");
drawing.begin();
show();
networks.begin().catch(say);
