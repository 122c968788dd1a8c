// What the service would answer, answered in the page: the same questions, the same JSON.

import * as digitAnswer from "./digit_answer.js";
import * as networks from "./known_networks.js";
import { greyOf, prepared } from "./preparing.js";
import { Refused } from "./refused.js";
import * as shaken from "./shaken.js";
import * as swept from "./swept_line.js";
import * as tests from "./test_digits.js";
import * as trainer from "./trainer.js";

/** By method and path, {name} for a part of it: an answer to (body, query, the parts). */
const ANSWERS = {
  "GET /api/networks": listed,
  "GET /api/networks/{network}": async (body, query, name) => (await networks.get(name)).facts,
  "GET /api/networks/{network}/layers/{layer}": async (body, query, name, layer) => (await networks.get(name)).weights(layer),
  "GET /api/networks/{network}/mistakes": async (body, query, name) => tests.mistakes(await networks.get(name)),
  "POST /api/maps": async (body, query) => {
    const network = await networks.get(query.get("network"));
    return digitAnswer.maps(network, await digitOf(network, body));
  },
  "POST /api/read": async () => ({ readings: [], steps: [] }), // the reader's networks are not in the file
  "GET /api/shake": shaken.changes,
  "POST /api/shake": async (body, query) => {
    const network = await networks.get(query.get("network"));
    return shaken.answer(network, (await digitOf(network, body)).image, query);
  },
  "POST /api/shake/curves": async (body, query) => {
    const network = await networks.get(query.get("network"));
    return shaken.curves(network, (await digitOf(network, body)).image, query);
  },
  "GET /api/tests": async (body, query) => tests.digits(Number(query.get("first") ?? 0), Number(query.get("count") ?? 10), query.get("truth")),
  "POST /api/sweep": async (body, query) => swept.line(await greyOf(body), query.get("digits") !== "false"),
  "POST /api/train": async (body) => trainer.start(JSON.parse(await body.text())),
  "POST /api/train/stop": async () => trainer.stop(),
};

const ROUTES = Object.entries(ANSWERS).map(([route, answer]) => {
  const [method, path] = route.split(" ");
  return { method, path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`), answer };
});

/** A Response to a question, as ``fetch`` gives one. */
export async function answer(path, { method = "GET", body, signal } = {}) {
  const { pathname, searchParams } = new URL(path, "file:///");
  if (pathname === "/api/train/events") return new Response(trainer.events(signal));
  for (const route of ROUTES) {
    const found = route.method === method && pathname.match(route.path);
    if (found) return response(() => route.answer(body, searchParams, ...found.slice(1).map(decodeURIComponent)));
  }
  return response(() => {
    throw new Refused(404, "this page is one file, without the service that does this: lenet serve");
  });
}

async function response(work) {
  try {
    return Response.json(await work());
  } catch (error) {
    if (error instanceof Refused) return Response.json({ detail: error.message }, { status: error.status });
    console.error(error);
    return Response.json({ detail: `this page cannot go on: ${error.message}` }, { status: 500 });
  }
}

async function listed() {
  const found = await networks.all();
  const first = await networks.get(null);
  return { default: first.name, networks: found.map(({ facts: { layers, ...facts } }) => facts) };
}

async function digitOf(network, body) {
  const found = prepared(await greyOf(body), network.made.centred);
  if (!found) throw new Refused(422, "expected a digit, received a picture without ink");
  return found;
}
