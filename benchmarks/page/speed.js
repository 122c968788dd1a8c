// What the page measures: each function takes milliseconds with the browser's own clock, and tells figures a second.

export const EVALUATED = 10000; // digits
const SINGLE = 200; // digits whose maps are asked for one by one

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

/** The digits as floats from 0 to 1, and their labels. */
export async function digits() {
  const [images, labels] = [await bytesOf("images.bin"), await bytesOf("labels.bin")];
  return { x: Float32Array.from(images, (pixel) => pixel / 255), labels: Int32Array.from(labels) };
}

async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** lenet's engine: predict, the maps of one digit, and an epoch in pieces of 100 updates. */
export async function ofEngine(Engine, { network, loss, optimizer, batch }) {
  const { x, labels } = await digits();
  const engine = await Engine.load(await bytesOf("engine.wasm"));
  const own = engine.network(network);
  const [kept, wanted] = [engine.keep(x), engine.keep(labels)];
  const tests = engine.keep(x.subarray(0, 784 * EVALUATED));
  own.predict(tests, EVALUATED); // compiled to its end meanwhile
  const predicted = await seconds(() => own.predict(tests, EVALUATED));
  const mapped = await seconds(() => {
    for (let k = 0; k < SINGLE; ++k) own.maps(x.subarray(784 * k, 784 * (k + 1)), 1);
  });
  const piece = 100 * batch;
  let correct = 0;
  const epoch = await seconds(() => {
    for (let first = 0; first < labels.length; first += piece) {
      const order = Int32Array.from({ length: Math.min(piece, labels.length - first) }, (_, k) => first + k);
      const rates = new Float64Array(Math.ceil(order.length / batch)).fill(0.001);
      correct += own.train({ samples: kept, labels: wanted, loss, optimizer, order, batch, rates }).correct;
    }
  });
  for (const one of [kept, wanted, tests, own]) one.free();
  return { "images/s": EVALUATED / predicted, "us a digit": (1e6 * mapped) / SINGLE, "s an epoch": epoch, correct, trained: labels.length };
}

/** TensorFlow.js on the same layers and digits; it is slow, so it trains on so many, and the epoch is scaled. */
export async function ofTensorFlow(tf, backend, { batch, evaluated, trained }) {
  if (backend === "wasm") tf.wasm.setWasmPaths("./");
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  const { x, labels } = await digits();
  const model = tf.sequential();
  const pooled = () => model.add(tf.layers.averagePooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ filters: 6, kernelSize: 3, activation: "tanh", inputShape: [28, 28, 1] }));
  pooled();
  model.add(tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "tanh" }));
  pooled();
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 128, activation: "tanh" }));
  model.add(tf.layers.dense({ units: 10, activation: "softmax" }));
  model.compile({ optimizer: tf.train.adam(0.001), loss: "sparseCategoricalCrossentropy" });
  const part = (count) => tf.tensor4d(x.subarray(0, 784 * count), [count, 28, 28, 1]);
  const maps = tf.model({ inputs: model.inputs, outputs: model.layers.map((layer) => layer.output) });
  const tests = part(evaluated);
  const predict = () => tf.tidy(() => model.predict(tests, { batchSize: 1000 }).dataSync());
  const one = part(1);
  const seen = () => tf.tidy(() => maps.predict(one).map((map) => map.dataSync()));
  const told = { version: tf.version.tfjs };
  predict();
  told["images/s"] = evaluated / (await seconds(predict));
  seen();
  const times = Math.min(SINGLE, 50);
  told["us a digit"] = (1e6 * (await seconds(() => Array.from({ length: times }, seen)))) / times;
  try {
    const [given, wanted] = [part(trained), tf.tensor1d(Float32Array.from(labels.subarray(0, trained)))];
    const learn = () => model.fit(given, wanted, { batchSize: batch, epochs: 1, shuffle: false, yieldEvery: "never" });
    told["s an epoch"] = ((await seconds(learn)) * labels.length) / trained;
    told.trained = trained;
  } catch (error) {
    told["does not train"] = error.message.split("\n")[0];
  }
  return told;
}
