// Where each map of a layer stands on its canvas: a plan { zoom, rows, columns, across, gap, ... } in CSS pixels.

const GAP = 3;
const LARGE = 20; // rows from which a map must stay large to be seen
const BITMAP = [7, 12]; // F6 of the network of 1998

/** The plan of a layer with these maps, within a width; `bitmap` says that it is drawn as 7x12. */
export function planOf(maps, width, bitmap) {
  if (Array.isArray(maps[0]) && maps[0].length * maps[0][0].length > 1) return ofPlanes(maps, width);
  const values = maps.length;
  if (bitmap) return ofUnits(values, BITMAP[0], 8);
  const cell = values <= 16 ? 22 : 9;
  const lines = Math.ceil(values / Math.max(1, Math.floor(width / (cell + gapOf(cell)))));
  return ofUnits(values, Math.ceil(values / lines), cell);
}

/** The plan of the input: one map, small enough to stand beside the first layer's. */
export const planOfInput = ({ length: rows, 0: { length: columns } }) =>
  finished({ count: 1, zoom: 2, rows, columns, across: 1, gap: GAP, below: 0 });

/** The plan of the ten centres of an RBF layer: a bitmap each, its penalty below. */
export function planOfCentres(count, width) {
  const zoom = 4;
  const [columns, rows] = BITMAP;
  const fits = Math.max(1, Math.floor((width + 10) / (columns * zoom + 10)));
  const across = Math.ceil(count / Math.ceil(count / fits));
  return finished({ count, zoom, rows, columns, across, gap: 10, below: 16 });
}

function ofPlanes(maps, width) {
  const [count, rows, columns] = [maps.length, maps[0].length, maps[0][0].length];
  const least = rows >= LARGE ? 44 : 24;
  const most = rows >= LARGE ? 3 : rows >= 8 ? 4 : 6;
  let best = null;
  for (let zoom = most; zoom >= 1; zoom -= 1) {
    if (best && columns * zoom < least) break;
    const fits = Math.max(1, Math.floor((width + GAP) / (columns * zoom + GAP)));
    const lines = Math.ceil(count / fits);
    if (!best || lines < best.lines) best = { zoom, lines };
  }
  const across = Math.ceil(count / best.lines);
  return finished({ count, zoom: best.zoom, rows, columns, across, gap: GAP, below: 0 });
}

/** A bitmap has none. */
const gapOf = (zoom) => (zoom > 10 ? 4 : zoom === 9 ? 1 : 0);

const ofUnits = (count, across, zoom) =>
  finished({ count, zoom, rows: 1, columns: 1, across, gap: gapOf(zoom), below: zoom > 10 ? 16 : 0 });

function finished(plan) {
  const lines = Math.ceil(plan.count / plan.across);
  const wide = plan.columns * plan.zoom + plan.gap;
  const high = plan.rows * plan.zoom + plan.gap + plan.below;
  return { ...plan, lines, wide, high, width: plan.across * wide - plan.gap, height: lines * high - plan.gap };
}

/** The corner of a map: [x, y]. */
export const cornerOf = (plan, map) => [(map % plan.across) * plan.wide, Math.floor(map / plan.across) * plan.high];

/** The unit at a point: { map, row, column }, or null between the maps. */
export function unitAt(plan, x, y) {
  const [right, down] = [Math.floor(x / plan.wide), Math.floor(y / plan.high)];
  const map = down * plan.across + right;
  if (x < 0 || y < 0 || right >= plan.across || map >= plan.count) return null;
  const column = Math.floor((x - right * plan.wide) / plan.zoom);
  const row = Math.floor((y - down * plan.high) / plan.zoom);
  if (column >= plan.columns || row >= plan.rows) return plan.below && row >= plan.rows ? { map, row: 0, column: 0 } : null;
  return { map, row, column };
}
