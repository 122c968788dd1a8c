// The page: its views one at a time, the network they ask, and the light.

import { hush, say } from "./service.js";
import { byId, remembered } from "./elements.js";
import * as drawing from "./drawing.js";
import * as link from "./link.js";
import * as learning from "./learning.js";
import * as mistakes from "./mistakes.js";
import * as networks from "./networks.js";
import * as presenting from "./presenting.js";
import * as reading from "./reading.js";
import * as shaking from "./shaking.js";
import { savePicture } from "./snapshot.js";
import * as sweeping from "./sweeping.js";

// A view: begin() makes it when it is shown first; enter(linked) is called whenever it is shown, with what the
// link says of it, or null if that names the view alone; state() is what a link to it says.
const ALL = { draw: drawing, shake: shaking, string: sweeping, read: reading, learn: learning, mistakes };
const VIEWS = Object.fromEntries(Object.entries(ALL).filter(([name]) => byId(`view-${name}`))); // the page as one file has no Read
const OF_CHOSEN = ["draw", "shake", "mistakes"]; // the others do not ask the chosen network
const THEMES = { auto: "Auto", light: "Light", dark: "Dark" };
const begun = new Map(); // what a view's begin() gave

/** Show what the address says. */
async function show() {
  hush();
  link.rest();
  const { view, state, damaged } = link.parse(location.hash);
  const name = Object.hasOwn(VIEWS, view) ? view : "draw";
  for (const other of Object.keys(VIEWS)) byId(`view-${other}`).hidden = other !== name;
  byId("choice").hidden = !OF_CHOSEN.includes(name);
  for (const one of document.querySelectorAll("nav a")) {
    if (one.hash === `#${name}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  document.title = `${document.querySelector(`nav a[href="#${name}"]`).textContent} · LeNet-5 at work`;
  if (!begun.has(name)) begun.set(name, VIEWS[name].begin());
  link.leaveOut(damaged);
  await begun.get(name);
  const linked = state && name === view && link.format(name, stateOf(name)) !== location.hash ? state : null; // on Back it may be there still
  const isThere = linked?.net === undefined || networks.chooseIfThere(linked.net);
  if (networks.chosen) await isThere; // at first a view waits for the list itself
  await VIEWS[name].enter?.(linked);
  if (!(await isThere)) link.leaveOut(["net"]);
  if (name === shown()) link.follow(name, () => stateOf(name));
}

const shown = () => Object.keys(VIEWS).find((name) => !byId(`view-${name}`).hidden);

/** What stands below a picture of the view. */
const caption = () => (OF_CHOSEN.includes(shown()) ? `LeNet-5 at work, network ${networks.chosen?.name}` : "LeNet-5 at work");

const stateOf = (name) => ({ net: networks.chosen?.name, ...VIEWS[name].state() });

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
  show().catch(say);
  byId("main").focus({ preventScroll: true });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names the view, which stays
  byId("main").focus();
});
byId("problem-close").addEventListener("click", hush);
// A click may lead to another view: the address of this one is brought up to date before.
document.addEventListener("click", link.write, { capture: true });
networks.onNetwork(link.changed);
byId("share-copy").addEventListener("click", link.copy);
byId("share-picture").addEventListener("click", () => savePicture(byId(`view-${shown()}`), caption()).catch(say));
byId("theme").addEventListener("click", nextLight);
light(document.documentElement.dataset.theme ?? "auto");
presenting.begin();
// Draw begins with the page: the other views open digits in it.
begun.set("draw", drawing.begin());
networks.begin(link.parse(location.hash).state?.net).catch(say);
show().catch(say);
