// What the page's engine answers to a list of questions; arrays go both ways as base64.

const numbers = (kind, text) => new kind(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

function text(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let letters = "";
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(letters);
}

function lessonOf({ samples, labels, values, weights, loss }) {
  const given = (kind, array) => array && numbers(kind, array);
  return {
    samples: numbers(Float32Array, samples), labels: given(Int32Array, labels), values: given(Float32Array, values),
    weights: given(Float32Array, weights), loss,
  };
}

const ASKED = {
  maps: (network, { samples, count }) => network.maps(numbers(Float32Array, samples), count).map(text),
  predict: (network, { samples, count }) => text(network.predict(numbers(Float32Array, samples), count)),
  evaluate: (network, question) => network.evaluate(lessonOf(question)),
  gradient(network, question) {
    const loss = network.lossAndGradient(lessonOf(question));
    return { loss, gradient: text(network.gradient) };
  },
  train(network, { optimizer, calls, batch, seed, curved, ...question }) {
    const lesson = lessonOf(question);
    if (curved) network.curvature(lessonOf(curved));
    const told = calls.map(({ order, rates }) => network.train({ ...lesson, optimizer, order, batch, rates, seed }));
    return { told, parameters: text(network.parameters), updates: network.updates };
  },
};

function answer(engine, { ask, network, images, ...question }) {
  if (ask === "transform" || ask === "distort") return text(engine[ask](numbers(Uint8Array, images), question));
  const { input, layers, parameters } = network;
  const made = engine.network({ input, layers, parameters: numbers(Float32Array, parameters) });
  const given = ASKED[ask](made, question);
  made.free();
  return given;
}

/** An answer for each question; of one that is refused the sentence. */
export async function answersOf(Engine, wasm, questions) {
  const engine = await Engine.load(numbers(Uint8Array, wasm));
  return questions.map((question) => {
    try {
      return { answer: answer(engine, question) };
    } catch (error) {
      return { refused: `${error.constructor.name}: ${error.message}` };
    }
  });
}
