// The engine in the browser: networks that answer and learn here, and pictures drawn anew, by the C++ of engine/ as
// WebAssembly, on one thread. Layers, losses and optimizers are the records that Python gives its own engine, as JSON.

/** What the engine refuses, in its own sentence; or that it has stopped, after which it cannot be used. */
export class EngineError extends Error {}

const PROGRESS = 5; // numbers that a pass leaves: steps, samples, correct, loss, finite
const SIGNED_64 = (number) => BigInt.asIntN(64, BigInt(number));

export class Engine {
  /** The engine from the bytes of engine.wasm. */
  static async load(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Engine(instance.exports);
  }

  constructor(exports) {
    this.exports = exports;
    exports._initialize();
  }

  /** A network: its input [rows, columns, channels], layers as records, and the parameters it begins with, if any. */
  network({ input, layers, parameters }) {
    const at = this.call(({ exports, put, word }) => {
      const description = exports.describe(...input);
      for (const [kind, units, rows, columns, same, bias, activation, trainable, connections, steps, curve, numbers, scale, whole] of layers) {
        exports.add_layer(
          description, ...word(kind), units, rows, columns, same, bias, ...word(activation), trainable,
          ...put(Int32Array, steps), ...word(curve), ...put(Float32Array, numbers), scale, whole,
        );
        for (const channels of connections) exports.add_connections(description, ...put(Int32Array, channels));
      }
      return exports.build(description);
    });
    const network = new Network(this, at, input);
    if (parameters) network.parameters = parameters;
    return network;
  }

  /** An array kept in the engine's memory, so that it need not be copied for each call; `free` it. */
  keep(array) {
    const bytes = array.byteLength;
    const at = bytes < 2 ** 32 ? this.exports.allocate(Math.max(1, bytes)) : 0;
    if (!at) throw new EngineError(`expected memory for ${bytes} bytes, and there is no more`);
    this.view(array.constructor, at, array.length).set(array);
    return new Kept(this, array.constructor, at, array.length);
  }

  /**
   * Images, one after the other as bytes, each of rows x columns, moved about their middle: pixels to the right and
   * down, a factor, radians to the left, the ratio of widths, and pixels to the right for each pixel up.
   */
  transform(images, { rows, columns, right = 0, down = 0, scale = 1, turn = 0, ratio = 1, shear = 0 }) {
    return this.call(({ exports, put, room }) => {
      const made = room(Uint8Array, images.length);
      exports.transform(
        ...put(Uint8Array, images), rows, columns,
        ...put(Float64Array, [right, down, scale, turn, ratio, shear]), ...made.place,
      );
      return made.copy();
    });
  }

  /**
   * The images `which`, distorted by chance as their variants are. How far each distortion may go: pixels, logarithms
   * of factors, radians; `elastic` pixels between nodes that are `spacing` apart; a share of pixels inverted.
   */
  distort(images, {
    rows, columns, which, variants, seed = 0,
    translation = 0, scale = 0, rotation = 0, squeeze = 0, shear = 0, elastic = 0, spacing = 1, noise = 0,
  }) {
    return this.call(({ exports, put, room }) => {
      const made = room(Uint8Array, which.length * rows * columns);
      exports.distort(
        ...put(Uint8Array, images), rows, columns, ...put(Int32Array, which), ...put(Int32Array, variants), SIGNED_64(seed),
        ...put(Float64Array, [translation, scale, rotation, squeeze, shear, elastic, spacing, noise]), ...made.place,
      );
      return made.copy();
    });
  }

  /** Numbers in the engine's memory, as they are now: what is called next may move them. */
  view(kind, at, length) {
    return new kind(this.exports.memory.buffer, at >>> 0, length); // beyond 2 GB a place is a negative number
  }

  /**
   * Work with the engine, which is given: `put(kind, array)` copies an array and gives its place and length, `word` a
   * text's, and `room(kind, length)` is memory for answers. All of it is given back afterwards.
   */
  call(work) {
    const { exports } = this;
    const stack = exports.__stack_pointer.value;
    const copies = [];
    const put = (kind, array) => {
      if (array instanceof Kept) return array.place(kind);
      const copy = this.keep(array instanceof kind ? array : kind.from(array));
      copies.push(copy);
      return copy.place(kind);
    };
    const word = (text) => put(Uint8Array, new TextEncoder().encode(text));
    const room = (kind, length) => {
      const at = put(kind, new kind(length));
      return { place: at, copy: () => this.view(kind, ...at).slice() };
    };
    try {
      return work({ exports, put, word, room });
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      exports.__stack_pointer.value = stack; // a trap leaves it where it was
      throw new EngineError(this.#refusal() || `the engine has stopped: ${error.message}`);
    } finally {
      for (const copy of copies) copy.free();
    }
  }

  /** The sentence of what was refused, which is forgotten. */
  #refusal() {
    const bytes = this.view(Uint8Array, this.exports.refusal(), 256);
    const sentence = new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
    bytes.fill(0);
    return sentence;
  }
}

/** An array in the engine's memory. */
class Kept {
  constructor(engine, kind, at, length) {
    Object.assign(this, { engine, kind, at, length });
  }

  place(kind) {
    if (kind !== this.kind || !this.at) throw new EngineError(`expected ${kind.name} that is kept, received ${this.at ? this.kind.name : "what was freed"}`);
    return [this.at, this.length];
  }

  free() {
    this.engine.exports.release(this.at);
    this.at = 0;
  }
}

/** A network of the engine. */
class Network {
  #engine;
  #at;

  constructor(engine, at, input) {
    this.#engine = engine;
    this.#at = at;
    this.input = input;
    /** [rows, columns, channels] of what each of the engine's layers makes. */
    this.shapes = engine.call(({ exports, room }) =>
      Array.from({ length: exports.layer_count(at) }, (_, layer) => {
        const shape = room(Int32Array, 3);
        exports.shape_of(at, layer, shape.place[0]);
        return [...shape.copy()];
      }),
    );
  }

  /** How many updates were made. */
  get updates() {
    return this.#engine.exports.updates(this.#place());
  }

  /** All parameters, layer after layer: a copy. */
  get parameters() {
    return this.#parameters().slice();
  }

  set parameters(values) {
    const own = this.#parameters();
    if (values.length !== own.length) throw new EngineError(`expected ${own.length} parameters, received ${values.length}`);
    own.set(values);
  }

  /** The gradient of the loss for each parameter, as `lossAndGradient` left it: a copy. */
  get gradient() {
    const { exports } = this.#engine;
    const at = this.#place();
    return this.#engine.view(Float32Array, exports.gradient(at), exports.parameter_count(at)).slice();
  }

  /** What the last layer answers to each sample, one after the other. */
  predict(samples, count) {
    return this.#answer("predict", samples, count, [size(this.shapes.at(-1))])[0];
  }

  /** What each layer makes of the samples: for each layer the values of all samples, channels last. */
  maps(samples, count) {
    return this.#answer("maps", samples, count, this.shapes.map(size));
  }

  /** The loss and the right answers, {samples, correct, loss, finite}; the loss is summed over the samples. */
  evaluate(lesson) {
    return this.#engine.call((given) => {
      const progress = given.room(Float64Array, PROGRESS);
      given.exports.evaluate(this.#place(), place(lesson, given), progress.place[0]);
      return told(progress);
    });
  }

  /** The mean loss; its gradient is in `gradient`. */
  lossAndGradient(lesson) {
    return this.#engine.call((given) => given.exports.loss_and_gradient(this.#place(), place(lesson, given)));
  }

  /** Measure the second derivatives that the steps of "sdlm" are divided by. */
  curvature(lesson) {
    this.#engine.call((given) => given.exports.curvature(this.#place(), place(lesson, given)));
  }

  /**
   * One update a batch of `order`, places of samples; `rates` has a learning rate for each. An epoch may be cut into
   * calls after any batch, and gives the same bytes. Of a lesson: `samples`, and as the loss wants them `labels` or
   * `values`, `weights` if any, and `loss`, a record. {steps, samples, correct, loss, finite}: where the loss is not
   * finite, its update was not made.
   */
  train({ optimizer: [name, ...numbers], order, batch, rates, seed = 0, ...lesson }) {
    return this.#engine.call((given) => {
      const { exports, put, word, room } = given;
      const progress = room(Float64Array, PROGRESS);
      exports.train(
        this.#place(), place(lesson, given), ...word(name), ...put(Float32Array, numbers), ...put(Int32Array, order),
        batch, ...put(Float64Array, rates), SIGNED_64(seed), progress.place[0],
      );
      return told(progress);
    });
  }

  /** Give the memory back; the network is used up. */
  free() {
    this.#engine.exports.free_network(this.#place());
    this.#at = 0;
  }

  /** Call a function of the engine on samples that leaves so many floats a sample, in parts. */
  #answer(name, samples, count, sizes) {
    return this.#engine.call(({ exports, put, room }) => {
      const given = put(Float32Array, samples);
      if (given[1] !== count * size(this.input)) throw new EngineError(`expected ${count} samples of ${size(this.input)} values, received ${given[1]}`);
      const made = room(Float32Array, count * sizes.reduce((sum, one) => sum + one, 0));
      exports[name](this.#place(), ...given, ...made.place);
      const all = made.copy();
      let at = 0;
      return sizes.map((one) => all.subarray(at, (at += count * one)));
    });
  }

  #parameters() {
    const { exports } = this.#engine;
    return this.#engine.view(Float32Array, exports.parameters(this.#place()), exports.parameter_count(this.#at));
  }

  #place() {
    if (!this.#at) throw new EngineError("expected a network that was not freed");
    return this.#at;
  }
}

const size = (shape) => shape.reduce((product, one) => product * one, 1);

/** Where a lesson lies, as the engine's Lesson: twelve words. */
function place({ samples, labels, values, weights, loss: [name, ...numbers] }, { put, word }) {
  const given = (kind, array) => (array ? put(kind, array) : [0, 0]);
  return put(Int32Array, [
    ...put(Float32Array, samples), ...given(Int32Array, labels), ...given(Float32Array, values),
    ...given(Float32Array, weights), ...word(name), ...put(Float32Array, numbers),
  ])[0];
}

function told(progress) {
  const [steps, samples, correct, loss, finite] = progress.copy();
  return { steps, samples, correct, loss, finite: finite === 1 };
}
