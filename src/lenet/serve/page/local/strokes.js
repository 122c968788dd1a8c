// Strokes thicker or thinner: grey-scale dilation and erosion by a disc, as lenet/digits/strokes.py.

const FINER = 2; // how much finer the grid is on which the disc works

/** Bytes [rows][columns], every edge of a stroke moved outwards by half of so many pixels. */
export function thickened(bytes, rows, columns, pixels) {
  const radius = Math.round((Math.abs(pixels) * FINER) / 2);
  if (!radius) return bytes;
  const [high, wide] = [FINER * rows, FINER * columns];
  const fine = finer(bytes, rows, columns);
  const flipped = (values) => values.map((value) => 255 - value);
  const grown = pixels > 0 ? dilated(fine, high, wide, radius) : flipped(dilated(flipped(fine), high, wide, radius));
  return bytes.map((_, at) => {
    const first = FINER * Math.floor(at / columns) * wide + FINER * (at % columns);
    return evenly(grown[first] + grown[first + 1] + grown[first + wide] + grown[first + wide + 1]);
  });
}

/** A quarter of a sum; of two whole numbers that are as near, the even one. */
function evenly(sum) {
  const low = sum >> 2;
  return sum % 4 > 2 || (sum % 4 === 2 && low % 2) ? low + 1 : low;
}

/** Twice as fine, each value between its neighbours: along rows, then along columns. */
function finer(bytes, rows, columns) {
  const between = (near, far) => (3 * near + far + 2) >> 2;
  const wide = new Uint8Array(rows * columns * FINER);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      const at = (column) => bytes[y * columns + Math.min(columns - 1, Math.max(0, column))];
      wide[FINER * (y * columns + x)] = between(at(x), at(x - 1));
      wide[FINER * (y * columns + x) + 1] = between(at(x), at(x + 1));
    }
  const across = FINER * columns;
  const made = new Uint8Array(wide.length * FINER);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < across; x += 1) {
      const at = (row) => wide[Math.min(rows - 1, Math.max(0, row)) * across + x];
      made[FINER * y * across + x] = between(at(y), at(y - 1));
      made[(FINER * y + 1) * across + x] = between(at(y), at(y + 1));
    }
  return made;
}

/** The largest value within a radius of each pixel; outside counts the border. */
function dilated(bytes, rows, columns, radius) {
  const made = bytes.slice();
  for (let down = -radius; down <= radius; down += 1)
    for (let right = -radius; right <= radius; right += 1) {
      if (down ** 2 + right ** 2 > radius ** 2) continue;
      for (let y = 0; y < rows; y += 1) {
        const row = Math.min(rows - 1, Math.max(0, y + down)) * columns;
        for (let x = 0; x < columns; x += 1) {
          const value = bytes[row + Math.min(columns - 1, Math.max(0, x + right))];
          if (value > made[y * columns + x]) made[y * columns + x] = value;
        }
      }
    }
  return made;
}
