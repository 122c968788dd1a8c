"""Write MNIST, normalised as the tutorial does, to the .npz that the peers read.

python -m benchmarks.side_by_side.prepare FILE
"""

import sys

import numpy as np

import lenet


def main(target: str) -> None:
    (x_train, y_train), (x_test, y_test) = lenet.datasets.mnist.load_data()
    images = {"x_train": x_train, "x_test": x_test}
    normalised = {
        name: lenet.utils.normalize(x.reshape(-1, 28, 28, 1), axis=1).astype(np.float32)
        for name, x in images.items()
    }
    np.savez(target, y_train=y_train, y_test=y_test, **normalised)


if __name__ == "__main__":
    main(sys.argv[1])
