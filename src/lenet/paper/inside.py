"""What one sees inside the network: its digits, kernels, centres, and the maps of one digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet.layers.centers import COLUMNS, ROWS
from lenet.paper.data_uris import ink, signed
from lenet.paper.jobs import inputs

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.models import Sequential

AMPLITUDE = 1.7159  # of the squashing function: no unit goes beyond
CENTRE = (ROWS, COLUMNS)  # of an RBF centre, and of F6
SHOWN = 0
"""The test image whose maps are shown."""


@dataclass(frozen=True)
class Inside:
    """Pictures as data URIs; ``maps`` by the layer's name, ``penalties`` as numbers."""

    seed: int
    digit: str
    misread: dict[int, str]
    centres: list[str]
    kernels: list[str]
    maps: dict[str, list[str]]
    penalties: list[float]


def look_inside(model: Sequential, data: Dataset, misread: list[int]) -> Inside:
    """Draw the network's parts; ``misread`` are further test images to draw."""
    images = data.test[0]
    maps = model.maps(next(iter(inputs(model, images[SHOWN : SHOWN + 1]))))
    weights = dict(zip(model.weight_shapes(), model.get_weights(), strict=True))
    kernels = weights["C1.kernel"][:, :, 0]
    drawn = {name: _maps(values[0]) for name, values in maps.items() if name != "penalties"}
    return Inside(
        seed=model.seed,
        digit=ink(images[SHOWN]),
        misread={index: ink(images[index]) for index in misread},
        centres=[_bitmap(centre) for centre in weights["penalties.centers"]],
        kernels=[signed(kernel, float(np.abs(kernels).max())) for kernel in _planes(kernels)],
        maps=drawn,
        penalties=[float(value) for value in maps["penalties"][0]],
    )


def _maps(values: NDArray[np.float32]) -> list[str]:
    """A layer's maps as pictures; F6 has the shape of a centre, C5 8 rows of 15."""
    if values.ndim == 3 and values.shape[:2] != (1, 1):
        return [signed(plane, AMPLITUDE) for plane in _planes(values)]
    flat = values.ravel()
    if flat.size == CENTRE[0] * CENTRE[1]:
        return [signed(flat.reshape(CENTRE), AMPLITUDE)]
    rows = max(k for k in range(1, 9) if flat.size % k == 0)
    return [signed(flat.reshape(rows, -1), AMPLITUDE)]


def _bitmap(centre: NDArray[np.floating]) -> str:
    return ink(np.where(centre > 0, 255, 0).astype(np.uint8).reshape(CENTRE))


def _planes(values: NDArray[Any]) -> NDArray[Any]:
    return np.moveaxis(values, -1, 0)
