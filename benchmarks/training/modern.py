"""What each part of the modern network's recipe brings, and what the whole reaches.

An ablation changes one part and leaves the others; it is measured on the last 10,000 training
images, which are held out, so that the test set decides nothing. ``test`` trains the whole on all
60,000 and looks at the test set once a seed, after the last epoch:

    python -m benchmarks.training.modern ablate --seeds 3 --epochs 20
    python -m benchmarks.training.modern test --seeds 5

Both add to modern.json.
"""

import argparse
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.training.trials import Part, Trial, Trials
from lenet.networks import network

TRIALS = Trials("modern", Path(__file__).with_suffix(".json"))


def of_1998(layers: list[Any]) -> list[Any]:
    """The same plan with the widths of 1998: 6, 16, 120, 84."""
    widths = iter((6, 16, 120, 84, 10))
    for layer in layers:
        for name in ("filters", "units"):
            if hasattr(layer, name):
                setattr(layer, name, next(widths))
    return layers


def average_pooled(layers: list[Any]) -> list[Any]:
    from lenet.layers import AveragePooling2D, MaxPooling2D

    return [
        AveragePooling2D(layer.pool_size, name=layer.name)
        if isinstance(layer, MaxPooling2D)
        else layer
        for layer in layers
    ]


def squashed(layers: list[Any]) -> list[Any]:
    return [
        type(layer).from_config(layer.get_config() | {"activation": "tanh"})
        if layer.get_config().get("activation") == "relu"
        else layer
        for layer in layers
    ]


AFFINE = ("translation", "scale", "rotation", "squeeze", "shear")
PARTS: tuple[Part, ...] = (
    Part("the whole"),
    Part("no distortions", {"distortion": None}),
    Part("no elastic distortion", off=("elastic",)),
    Part("no affine distortions", off=AFFINE),
    Part("distorted to the end", {"undistorted": 0}),
    Part("no label smoothing", {"label_smoothing": 0.0}),
    Part("no weight decay", {"weight_decay": 0.0}),
    Part(
        "Adam's 0.001 all the way",
        {"schedule": "constant", "learning_rate": 1e-3, "weight_decay": 0.0},
    ),
    Part("the widths of 1998: 6, 16, 120, 84", layers=of_1998),
    Part("average pooling", layers=average_pooled),
    Part("tanh", layers=squashed),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("ablate", "test"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, help="[default: the recipe's]")
    parser.add_argument("--threads", type=int, default=machine.cores())
    parser.add_argument("--only", nargs="*", help="names of rows")
    parser.add_argument("--scheduler", help="address of a Dask scheduler whose workers train")
    options = parser.parse_args()
    parts = PARTS if options.what == "ablate" else PARTS[:1]
    if options.only:
        parts = tuple(part for part in PARTS if part.name in options.only)
    epochs = options.epochs or network(TRIALS.network).recipe.epochs
    trials = [
        Trial(options.what, part, seed, epochs, options.threads)
        for seed in range(options.seeds)
        for part in parts
    ]
    TRIALS.keep(trials, options.scheduler)


if __name__ == "__main__":
    main()
