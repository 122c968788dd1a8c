// What a picture became on its way to the network: the ink in its box, 20x20, centred in 28x28, the input.

import { make } from "./elements.js";
import { digit, inkOf, picture } from "./pictures.js";

const SHOWN = 55.9; // pixels of a step's longer side, where type is 16 px high

/** Show the steps; nothing when there are none. */
export function showSteps(host, steps, input) {
  if (!steps) {
    host.replaceChildren();
    return;
  }
  const [, , width, height] = steps.box;
  const zoom = (rows) => SHOWN / Math.max(rows.length, rows[0].length);
  const byte = (rows) => digit(rows, zoom(rows));
  const most = Math.max(...input.flat());
  const found = [
    [`${width}×${height}`, "cut out", byte(steps.ink)],
    steps.scaled && ["20×20", "scaled", byte(steps.scaled)],
    ["28×28", steps.scaled ? "centred by mass" : "as it is", marked(byte(steps.image))],
    [`${input.length}×${input[0].length}`, "network input", picture(input, inkOf(most, false), zoom(input))],
  ];
  host.replaceChildren(
    ...found.filter(Boolean).map(([size, words, shown]) => make("li", {}, make("span", { class: "frame" }, shown), make("b", {}, size), make("span", {}, words))),
  );
}

/** With the middle of the sheet marked: the mass is there. */
function marked(canvas) {
  return make("span", { class: "crossed" }, canvas);
}
