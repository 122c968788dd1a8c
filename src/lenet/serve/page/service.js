// The service behind the page: questions, answers, and refusals in one sentence.

import { reach } from "./answerer.js";
import { byId } from "./elements.js";

/** What the service refuses, in its own sentence; `about` is what was asked. */
export class Refusal extends Error {
  constructor(status, sentence, about) {
    super(sentence);
    this.status = status;
    this.about = about;
  }
}

const AGAIN = 1000; // milliseconds until a stream that ended is asked for again

let token = sessionStorage.getItem("token") ?? "";
let asking = null;
let refused = null; // the refusal that is shown

/** Ask; the answer's JSON. Refusal, also when the service is not there. */
export async function ask(path, { method = "GET", body, signal } = {}) {
  return (await answered(path, { method, body, signal })).json();
}

/** Post a picture's bytes. */
export const askAbout = (picture, path, signal) => ask(path, { method: "POST", body: picture, signal });

/** Post JSON. */
export const order = (path, wish) =>
  ask(path, {
    method: "POST",
    body: new Blob([JSON.stringify(wish)], { type: "application/json" }),
  });

/** What a path is about: its first two words. */
const subjectOf = (path) => path.split(/[/?]/, 3).join("/");

/** A path with a query; what is null or empty is left out. */
export function path(base, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== "" && value !== undefined);
  return given.length ? `${base}?${new URLSearchParams(given)}` : base;
}

async function answered(path, { method, body, signal }) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let answer;
  try {
    answer = await reach(path, { method, body, signal, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "The service does not answer: is lenet serve still running?", subjectOf(path));
  }
  // What was refused is no longer true: the service answers again, or does what it refused.
  if (refused?.status === 0 || (answer.ok && refused?.about === subjectOf(path))) hush();
  if (answer.status === 401) {
    await askForToken();
    return answered(path, { method, body, signal });
  }
  if (!answer.ok) throw new Refusal(answer.status, await detailOf(answer), subjectOf(path));
  return answer;
}

async function detailOf(answer) {
  try {
    return (await answer.json()).detail;
  } catch {
    return answer.statusText;
  }
}

function askForToken() {
  asking ??= new Promise((done) => {
    const dialog = byId("token");
    dialog.addEventListener(
      "close",
      () => {
        token = byId("token-word").value;
        sessionStorage.setItem("token", token);
        asking = null;
        done();
      },
      { once: true },
    );
    dialog.showModal();
  });
  return asking;
}

/** Server-sent events until the signal aborts: tell(name, data). Reconnects when the stream ends. */
export async function watch(path, tell, signal) {
  while (!signal.aborted) {
    try {
      const { body } = await answered(path, { method: "GET", signal });
      await events(body.pipeThrough(new TextDecoderStream()).getReader(), tell);
    } catch (error) {
      if (signal.aborted) return;
      const passes = error instanceof Refusal && (error.status === 0 || error.status === 503);
      if (!passes) throw error;
      say(error);
    }
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}

async function events(reader, tell) {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ done: true })); // it broke off
    if (done) return;
    const parts = (text + value.replaceAll("\r\n", "\n")).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const of = (field) =>
        lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart()).join("\n");
      if (of("data")) tell(of("event"), JSON.parse(of("data")));
    }
  }
}

/**
 * Work that is asked for more often than it can be done: one at a time, and of the rest the last.
 * `failed` is called when it is refused, so that no older answer stands beside the refusal.
 */
export function latest(work, failed = () => {}) {
  let running = false;
  let next = null;
  return async function run(...given) {
    if (running) {
      next = given;
      return;
    }
    running = true;
    try {
      await work(...given);
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
      say(error);
    } finally {
      running = false;
    }
    if (next) {
      const again = next;
      next = null;
      await run(...again);
    }
  };
}

/** Show a refusal above the view, until what it refused is done, another view is shown, or it is closed. */
export function say(error) {
  if (error.name === "AbortError") return;
  if (!(error instanceof Refusal)) console.error(error);
  refused = error;
  byId("problem").hidden = false;
  byId("problem-said").textContent = sentenceOf(error);
}

/** What an error says, as a sentence on the page. */
export function sentenceOf({ message }) {
  return message && message[0].toUpperCase() + message.slice(1) + (/[.?!]$/.test(message) ? "" : ".");
}

/** Show no refusal. */
export function hush() {
  refused = null;
  byId("problem").hidden = true;
}
