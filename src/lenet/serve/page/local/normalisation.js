// Digit images as a network takes them, as lenet/digits/normalisation.py.

const [MNIST_MEAN, MNIST_DEVIATION] = [0.1307, 0.3081];
const [STRIP_MEAN, STRIP_DEVIATION] = [0.12, 0.25];
const [BACKGROUND, INK] = [-0.1, 1.175];
const FRAME = 2;

const SCALES = {
  standard: [1 / (255 * MNIST_DEVIATION), -MNIST_MEAN / MNIST_DEVIATION],
  strip: [1 / (255 * STRIP_DEVIATION), -STRIP_MEAN / STRIP_DEVIATION],
  original: [(INK - BACKGROUND) / 255, BACKGROUND],
  null: [1 / 255, 0],
};

/** Bytes [n][rows][columns] as the network was trained: { rows, columns, values }; "original" adds a frame. */
export function networkInput(images, rows, columns, normalisation) {
  if (normalisation === "l2") return { rows, columns, values: columnsOfLengthOne(images, rows, columns) };
  const frame = normalisation === "original" ? FRAME : 0;
  const [scale, shift] = SCALES[normalisation].map(Math.fround);
  const paper = Math.fround(shift);
  const [high, wide] = [rows + 2 * frame, columns + 2 * frame];
  const values = new Float32Array((images.length / (rows * columns)) * high * wide).fill(paper);
  for (let at = 0; at < images.length; at += 1) {
    const [image, place] = [Math.floor(at / (rows * columns)), at % (rows * columns)];
    const [row, column] = [Math.floor(place / columns) + frame, (place % columns) + frame];
    values[(image * high + row) * wide + column] = Math.fround(images[at] * scale) + shift;
  }
  return { rows: high, columns: wide, values };
}

/** Each column of an image divided by its length. */
function columnsOfLengthOne(images, rows, columns) {
  const values = new Float32Array(images.length);
  for (let first = 0; first < images.length; first += rows * columns)
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += images[first + row * columns + column] ** 2;
      const length = sum ? Math.fround(Math.sqrt(sum)) : 1;
      for (let row = 0; row < rows; row += 1) values[first + row * columns + column] = images[first + row * columns + column] / length;
    }
  return values;
}
