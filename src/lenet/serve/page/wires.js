// A table of connections, as Table I is: a line from each map to each map above that reads it. Where the maps
// stand in several lines, as on a narrow screen, it is the table itself: a dot a connection.

import { draw } from "./elements.js";
import { isTableI } from "./layer_words.js";
import { cornerOf } from "./plan.js";

const HIGH = 50; // of maps that are as large as on a small screen

/** The drawing between the layer below and the layer whose maps read those that the table names. */
export function wires(from, to, table, grow) {
  const label = isTableI(table) ? "Table I: which maps of S2 each map of C3 reads" : "Which maps of the layer below each map reads";
  if (from.lines > 1 || to.lines > 1) return dots(table, from.count, label);
  const middle = (plan, map) => cornerOf(plan, map)[0] + (plan.columns * plan.zoom) / 2;
  const high = Math.round(HIGH * Math.sqrt(grow));
  const lines = table.flatMap((read, map) =>
    read.map((channel) => {
      const [start, end] = [middle(from, channel), middle(to, map)];
      const d = `M${start} 0C${start} ${high / 2} ${end} ${high / 2} ${end} ${high}`;
      return draw("path", { d, "data-to": map });
    }),
  );
  const width = Math.max(from.width, to.width);
  return drawing(width, high, label, lines);
}

function dots(table, count, label) {
  const step = 15;
  const found = table.flatMap((read, map) =>
    Array.from({ length: count }, (_, channel) => {
      const there = read.includes(channel);
      return draw("circle", {
        cx: (map + 0.5) * step,
        cy: (channel + 0.5) * step,
        r: there ? 4 : 1,
        class: there ? "dot" : "none",
        "data-to": there ? map : null,
      });
    }),
  );
  return drawing(table.length * step, count * step, label, found);
}

function drawing(width, height, label, inside) {
  const title = draw("title", {}, label);
  return draw("svg", { class: "wires", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, title, ...inside);
}
