"""The network that looks at strips: LeNet-5's plan, wider, of convolutions alone."""

from __future__ import annotations

from lenet.layers import Conv2D, MaxPooling2D
from lenet.models import Model, Sequential
from lenet.reading import ROWS


def strip_reader(seed: int = 0, columns: int = 32) -> Sequential:
    """LeNet-5's plan, wider, for strips of so many columns: 271,625 parameters.

    C5, F6 and the output are convolutions too, so the parameters do not depend on the columns, and
    the network can be swept over strips of any width (LeCun et al. 1998, section VII). At each
    place the layer called context sees F6 there and at two places on either side, eight columns
    each way: half a digit, as far as neighbours reach that touch it.
    """
    layers = [
        Conv2D(24, 5, activation="relu", input_shape=(ROWS, columns, 1), name="C1"),
        MaxPooling2D(name="S2"),  # 14 rows
        Conv2D(48, 5, activation="relu", name="C3"),
        MaxPooling2D(name="S4"),  # 5 rows
        Conv2D(160, 5, activation="relu", name="C5"),  # 1 row; a place every 4 columns
        Conv2D(84, 1, activation="relu", name="F6"),
        Conv2D(84, (1, 5), padding="same", activation="relu", name="context"),
        Conv2D(13, 1, name="output"),
    ]
    return Sequential(layers, "strip-reader", seed=seed, normalisation="strip")


def of_columns(network: Model, columns: int, seed: int) -> Sequential:
    """The same layers and parameters for strips of so many columns, to train on with that seed."""
    shape = [ROWS, columns, 1]
    other = Sequential.from_config({**network.get_config(), "input_shape": shape, "seed": seed})
    other.set_weights(network.get_weights())
    return other
