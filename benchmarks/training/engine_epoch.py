"""Seconds of an epoch of the tutorial's network with the engine that lies in a folder.

python -m benchmarks.training.engine_epoch FOLDER IMAGES THREADS [INSTRUCTIONS]
"""

import sys
import time

import numpy as np

# As lenet.layers.EngineLayer: kind, units, rows, columns, same, bias, activation, trainable,
# connections, and what these layers do without: steps, curve, numbers, scale, whole_channels.
WITHOUT = ((), "linear", (), False, False)
LAYERS = [
    ("Conv2D", 6, 3, 3, False, True, "tanh", True, (), *WITHOUT),
    ("AveragePooling2D", 0, 2, 2, False, False, "linear", True, (), *WITHOUT),
    ("Conv2D", 16, 3, 3, False, True, "tanh", True, (), *WITHOUT),
    ("AveragePooling2D", 0, 2, 2, False, False, "linear", True, (), *WITHOUT),
    ("Flatten", 0, 0, 0, False, False, "linear", True, (), *WITHOUT),
    ("Dense", 128, 0, 0, False, True, "tanh", True, (), *WITHOUT),
    ("Dense", 10, 0, 0, False, True, "softmax", True, (), *WITHOUT),
]
# As lenet.optimizers.EngineOptimizer: kind, momentum, nesterov, beta_1, beta_2, epsilon, mu, decay,
# and what Adam does without: third, start, clip_value, clip_norm, global_norm.
ADAM = ("adam", 0.0, False, 0.9, 0.999, 1e-7, 0.0, 0.0, False, 0.0, 0.0, 0.0, 0.0)
# As lenet.losses.EngineLoss: name, scale, j, from_logits, delta, alpha, gamma, factor, summed.
LOSS = ("sparse_categorical_crossentropy", 1.0, 0.0, False, 1.0, -1.0, 0.0, 1.0, False)


def main(folder: str, images: str, threads: str, instructions: str = "") -> None:
    sys.path.insert(0, folder)
    import _engine

    generator, count = np.random.default_rng(0), int(images)
    network = _engine.Network((28, 28, 1), LAYERS, instructions)
    network.parameters[:] = 0.05 * generator.normal(size=network.parameters.size)
    x = generator.random((count, 28, 28, 1), dtype=np.float32)
    labels = generator.integers(0, 10, count).astype(np.int32)
    order, rates = generator.permutation(count), np.full(count, 1e-3)
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        network.train(x, labels, None, None, LOSS, ADAM, order, 32, rates, int(threads))
        seconds.append(time.perf_counter() - begin)
    print(min(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
