// Where each map of a layer stands on its canvas: a plan { zoom, rows, columns, across, gap, ... } in CSS pixels.
// `grow` is how much larger than on a small screen its maps may be, `type` how high a word below one is.

const GAP = 3;
const LARGE = 20; // rows from which a map must stay large to be seen
const BITMAP = [7, 12]; // F6 of the network of 1998
const NAMED = 16; // units of a layer, up to which each has its name below it

/** The plan of a layer with these maps, within a width; `bitmap` says that it is drawn as 7x12. */
export function planOf(maps, width, bitmap, { grow, type }) {
  if (Array.isArray(maps[0]) && maps[0].length * maps[0][0].length > 1) return ofPlanes(maps, width, grow);
  const count = maps.length;
  if (bitmap) return ofUnits({ count, across: BITMAP[0], zoom: Math.round(8 * grow), gap: 0, below: 0 });
  const isNamed = count <= NAMED;
  const zoom = Math.round((isNamed ? 22 : 9) * grow);
  const gap = isNamed ? 4 : 1;
  const lines = Math.ceil(count / Math.max(1, Math.floor((width + gap) / (zoom + gap))));
  return ofUnits({ count, across: Math.ceil(count / lines), zoom, gap, below: isNamed ? below(type) : 0 });
}

/** The plan of the input: one map, small enough to stand beside the first layer's. */
export const planOfInput = ({ length: rows, 0: { length: columns } }, { grow }) =>
  finished({ count: 1, zoom: Math.max(1, Math.round(2 * grow)), rows, columns, across: 1, gap: GAP, below: 0 });

/** The plan of the ten centres of an RBF layer: a bitmap each, its penalty below. */
export function planOfCentres(count, width, { grow, type }) {
  const zoom = Math.round(4 * grow);
  const [columns, rows] = BITMAP;
  const pad = Math.max(0, Math.ceil((2.2 * type - columns * zoom) / 2)); // three figures may be wider than their bitmap
  const gap = Math.max(10, 2 * pad + 2);
  const fits = Math.max(1, Math.floor((width - 2 * pad + gap) / (columns * zoom + gap)));
  const across = Math.ceil(count / Math.ceil(count / fits));
  return finished({ count, zoom, rows, columns, across, gap, pad, below: below(type) });
}

function ofPlanes(maps, width, grow) {
  const [count, rows, columns] = [maps.length, maps[0].length, maps[0][0].length];
  const least = rows >= LARGE ? 44 : 24;
  const most = Math.max(1, Math.round((rows >= LARGE ? 3 : rows >= 8 ? 4 : 6) * grow));
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

const ofUnits = (plan) => finished({ ...plan, rows: 1, columns: 1 });

/** The room of a word and the paper around it. */
const below = (type) => Math.ceil(1.45 * type);

function finished(plan) {
  const lines = Math.ceil(plan.count / plan.across);
  const wide = plan.columns * plan.zoom + plan.gap;
  const high = plan.rows * plan.zoom + plan.gap + plan.below;
  const { pad = 0 } = plan; // left of the first map and right of the last
  return { ...plan, pad, lines, wide, high, width: plan.across * wide - plan.gap + 2 * pad, height: lines * high - plan.gap };
}

/** The corner of a map: [x, y]. */
export const cornerOf = (plan, map) => [plan.pad + (map % plan.across) * plan.wide, Math.floor(map / plan.across) * plan.high];

/** The unit at a point: { map, row, column }, or null between the maps. */
export function unitAt(plan, across, y) {
  const x = across - plan.pad;
  const [right, down] = [Math.floor(x / plan.wide), Math.floor(y / plan.high)];
  const map = down * plan.across + right;
  if (x < 0 || y < 0 || right >= plan.across || map >= plan.count) return null;
  const column = Math.floor((x - right * plan.wide) / plan.zoom);
  const row = Math.floor((y - down * plan.high) / plan.zoom);
  if (column >= plan.columns || row >= plan.rows) return plan.below && row >= plan.rows ? { map, row: 0, column: 0 } : null;
  return { map, row, column };
}

/** The unit a step from another; beyond a map's edge is the next map. */
export function moved(plan, layer, unit, [down, right]) {
  if (!unit || unit.layer !== layer) return { layer, map: 0, row: 0, column: 0 };
  if (plan.below || plan.rows * plan.columns === 1) {
    const map = unit.map + right + down * plan.across;
    return map >= 0 && map < plan.count ? { ...unit, map } : unit;
  }
  let [map, row, column] = [unit.map, unit.row + down, unit.column + right];
  if (column < 0) [map, column] = [map - 1, plan.columns - 1];
  if (column >= plan.columns) [map, column] = [map + 1, 0];
  if (row < 0) [map, row] = [map - plan.across, plan.rows - 1];
  if (row >= plan.rows) [map, row] = [map + plan.across, 0];
  return map >= 0 && map < plan.count ? { layer, map, row, column } : unit;
}
