"""What the paper of 1998 leaves open, each choice changed alone, on held-out training images.

    python -m benchmarks.training.choices --seeds 2

Each training takes a core about a minute. It adds to choices.json.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.training.trials import Part, Trial, Trials
from lenet.distort import AFFINE, Distortion
from lenet.networks import network

TRIALS = Trials("original", Path(__file__).with_suffix(".json"))


def begun(*names: str, weights: str, biases: str = "zeros") -> Callable[[list[Any]], list[Any]]:
    """These layers' first parameters by other rules."""

    def begin(layers: list[Any]) -> list[Any]:
        for layer in layers:
            if layer.name in names:
                layer.kernel_initializer, layer.bias_initializer = weights, biases
        return layers

    return begin


UNITS, WINDOWS = ("C1", "C3", "C5", "F6"), ("S2", "S4")


def distorted(translation: float, factor: float, shear: float) -> dict[str, Any]:
    return {"distortion": Distortion(translation, scale=factor, squeeze=factor, shear=shear)}


PARTS = (
    Part("as chosen"),
    Part("first weights ±2.4/F, as printed", layers=begun(*UNITS, weights="fan_in_uniform")),
    Part("first weights ±2.4/√F", layers=begun(*UNITS, weights="sqrt_fan_in_uniform")),
    Part(
        "first biases as the weights",
        layers=begun(*UNITS, weights="lecun_uniform", biases="lecun_uniform"),
    ),
    Part("first coefficients of S2, S4 ±2.4/F", layers=begun(*WINDOWS, weights="fan_in_uniform")),
    Part("the distance as in eq. 7", {"penalty_scale": 1.0, "rubbish_penalty": 20.0}),
    Part("half the distance", {"penalty_scale": 0.5, "rubbish_penalty": 10.0}),
    Part("an eighth of the distance", {"penalty_scale": 0.125, "rubbish_penalty": 2.5}),
    Part("j = 1", {"rubbish_penalty": 1.0}),
    Part("j = 20", {"rubbish_penalty": 20.0}),
    Part("no rubbish class (j infinite)", {"rubbish_penalty": 0.0}),
    Part("eq. 8", {"loss": "maximum_likelihood"}),
    Part("another order every pass", {"order": "fresh"}),
    Part("540,000 distortions, weaker", distorted(0.7, 0.07, 0.1)),
    Part("540,000 distortions, as chosen", {"distortion": AFFINE}),
    Part("540,000 distortions, stronger", distorted(1.5, 0.15, 0.25)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--scheduler", help="address of a Dask scheduler whose workers train")
    options = parser.parse_args()
    epochs = network(TRIALS.network).recipe.epochs
    trials = [
        Trial("ablate", part, seed, epochs, threads=1)
        for seed in range(options.seeds)
        for part in PARTS
    ]
    TRIALS.keep(trials, options.scheduler)


if __name__ == "__main__":
    main()
