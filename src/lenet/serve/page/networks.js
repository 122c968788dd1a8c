// The networks that can be asked, the one that was chosen, and its parameters as far as they are needed.

import { ask, say } from "./service.js";
import { byId, make, remembered } from "./elements.js";
import { withTitles } from "./layer_titles.js";

const facts = new Map(); // by name: the whole network
const weights = new Map(); // by name and layer
const names = new Set(); // of the list
let listed = null; // a promise: the list is there
const changed = new EventTarget();
let wanted = null; // the name that was chosen last

export let chosen = null; // the whole network that answers; `centres` are its RBF's, see centresOf

/** Called when another network answers, and once at first. */
export function onNetwork(tell) {
  changed.addEventListener("change", () => tell(chosen));
  if (chosen) tell(chosen);
}

/** Fill the list; choose what a link names if that is there, what was chosen before, or the service's own. */
export async function begin(linked) {
  await (listed = refresh(linked));
  byId("network").addEventListener("change", (event) => choose(event.target.value).catch(say));
}

/** Ask again which networks there are; what was learned of runs is forgotten. */
export async function refresh(name = wanted ?? remembered.get("network")) {
  const told = await ask("/api/networks");
  facts.clear();
  weights.clear();
  names.clear();
  for (const one of told.networks) names.add(one.name);
  const groups = { shipped: "Shipped", run: "Yours" };
  byId("network").replaceChildren(
    ...Object.entries(groups).flatMap(([source, label]) => {
      const found = told.networks.filter((one) => one.source === source);
      return found.length ? [make("optgroup", { label }, ...found.map(entry))] : [];
    }),
  );
  const there = told.networks.some((one) => one.name === name);
  await choose(there ? name : told.networks.some((one) => one.name === "original") ? "original" : told.default);
  return told.networks;
}

function entry(one) {
  const rate = one.result?.error_rate;
  const said = rate === undefined ? "" : `, ${(100 * rate).toFixed(2)} %`;
  return make("option", { value: one.name, title: "with the share of test images it misreads" }, `${one.name}${said}`);
}

/** Let the network of that name answer if there is one; whether there is. */
export async function chooseIfThere(name) {
  await listed;
  if (names.has(name) && wanted !== name) await choose(name);
  return names.has(name);
}

/** Let a network answer; of several that are chosen quickly, the last. */
export async function choose(name) {
  wanted = name;
  try {
    if (!facts.has(name)) facts.set(name, await described(name));
  } catch (error) {
    if (wanted === name) byId("network").value = wanted = chosen?.name ?? "";
    throw error;
  }
  if (wanted !== name) return;
  chosen = facts.get(name);
  byId("network").value = name;
  remembered.set("network", name);
  changed.dispatchEvent(new Event("change"));
}

async function described(name) {
  const network = await ask(`/api/networks/${encodeURIComponent(name)}`);
  return { ...network, layers: withTitles(network.layers), centres: await centresOf(network) };
}

/** A layer's parameters; asked for once, and again if that was refused. */
export function weightsOfLayer(network, layer) {
  const key = `${network.name}/${layer}`;
  if (!weights.has(key)) {
    const path = `/api/networks/${encodeURIComponent(network.name)}/layers/${encodeURIComponent(layer)}`;
    const asked = ask(path).then((told) => told.weights);
    asked.catch(() => weights.get(key) === asked && weights.delete(key));
    weights.set(key, asked);
  }
  return weights.get(key);
}

/** The centres of a network whose last layer is an RBF, [class][unit]; null of another. */
async function centresOf(network) {
  const last = network.layers.at(-1);
  return last.type === "RBF" ? (await weightsOfLayer(network, last.name)).centers : null;
}
