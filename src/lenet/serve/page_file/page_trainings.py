"""What the page as one file needs to train a network anew: its layers, its recipe, where it begins.

Initial parameters are drawn in the page, each uniformly from its range. What is packed are the two
ends of every range, which are few different numbers.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import Dataset
from lenet.digits.distortion import AFFINE, Distortion
from lenet.models import Sequential
from lenet.models.lowering import lowered
from lenet.networks import NETWORKS
from lenet.serve.answers.available_network import FROM_RUNS, AvailableNetwork
from lenet.serve.page_file.page_networks import told_of

RECIPES = {"tutorial": None, "original": "mini-batch", "modern": None}
"""The recipe that is followed: the network's own, or the one of this name. The paper's takes single
images ten times over, which is the service's."""


def training_of(name: str, data: Dataset, samples: int) -> tuple[dict[str, Any], bytes]:
    """How the network ``name`` is trained on so many images, and both ends of its first weights."""
    known = NETWORKS[name]
    chosen = RECIPES[name]
    recipe = known.recipe if chosen is None else known.recipe_named(chosen)
    model = known.build(0)
    recipe.compile(model, samples)
    config = {"network": name, "data": {"classes": list(data.classes), "centred": data.centred}}
    told = {
        "network": told_of(AvailableNetwork(name, FROM_RUNS, config, model)),
        "layers": [tuple(one) for one in lowered(model.layers, model.layer_shapes()).layers],
        "loss": list(model.engine_loss),  # infinity becomes null
        "optimizer": list(model.optimizer.engine_optimizer()),
        "recipe": recipe.as_dict(),
        "ranges": recipe.distortion and _named_ranges(recipe.distortion),
        "usual_ranges": _named_ranges(AFFINE),
    }
    return told, b"".join(_ends(model, end) for end in ("low", "high"))


def _named_ranges(distortion: Distortion) -> dict[str, float]:
    """How far each distortion goes, in the units of the engine."""
    return dict(zip(distortion.as_dict(), distortion.engine_ranges(), strict=True))


class _End:
    """In place of random numbers, one end of the range that each would be drawn from."""

    def __init__(self, end: str) -> None:
        self.end = end

    def uniform(self, low: Any, high: Any, shape: Any) -> NDArray[np.float64]:
        return np.broadcast_to(low if self.end == "low" else high, shape).astype(np.float64)


def _ends(model: Sequential, end: str) -> bytes:
    """One end of the range of every parameter, float32, in the order of the engine."""
    generator = cast(np.random.Generator, _End(end))
    shapes = (given for given, _ in model.layer_shapes())
    arrays = [
        array
        for layer, shape in zip(model.layers, shapes, strict=True)
        for array in layer.first_weights(generator, shape)
    ]
    return b"".join(np.asarray(array, "<f4").tobytes() for array in arrays)
