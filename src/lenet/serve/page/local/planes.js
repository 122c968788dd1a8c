// Planes of numbers, and what is done to them before a digit is found: as lenet/pictures/planes.py.
//
// plane  { rows, columns, values }: values are a typed array, row by row
// mask   the same of bytes, 1 where something is, for example ink

export const plane = (rows, columns, values = new Float32Array(rows * columns)) => ({ rows, columns, values });

/** A plane of the same size, each value made of its own. */
export function mapped({ rows, columns, values }, make, Kind = Float32Array) {
  const made = new Kind(values.length);
  for (let at = 0; at < made.length; at += 1) made[at] = make(values[at], at);
  return plane(rows, columns, made);
}

/** A whole number; of two that are as near, the even one. */
export function rounded(value) {
  const low = Math.floor(value);
  if (value - low !== 0.5) return Math.round(value);
  return low % 2 ? low + 1 : low;
}

/** Reduced by area averaging: the longer side is at most `longest`. `whole` rounds the values. */
export function reduced(one, longest, whole = false) {
  const scale = longest / Math.max(one.rows, one.columns);
  if (scale >= 1) return one;
  const [rows, columns] = [Math.max(1, rounded(one.rows * scale)), Math.max(1, rounded(one.columns * scale))];
  const across = sharesOf(one.columns, columns);
  const down = sharesOf(one.rows, rows);
  const made = plane(rows, columns);
  const row = new Float32Array(columns);
  for (let y = 0; y < rows; y += 1) {
    for (const [from, part] of down[y]) {
      for (let x = 0; x < columns; x += 1) {
        const shares = across[x];
        let sum = 0;
        for (let n = 0; n < shares.length; n += 1) sum += one.values[from * one.columns + shares[n][0]] * shares[n][1];
        row[x] = sum;
      }
      for (let x = 0; x < columns; x += 1) made.values[y * columns + x] += row[x] * part;
    }
  }
  return whole ? mapped(made, rounded) : made;
}

/** Of each place of a shorter side, which places of the longer one it shows, and their shares. */
function sharesOf(long, short) {
  const step = 1 / (short / long);
  return Array.from({ length: short }, (_, place) => {
    const [from, to] = [place * step, place * step + step];
    const cell = Math.min(step, long - from);
    const [first, last] = [Math.ceil(from), Math.min(Math.floor(to), long - 1)];
    const begin = Math.min(first, last);
    const found = [];
    if (begin - from > 1e-3) found.push([begin - 1, (begin - from) / cell]);
    for (let at = begin; at < last; at += 1) found.push([at, 1 / cell]);
    if (to - last > 1e-3) found.push([last, Math.min(to - last, 1, cell) / cell]);
    return found;
  });
}

/** Enlarged between the values of a smaller plane. */
export function enlarged(one, rows, columns) {
  const across = placesOf(one.columns, columns);
  const down = placesOf(one.rows, rows);
  const made = plane(rows, columns);
  for (let y = 0; y < rows; y += 1) {
    const [top, bottom, low] = down[y];
    for (let x = 0; x < columns; x += 1) {
      const [left, right, part] = across[x];
      const at = (row, column) => one.values[row * one.columns + column];
      const upper = at(top, left) * (1 - part) + at(top, right) * part;
      made.values[y * columns + x] = upper * (1 - low) + (at(bottom, left) * (1 - part) + at(bottom, right) * part) * low;
    }
  }
  return made;
}

function placesOf(short, long) {
  return Array.from({ length: long }, (_, place) => {
    const at = Math.max(0, (place + 0.5) * (short / long) - 0.5);
    const first = Math.min(Math.floor(at), short - 1);
    return [first, Math.min(first + 1, short - 1), first === short - 1 ? 0 : at - first];
  });
}

/** The mean over a square of odd side around each pixel; the plane is mirrored at its border. */
export function meanAround(one, window) {
  const reach = (window | 1) >> 1;
  const width = 2 * reach + 1;
  const mirrored = (place, side) => (place < 0 ? -1 - place : place >= side ? 2 * side - 1 - place : place);
  return alongBoth(one, reach, mirrored, (line, made) => {
    let sum = 0;
    for (let at = 0; at < width; at += 1) sum += line[at];
    for (let place = 0; place < made.length; place += 1) {
      made[place] = sum / width;
      sum += line[place + width] - line[place];
    }
  });
}

/** Blurred by a Gaussian; the plane is mirrored about its outermost pixels. */
export function blurred(one, deviation) {
  const reach = (rounded(deviation * 8 + 1) | 1) >> 1;
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * deviation ** 2)));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = new Float32Array(weights.map((weight) => weight / all));
  const mirrored = (place, side) => {
    const round = Math.max(1, 2 * side - 2);
    const at = ((place % round) + round) % round;
    return at < side ? at : round - at;
  };
  return alongBoth(one, reach, mirrored, (line, made) => {
    for (let place = 0; place < made.length; place += 1) {
      let sum = 0;
      for (let at = 0; at < kernel.length; at += 1) sum += kernel[at] * line[place + at];
      made[place] = sum;
    }
  });
}

/** Each row, and then each column of that, made anew by along(line with `reach` more at its ends, made). */
function alongBoth({ rows, columns, values }, reach, mirrored, along) {
  const half = new Float64Array(rows * columns);
  eachLine(values, half, rows, columns, columns, 1);
  const made = plane(rows, columns);
  eachLine(half, made.values, columns, rows, 1, columns);
  return made;

  function eachLine(from, to, lines, side, start, step) {
    const places = Array.from({ length: side + 2 * reach + 1 }, (_, at) => step * mirrored(Math.min(at - reach, side + reach - 1), side));
    const [line, result] = [new Float64Array(places.length), new Float64Array(side)];
    for (let number = 0; number < lines; number += 1) {
      for (let at = 0; at < places.length; at += 1) line[at] = from[number * start + places[at]];
      along(line, result);
      for (let at = 0; at < side; at += 1) to[number * start + at * step] = result[at];
    }
  }
}

/** A mask dilated by a square of 3x3. */
export function grown({ rows, columns, values }) {
  const made = plane(rows, columns, new Uint8Array(rows * columns));
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1)
      if (values[y * columns + x])
        for (let down = Math.max(0, y - 1); down <= Math.min(rows - 1, y + 1); down += 1)
          for (let right = Math.max(0, x - 1); right <= Math.min(columns - 1, x + 1); right += 1) made.values[down * columns + right] = 1;
  return made;
}

/** The middle between the means of the two classes that Otsu's threshold separates. */
export function otsu({ values }) {
  const top = Math.fround(Math.max(values.reduce((most, value) => Math.max(most, value), -Infinity), 1e-6));
  const scale = Math.fround(255 / top);
  const counts = new Float64Array(256); // of each level
  for (let at = 0; at < values.length; at += 1) counts[Math.trunc(Math.min(255, Math.max(0, Math.fround(values[at] * scale))))] += 1;
  const best = otsuLevel(counts, values.length);
  const mean = (from, to) => {
    let [sum, count] = [0, 0];
    for (let level = from; level < to; level += 1) [sum, count] = [sum + level * counts[level], count + counts[level]];
    return count ? sum / count : 0;
  };
  return (((mean(best + 1, 256) + mean(0, best + 1)) / 2) * top) / 255;
}

function otsuLevel(counts, total) {
  const EPSILON = 2 ** -23;
  let mean = 0;
  counts.forEach((count, level) => (mean += (level * count) / total));
  let [low, share, best, most] = [0, 0, 0, 0];
  counts.forEach((count, level) => {
    low *= share;
    share += count / total;
    const rest = 1 - share;
    if (Math.min(share, rest) < EPSILON || Math.max(share, rest) > 1 - EPSILON) return;
    low = (low + (level * count) / total) / share;
    const apart = share * rest * (low - (mean - share * low) / rest) ** 2;
    if (apart > most) [most, best] = [apart, level];
  });
  return best;
}

/** The value at so many per cent of the sorted values, none interpolated; 0 without values. */
export function percentile(values, percent) {
  if (!values.length) return 0;
  const sorted = new Float64Array(values).sort();
  return sorted[Math.min(Math.floor((values.length * percent) / 100), values.length - 1)];
}

/** The median length of the runs of ink along rows or along columns, the smaller; 0 without ink. */
export function strokeWidth({ rows, columns, values }) {
  const runs = (lines, side, start, step) => {
    const found = [];
    for (let line = 0; line < lines; line += 1) {
      let run = 0;
      for (let at = 0; at <= side; at += 1) {
        if (at < side && values[line * start + at * step]) run += 1;
        else if (run) {
          found.push(run);
          run = 0;
        }
      }
    }
    return percentile(found, 50);
  };
  return Math.min(runs(rows, columns, columns, 1), runs(columns, rows, 1, columns));
}

/**
 * The connected components of a mask; pixels that touch at a corner are connected. `labels` are 0
 * where the mask is; `measures[label]` is { left, top, width, height, area }, that of label 0 unused.
 */
export function components({ rows, columns, values }) {
  const labels = new Int32Array(rows * columns);
  const measures = [{ left: 0, top: 0, width: columns, height: rows, area: 0 }];
  for (let first = 0; first < values.length; first += 1) {
    if (!values[first] || labels[first]) continue;
    const label = measures.length;
    let [left, top, right, bottom, area] = [columns, rows, 0, 0, 0];
    const waiting = [first];
    labels[first] = label;
    while (waiting.length) {
      const at = waiting.pop();
      const [y, x] = [Math.floor(at / columns), at % columns];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      area += 1;
      for (let down = Math.max(0, y - 1); down <= Math.min(rows - 1, y + 1); down += 1)
        for (let across = Math.max(0, x - 1); across <= Math.min(columns - 1, x + 1); across += 1) {
          const beside = down * columns + across;
          if (values[beside] && !labels[beside]) waiting.push(beside), (labels[beside] = label);
        }
    }
    measures.push({ left, top, width: right + 1 - left, height: bottom + 1 - top, area });
  }
  return { labels, measures };
}

/** The mask of the components that keep(measure, label) says. */
export function chosen({ rows, columns }, { labels, measures }, keep) {
  const kept = measures.map((measure, label) => (label && keep(measure, label) ? 1 : 0));
  return mapped(plane(rows, columns, labels), (label) => kept[label], Uint8Array);
}
