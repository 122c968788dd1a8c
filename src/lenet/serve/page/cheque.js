// A picture to try in Read: the amount on a cheque, printed paper and a hand's digits, drawn here.

import { written } from "./example.js";

const [WIDTH, HEIGHT] = [560, 150];
const AMOUNT = "2745";
const HIGH = 62; // pixels, how high it is written
const PEN = 5;
const [PAPER, PRINT, FRAME, INK] = ["#eef1e6", "#c3d3bf", "#8fa58d", "#24306b"];
const WAVES = 9; // of the pattern

/** The picture as a PNG file. */
export async function cheque() {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d");
  print(context);
  write(context);
  return new File([await canvas.convertToBlob({ type: "image/png" })], "example-cheque.png", { type: "image/png" });
}

/** The paper with its pattern of waves, the frame and what is printed before it. */
function print(context) {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = PRINT;
  context.lineWidth = 1;
  for (let wave = 0; wave < WAVES; wave += 1) {
    context.beginPath();
    for (let x = 0; x <= WIDTH; x += 4) {
      const y = (HEIGHT * (wave + 0.5)) / WAVES + 9 * Math.sin(x / 23 + wave) + 4 * Math.sin(x / 9 - 2 * wave);
      if (x) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    context.stroke();
  }
  context.strokeStyle = FRAME;
  context.lineWidth = 2;
  context.strokeRect(24, 22, WIDTH - 48, HEIGHT - 44);
}

function write(context) {
  const strokes = written(AMOUNT, { width: WIDTH, height: HEIGHT, stroke: PEN }, HIGH);
  context.strokeStyle = INK;
  context.lineWidth = PEN;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    for (const [x, y] of stroke) context.lineTo(x, y);
    context.stroke();
  }
}
