// Misread digits: each with what it is and what was read, and a way into Draw.

import * as drawing from "./drawing.js";
import { make, percent } from "./elements.js";
import { digit, fromBase64 } from "./pictures.js";

/** A button a digit; open(image, show) is called when one is chosen. */
export function gallery(misread, open) {
  return misread.map(({ index, truth, answer, confidence, pixels }) => {
    const image = fromBase64(pixels, 28);
    return make(
      "button",
      { type: "button", "aria-label": `${truth} › ${answer} ${percent(confidence)}: test digit ${index}, a ${truth} read as ${answer}; open in Draw`, onclick: () => open(image, (one) => drawing.open(one, index)) },
      make("span", { class: "frame" }, digit(image, 2)),
      make("b", {}, `${truth} › ${answer}`),
      " ",
      make("span", {}, percent(confidence)),
    );
  });
}
