// What a unit looks at: on the layer below, on the input, on the drawing. And what it makes of it.
//
// unit    { layer, map, row, column }: a layer's place in network.layers; a vector's units are maps
// window  { top, left, rows, columns }: of the layer below, or of the input

/** Whether an output of this shape is maps [rows, columns, maps] of more than one unit. */
export const isPlanes = ([rows, columns, maps]) => maps !== undefined && rows * columns > 1;

/** A unit's name: C3.7.4.5 is C3's map 7, row 4, column 5; F6.82 is F6's unit 82. */
export function nameOfUnit(network, { layer, map, row, column }) {
  const { name, output_shape: shape } = network.layers[layer];
  return isPlanes(shape) ? `${name}.${map}.${row}.${column}` : `${name}.${map}`;
}

/** The unit of that name; null where the network has none. */
export function unitNamed(network, name) {
  for (const [layer, { name: own, output_shape: shape, type }] of network.layers.entries()) {
    if (!shown({ type }) || !name.startsWith(`${own}.`)) continue;
    const places = name.slice(own.length + 1).split(".");
    const [rows, columns, maps] = isPlanes(shape) ? shape : [1, 1, shape.at(-1)];
    const sides = isPlanes(shape) ? [maps, rows, columns] : [maps];
    const isThere = places.length === sides.length && places.every((place, at) => /^\d{1,6}$/.test(place) && Number(place) < sides[at]);
    const [map, row = 0, column = 0] = places.map(Number);
    if (isThere) return { layer, map, row, column };
  }
  return null;
}

const isVector = (maps) => !Array.isArray(maps[0]);

/** The place of what the network is given, below all layers. */
export const INPUT = -1;

/** The layers that are shown: a Flatten only reorders. */
export const shown = (layer) => layer.type !== "Flatten";

/** The place of the layer whose output a layer reads, or INPUT. */
export function below(network, layer) {
  let place = layer - 1;
  while (place >= 0 && !shown(network.layers[place])) place -= 1;
  return place;
}

/** The maps [channel][row][column] or the vector of a layer, or of the input. */
export const mapsOf = (thought, place) => (place === INPUT ? [thought.input] : thought.layers[place].maps);

/** The maps that a layer reads. */
export const inputOf = (network, thought, layer) => mapsOf(thought, below(network, layer));

/** The maps below that a unit reads. */
export function channels(network, thought, { layer, map }) {
  const { type, config } = network.layers[layer];
  const given = inputOf(network, thought, layer);
  if (config.pool_size) return [map];
  if (config.connections) return config.connections[map];
  return isVector(given) ? [] : given.map((_, channel) => channel);
}

/** Whether a layer's units look through a window at the maps below. */
export const isWindowed = (config) => Boolean(config.pool_size ?? config.kernel_size);

/** Whether a layer's maps can be walked through: at more places than one is a window. */
export const isWalkable = ({ config, output_shape: shape }) => isWindowed(config) && isPlanes(shape);

/** How far the windows of two neighbours are apart: [down, right]. */
export const stepOf = ({ strides, pool_size: pool }) => strides ?? pool;

/** What a unit reads of each of those maps. */
export function windowOf(network, thought, { layer, row, column }) {
  const { config, output_shape: made } = network.layers[layer];
  const given = inputOf(network, thought, layer);
  if (isVector(given)) return null;
  const sides = [given[0].length, given[0][0].length];
  if (!isWindowed(config)) return { top: 0, left: 0, rows: sides[0], columns: sides[1] };
  const [size, step] = [config.pool_size ?? config.kernel_size, stepOf(config)];
  const [top, left] = [row, column].map((place, axis) => place * step[axis] - before(config, sides[axis], size[axis], step[axis], made[axis]));
  return { top, left, rows: size[0], columns: size[1] };
}

/** Rows, or columns, of zeros before the first of the maps below. */
const before = ({ padding }, side, size, step, made) =>
  padding === "same" ? Math.max((made - 1) * step + size - side, 0) >> 1 : 0;

/** The part of the input that a unit depends on. */
export function onInput(network, thought, unit) {
  const whole = { top: 0, left: 0, rows: thought.input.length, columns: thought.input[0].length };
  let window = windowOf(network, thought, unit);
  if (!window) return whole;
  for (let place = below(network, unit.layer); place >= 0; place = below(network, place)) {
    const first = windowOf(network, thought, { layer: place, row: window.top, column: window.left });
    const last = windowOf(network, thought, {
      layer: place,
      row: window.top + window.rows - 1,
      column: window.left + window.columns - 1,
    });
    if (!first) return whole;
    window = {
      top: first.top,
      left: first.left,
      rows: last.top + last.rows - first.top,
      columns: last.left + last.columns - first.left,
    };
  }
  return window;
}

/** That part in the pixels of the picture: [x, y, width, height]. */
export function onPicture(steps, thought, { top, left, rows, columns }) {
  const frame = (thought.input.length - steps.image.length) / 2;
  let [x, y, scale] = [left - frame, top - frame, 1];
  if (steps.scaled) {
    const [boxX, boxY, width, height] = steps.box;
    const side = Math.max(width, height, 10);
    scale = side / steps.scaled.length;
    x = (x - steps.corner[1]) * scale + boxX - ((side - width) >> 1);
    y = (y - steps.corner[0]) * scale + boxY - ((side - height) >> 1);
  } else {
    scale = steps.size[0] / steps.image.length;
    [x, y] = [x * scale, y * scale];
  }
  return [x, y, columns * scale, rows * scale];
}

/** A unit's output. */
export function valueOf(thought, { layer, map, row, column }) {
  const output = thought.layers[layer].maps[map];
  return Array.isArray(output) ? output[row][column] : output;
}

const cut = (plane, { top, left, rows, columns }) =>
  Array.from({ length: rows }, (_, down) =>
    Array.from({ length: columns }, (_, right) => plane[top + down]?.[left + right] ?? 0),
  );

const product = (values, factors) => values.map((row, down) => row.map((value, right) => value * factors[down][right]));

export const sum = (rows) => rows.flat().reduce((total, value) => total + value, 0);

/**
 * How a unit comes to its value, with the layer's weights: { kind, parts, bias, coefficient, total, value }.
 * A part is what is read of one map: its `name`, { values, weights, products } as rows [H][W], their `sum`.
 * `total` is what is squashed to the value, `shares` are those of all units under a softmax. Of a layer
 * without a formula here the kind is "other".
 */
export function arithmetic(network, thought, unit, weights) {
  const { layer, map } = unit;
  const { type, config } = network.layers[layer];
  const value = valueOf(thought, unit);
  const read = below(network, layer);
  const given = asVector(inputOf(network, thought, layer), config);
  const window = isVector(given) ? null : windowOf(network, thought, unit);
  const nameOf = (channel) => (read === INPUT ? "input" : isVector(given) ? network.layers[read].title : `map ${channel}`);
  const part = (channel, values, factors) => {
    const products = product(values, factors);
    return { name: nameOf(channel), values, weights: factors, products, sum: sum(products) };
  };
  if (type === "RBF") {
    const centre = weights.centers[map];
    const differences = given.map((one, place) => one - centre[place]);
    const squares = differences.map((one) => one ** 2);
    const whole = { name: nameOf(0), values: [given], weights: [centre], products: [squares] };
    return { kind: "distance", parts: [{ ...whole, sum: sum([squares]) }], bias: 0, total: sum([squares]), value };
  }
  if (config.pool_size) {
    const values = cut(given[map], window);
    const coefficient = weights.coefficient?.[map];
    const bias = weights.bias?.[map] ?? 0;
    const kind = { MaxPooling2D: "most", AveragePooling2D: "mean" }[type] ?? "subsample";
    const whole = { name: nameOf(map), values, weights: null, products: values, sum: sum(values) };
    const total = kind === "mean" ? whole.sum / values.flat().length : kind === "most" ? Math.max(...values.flat()) : coefficient * whole.sum + bias;
    return { kind, parts: [whole], coefficient, bias, total, value };
  }
  if (!weights.kernel) return { kind: "other", parts: [], bias: 0, total: value, value };
  const bias = weights.bias?.[map] ?? 0;
  const kernel = weights.kernel[map];
  let parts;
  if (!window) parts = [part(0, [given], [kernel])];
  else if (config.kernel_size)
    parts = channels(network, thought, unit).map((channel) => part(channel, cut(given[channel], window), kernel[channel]));
  else {
    const count = given.length; // a Dense layer's inputs are [row][column][channel]
    parts = given.map((plane, channel) =>
      part(channel, plane, plane.map((row, down) => row.map((_, right) => kernel[(down * row.length + right) * count + channel]))),
    );
  }
  const total = parts.reduce((all, one) => all + one.sum, bias);
  const shares = config.activation === "softmax" && !window ? weights.kernel.map((row, one) => sum([row.map((weight, at) => weight * given[at])]) + (weights.bias?.[one] ?? 0)) : null;
  return { kind: "weights", parts, bias, total, value, shares };
}

/** Maps of one unit each are a vector to the layer that reads all of them. */
const asVector = (maps, config) => (!isVector(maps) && !config.kernel_size && !config.pool_size && maps.every((map) => map.length * map[0].length === 1) ? maps.flat(2) : maps);
