"""Write MNIST, normalised as the tutorial does and as it is, to the .npz that the peers read.

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
    as_it_is = {"bytes_train": x_train, "bytes_test": x_test}
    np.savez(target, y_train=y_train, y_test=y_test, **normalised, **as_it_is)


if __name__ == "__main__":
    main(sys.argv[1])
