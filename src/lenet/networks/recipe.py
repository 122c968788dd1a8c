"""A recipe: what decides a training besides the network, the data and the seed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet import losses
from lenet.arguments.numbers import NOT_NEGATIVE, SHARE, Interval, real, whole
from lenet.arguments.words import shown, word
from lenet.digits.distortion import AFFINE, Distortion
from lenet.digits.normalisation import NORMALISATIONS, network_input
from lenet.digits.sources import MOST_COPIES, Expanded, Fresh
from lenet.errors import ModelError
from lenet.models.samples import Source
from lenet.optimizers import (
    SGD,
    Adam,
    AdamW,
    CosineDecay,
    Optimizer,
    PiecewiseConstantDecay,
    Schedule,
    StochasticDiagonalLM,
)

if TYPE_CHECKING:
    from lenet.callbacks import Callback, History
    from lenet.models import Model
    from lenet.models.progress import Silent

Images = NDArray[np.uint8]
Labels = NDArray[Any]

SCHEDULES = ("constant", "one-cycle", "paper")
OPTIMIZERS = ("adam", "sgd", "sdlm")
ORDERS = ("fresh", "fixed")

PAPER_PASSES = (2, 3, 3, 4)
PAPER_RATES = (1.0, 0.4, 0.2, 0.1, 0.02)
"""The paper's rates, 5e-4, 2e-4, 1e-4, 5e-5 and 1e-5, as shares of the first (section III.B)."""

_WORDS = {
    "schedule": SCHEDULES,
    "optimizer": OPTIMIZERS,
    "order": ORDERS,
    "loss": tuple(losses.LOSSES),
    "normalisation": tuple(NORMALISATIONS),
}
_WHOLE = {
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "copies": (0, MOST_COPIES),
    "undistorted": (0, 100_000),
}
_REAL = {
    "learning_rate": NOT_NEGATIVE,
    "weight_decay": NOT_NEGATIVE,
    "warmup": SHARE,
    "penalty_scale": Interval(1e-6, 1e6),
    "rubbish_penalty": Interval(0, 1e6),
    "label_smoothing": SHARE,
}


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    ``optimizer``: "adam" (with decoupled weight decay if there is any), "sgd", or "sdlm", the
    paper's. ``schedule``: "constant"; "one-cycle", where the rate climbs over ``warmup`` of the
    steps to ``learning_rate`` and falls along half a cosine to 0 at the last step; or "paper",
    where it begins with ``learning_rate`` and falls after 2, 5, 8 and 12 epochs. ``order``: "fresh"
    each epoch, or one "fixed" random order. ``penalty_scale``: what an RBF's penalties are
    multiplied by in the loss; ``rubbish_penalty``: j of eq. 9, 0 leaves it out.
    ``label_smoothing``: the share of a label that is spread over all classes.
    ``distortion``: of the training images, or None. ``copies``: 0 distorts each image anew
    each epoch; otherwise ``copies`` distortions of each are added once, all in one fixed order, and
    an epoch takes as many of these as there are images. ``undistorted``: the number of epochs at
    the end that take the images undistorted. ModelError for a value that cannot be.
    """

    epochs: int
    batch_size: int
    normalisation: str
    learning_rate: float
    weight_decay: float = 0.0
    schedule: str = "constant"
    warmup: float = 0.0
    loss: str = "sparse_categorical_crossentropy"
    optimizer: str = "adam"
    order: str = "fresh"
    penalty_scale: float = 1.0
    rubbish_penalty: float = 0.0
    label_smoothing: float = 0.0
    distortion: Distortion | None = None
    copies: int = 0
    undistorted: int = 0

    def __post_init__(self) -> None:
        for name, known in _WORDS.items():
            word(name, getattr(self, name), known)
        for name, (least, most) in _WHOLE.items():
            object.__setattr__(self, name, whole(name, getattr(self, name), least, most))
        for name, within in _REAL.items():
            object.__setattr__(self, name, real(name, getattr(self, name), within))
        if not isinstance(self.distortion, Distortion | None):
            raise ModelError(f"expected a distortion or none, received {shown(self.distortion)}")

    def rate(self, samples: int) -> float | Schedule:
        """The learning rate, or its schedule, for so many training samples."""
        steps = -(-samples // self.batch_size)
        if self.schedule == "paper":
            ends = np.cumsum(PAPER_PASSES) * steps - 1
            values = (self.learning_rate * share for share in PAPER_RATES)
            return PiecewiseConstantDecay(tuple(map(int, ends)), tuple(values))
        if self.schedule == "one-cycle":
            climb = round(self.warmup * self.epochs * steps)
            fall = max(1, self.epochs * steps - climb)
            return CosineDecay(0.0, fall, warmup_target=self.learning_rate, warmup_steps=climb)
        return self.learning_rate

    def made_optimizer(self, samples: int) -> Optimizer:
        """The optimizer for so many training samples."""
        rate, decay = self.rate(samples), self.weight_decay or None
        if self.optimizer == "sdlm":
            return StochasticDiagonalLM(rate, weight_decay=decay)
        if self.optimizer == "sgd":
            return SGD(rate, weight_decay=decay)
        if self.schedule == "constant":
            return Adam(rate, weight_decay=decay)
        return AdamW(rate, weight_decay=self.weight_decay)

    def made_loss(self) -> losses.Loss:
        """The loss."""
        if self.loss == "maximum_a_posteriori":
            return losses.maximum_a_posteriori(self.rubbish_penalty or math.inf, self.penalty_scale)
        if self.loss == "maximum_likelihood":
            return losses.maximum_likelihood(self.penalty_scale)
        loss = losses.get(self.loss)
        if not self.label_smoothing:
            return loss
        if not isinstance(loss, losses.CrossEntropy):
            raise ModelError(f"label_smoothing is a cross-entropy's; received {self.loss}")
        return loss.with_smoothing(self.label_smoothing)

    def network_input(self, images: Images) -> NDArray[np.float32]:
        """The network's input for digit images uint8 (n, 28, 28)."""
        return network_input(images, self.normalisation)

    def compile(self, model: Model, samples: int) -> None:
        """Compile the model for so many training samples."""
        model.compile(self.made_optimizer(samples), self.made_loss(), metrics=["accuracy"])

    def fit(
        self,
        model: Model,
        images: Images,
        labels: Labels,
        *,
        validation: tuple[Images, Labels] | None = None,
        initial_epoch: int = 0,
        callbacks: Callback | Sequence[Callback] = (),
        threads: int | None = None,
        verbose: str | int | Silent = 0,
    ) -> History:
        """Train a model compiled for this recipe on digit images uint8 (n, rows, columns)."""
        held_out = None
        if validation is not None:
            held_out = self.network_input(validation[0]), validation[1]
        source = self.source(images, labels, model.seed)
        return model.fit(
            self.network_input(images) if source is None else source,
            labels if source is None else None,
            batch_size=self.batch_size,
            epochs=self.epochs,
            initial_epoch=initial_epoch,
            shuffle=True if self.order == "fresh" else "once",
            validation_data=held_out,
            callbacks=callbacks,
            threads=threads,
            verbose=verbose,
        )

    def source(self, images: Images, labels: Labels, seed: int) -> Source | None:
        """The source of distorted training images; None without distortion."""
        if self.distortion is None:
            return None
        prepare = self.network_input
        if self.copies == 0:
            until = max(0, self.epochs - self.undistorted)
            return Fresh(images, labels, self.distortion, prepare=prepare, seed=seed, until=until)
        return Expanded(
            images, labels, self.distortion, prepare=prepare, seed=seed, copies=self.copies
        )

    def distortion_if(self, wanted: bool) -> Distortion | None:
        """The recipe's distortion, or ``AFFINE`` if it has none; None unless ``wanted``."""
        return self.distortion or AFFINE if wanted else None

    def as_dict(self) -> dict[str, Any]:
        """The recipe's fields, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, described: Mapping[str, Any]) -> Recipe:
        """The recipe with these fields. ModelError, TypeError for fields that cannot be."""
        given = {**described}
        if given.get("distortion") is not None:
            given["distortion"] = Distortion(**given["distortion"])
        return cls(**given)
