// The answer beside a list of the ten classes. The grey of each is its penalty, or its probability:
// the blacker, the nearer.

import { make, number, percent } from "./elements.js";

/** Show a network's answer with words below it, or in its place when there is none. */
export function showAnswer(host, thought, words = "") {
  if (!thought) {
    host.replaceChildren(make("p", { class: "big none", "aria-hidden": "true" }, "–"), make("p", { class: "note" }, words));
    return;
  }
  const { answer, confidence, scores, penalties } = thought;
  if (answer === null) return showOther(host, thought);
  host.replaceChildren(
    make("p", { class: answer.length > 2 ? "big word" : "big", "data-answer": answer }, answer),
    make("p", { class: "sure" }, percent(confidence)),
    classes(answer, scores, penalties),
    words ? make("p", { class: "note always" }, words) : "",
  );
}

/** Show that a picture is not one digit, as the reader found: why, what was seen, and what the network alone would say. */
function showOther(host, { confidence, reason, seen, scores, penalties }) {
  const told = penalties ?? scores;
  const [nearest] = Object.entries(told).sort(([, one], [, other]) => (penalties ? one - other : other - one))[0];
  host.replaceChildren(
    make("p", { class: "big other", "data-answer": "" }, "Not one digit"),
    make("p", { class: "sure" }, percent(confidence)),
    make("p", { class: "reason" }, `${reason[0].toUpperCase()}${reason.slice(1)}${seen ? ": " : "."}`, seen ? make("b", {}, seen) : null),
    make("p", { class: "note" }, `So says the reader of strings; of this network’s classes the nearest is ${nearest}.`),
    classes("", scores, penalties),
  );
}

function classes(answer, scores, penalties) {
  const told = penalties ?? scores;
  const most = Math.max(...Object.values(told));
  const rows = Object.entries(told).map(([name, value]) => {
    const blackness = penalties ? 1 - Math.sqrt(Math.min(1, value / Math.max(most, 84))) : Math.sqrt(value);
    const swatch = make("span", { class: "swatch" });
    swatch.style.opacity = 0.06 + 0.94 * Math.max(0, blackness);
    const said = penalties ? number(value, 1) : percent(value);
    return make("li", { class: name === answer ? "best" : "" }, make("b", {}, name), swatch, make("span", {}, said));
  });
  return make("ol", { class: "classes", "aria-label": penalties ? "Penalties" : "Probabilities" }, ...rows);
}

/** Show a reading of several digits; each is a button that calls choose(place). */
export function showString(host, reading, place, choose) {
  const digits = reading.digits.map((one, at) =>
    make(
      "button",
      { type: "button", class: "plain", "aria-pressed": String(at === place), "aria-label": `digit ${one.digit}, ${percent(one.confidence)}`, onclick: () => choose(at) },
      String(one.digit),
    ),
  );
  const isFocused = host.contains(document.activeElement);
  host.replaceChildren(
    make("p", { class: "big word", "data-answer": reading.text }, ...digits),
    make("p", { class: "sure" }, percent(reading.confidence)),
    make("p", { class: "note" }, "Read as a string. The maps are of the digit that is underlined."),
  );
  if (isFocused) digits[place].focus();
}
