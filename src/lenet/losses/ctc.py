"""Connectionist temporal classification: strings of labels at unknown positions (Graves 2006).

The network answers with logits at every position along a strip: its last layer is a linear Conv2D
that makes a plane (1, positions, classes). Class 0 is the blank, no label.

y        whole numbers (n, L): each row a string's labels, 1 to classes - 1, then zeros
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.layers import Conv2D, Layer, Shape
from lenet.losses.loss import Loss, Targets
from lenet.losses.targets import check_whole, one_target_a_sample


@dataclass(frozen=True)
class CTC(Loss):
    """``-log P(string)``, the positions of its labels in the strip unknown (Graves et al. 2006).

    Targets are whole numbers (n, L), each row a string's labels from 1 on and zeros behind them;
    class 0 is the blank. The last layer is a linear Conv2D that makes (1, positions, classes).
    Accuracy is the share of strings that the most likely class at every position spells.
    """

    kind: ClassVar[str] = "ctc"
    own_accuracy: ClassVar[bool] = True

    @property
    def from_logits(self) -> bool:
        return True

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        if not isinstance(last, Conv2D) or last.activation != "linear":
            raise ModelError(
                "ctc expects a Conv2D with activation linear as the last layer; "
                f"received a {type(last).__name__} with activation {last.activation}"
            )
        if made is not None and (made[0] != 1 or made[2] < 2):
            raise ModelError(
                "ctc expects the last layer to make one row of positions with at least two "
                f"classes, (1, positions, classes); it makes {made}"
            )

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        return strings_of_labels(one_target_a_sample(y, samples), made), None


def strings_of_labels(given: NDArray[Any], made: Shape) -> NDArray[np.int32]:
    """The labels int32 (n, L) for a network that makes (1, positions, classes).

    ModelError for labels that are not the network's, a label behind the padding, and a string that
    needs more positions than there are: one a label, and a blank between two of the same.
    """
    _, positions, classes = made
    if given.ndim != 2:
        raise ModelError(f"ctc expects a row of labels a sample, (n, L), received {given.shape}")
    check_whole(given)
    if given.size and not (given.min() >= 0 and given.max() < classes):
        raise ModelError(
            f"ctc expects labels from 1 to {classes - 1} for {classes} classes, and 0 behind them; "
            f"received {given.min()} to {given.max()}"
        )
    labels = np.ascontiguousarray(given, np.int32)
    there = labels > 0
    if (there[:, 1:] & ~there[:, :-1]).any():
        raise ModelError("ctc expects zeros only behind a string's last label: 0 is the blank")
    repeats = there[:, 1:] & (labels[:, 1:] == labels[:, :-1])
    needed = there.sum(1) + repeats.sum(1)
    if needed.max(initial=0) > positions:
        worst = int(needed.argmax())
        raise ModelError(
            f"the string of sample {worst} needs {needed[worst]} positions, one a label and one "
            f"between two of the same; the network has {positions}"
        )
    return labels
