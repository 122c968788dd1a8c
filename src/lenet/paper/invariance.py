"""Fig. 13 as numbers: the test images moved, scaled, turned, squeezed, thickened or made noisy.

They are changed in a field of 32x32, LeNet-5's input: what leaves it is cut off. A digit of MNIST
is 20 pixels high or wide, whichever is larger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.changes import CHANGES, on_field
from lenet.errors import DataError
from lenet.host.files import read_at_most, write_whole
from lenet.host.json_text import parse_json
from lenet.paper.jobs import FinishedJob, errors

if TYPE_CHECKING:
    from lenet.datasets import Dataset

Images = NDArray[np.uint8]

KEPT = "invariance.json"
LARGEST_KEPT = 100_000  # bytes
RIGHT = 90.0
"""Per cent read right that count as accurate; the paper's estimate names no number."""


_STEPS = tuple(map(float, range(-12, 13, 2)))
_RATIOS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0)

VALUES: dict[str, tuple[float, ...]] = {
    "right": _STEPS,
    "down": _STEPS,
    "scale": _RATIOS,
    "rotation": tuple(map(float, range(-60, 61, 10))),
    "squeeze": _RATIOS,
    "stroke": (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0),
    "noise": tuple(map(float, range(0, 41, 5))),
}
"""The measured values of each change, by its name."""

Counts = dict[str, list[int]]
"""By a change's name: the errors at each of its values."""


def measure(
    networks: Sequence[FinishedJob],
    data: Dataset,
    threads: int,
    told: Callable[[str], None] = lambda _: None,
) -> list[Counts]:
    """Each network's errors on the changed test images; what was measured before is read."""
    counts = [_kept(done) for done in networks]
    missing = {
        place: (networks[place].model(), Counts())
        for place, known in enumerate(counts)
        if known is None
    }
    if missing:
        _measure(missing, on_field(data.test[0]), data.test[1], threads, told)
    for place, (_, errors_of) in missing.items():
        kept = {"values": _grid(), "errors": errors_of}
        write_whole(networks[place].folder / KEPT, json.dumps(kept, indent=2) + "\n")
    return [missing[place][1] if known is None else known for place, known in enumerate(counts)]


def _measure(
    missing: Mapping[int, tuple[Any, Counts]],
    images: Images,
    labels: NDArray[Any],
    threads: int,
    told: Callable[[str], None],
) -> None:
    for change in CHANGES:
        told(f"{len(missing)} networks on {len(images):,} test images: {change.title}")
        for value in VALUES[change.name]:
            changed = change.apply(images, value)
            for model, counts in missing.values():
                wrong = errors(model, changed, labels, threads)
                counts.setdefault(change.name, []).append(wrong)


def _grid() -> dict[str, list[float]]:
    return {name: list(values) for name, values in VALUES.items()}


def _kept(done: FinishedJob) -> Counts | None:
    """What was measured before; None for what is not there, of other values, or damaged."""
    try:
        known = parse_json(read_at_most(done.folder / KEPT, LARGEST_KEPT))
    except (OSError, ValueError, DataError):
        return None
    if not isinstance(known, dict) or known.get("values") != _grid():
        return None
    errors_of = known.get("errors")
    if not isinstance(errors_of, dict) or errors_of.keys() != VALUES.keys():
        return None
    fits = all(
        isinstance(counts, list)
        and [type(count) for count in counts] == [int] * len(VALUES[name])
        and min(counts) >= 0
        for name, counts in errors_of.items()
    )
    return Counts(errors_of) if fits else None


def reach(values: Sequence[float], right: Sequence[float], still: float) -> tuple[float, float]:
    """From where to where around ``still`` the per cent ``right`` stay at ``RIGHT`` or above.

    Between two values a straight line decides; at the ends of the values the reach ends too.
    """
    middle = list(values).index(still)
    down = _edge(values[middle::-1], right[middle::-1])
    return down, _edge(values[middle:], right[middle:])


def _edge(values: Sequence[float], right: Sequence[float]) -> float:
    for k in range(len(values)):
        if right[k] < RIGHT:
            if k == 0:
                return values[0]
            share = (right[k - 1] - RIGHT) / (right[k - 1] - right[k])
            return values[k - 1] + share * (values[k] - values[k - 1])
    return values[-1]
