// What is marked on the board over a drawing.

/** The receptive field of a unit: [x, y, width, height]. */
export function light(context, [x, y, width, height]) {
  context.strokeStyle = "#d9482b";
  context.fillStyle = "rgba(217, 72, 43, 0.12)";
  context.fillRect(x, y, width, height);
  context.lineWidth = 2;
  context.strokeRect(x, y, width, height);
}

/** The boxes of the digits of a string; that of the chosen one is strong. */
export function markDigits(context, boxes, chosen) {
  context.strokeStyle = "#2f6690";
  boxes.forEach((box, at) => {
    context.globalAlpha = at === chosen ? 1 : 0.4;
    context.strokeRect(...box);
  });
  context.globalAlpha = 1;
}
