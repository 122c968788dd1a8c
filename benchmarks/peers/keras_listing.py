"""A listing run under Keras and TensorFlow, MNIST read from a file as Keras reads its cache.

python -m benchmarks.peers.keras_listing LISTING.py DATA.npz

DATA.npz is that of `benchmarks.side_by_side.prepare`: nothing is fetched while the clock runs.
"""

import os
import runpy
import sys
from typing import Any

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


def main(listing: str, data: str) -> None:
    import keras
    import numpy as np

    def load_data() -> Any:
        with np.load(data) as arrays:
            train, test = (
                (arrays[f"bytes_{half}"], arrays[f"y_{half}"]) for half in ("train", "test")
            )
        return train, test

    keras.datasets.mnist.load_data = load_data
    runpy.run_path(listing, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
