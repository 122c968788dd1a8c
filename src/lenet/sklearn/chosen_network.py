"""What ``network`` may be -> a model for the data's pictures and classes, and its recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lenet.arguments.words import shown
from lenet.digits.distortion import Distortion
from lenet.errors import ModelError, either
from lenet.layers import RBF, Dense
from lenet.models import Model, Sequential
from lenet.networks import NETWORKS, Recipe
from lenet.networks.changed_recipe import changed_recipe
from lenet.optimizers.rate import schedule_of
from lenet.sklearn.pixel_rows import Sides

OTHERS = "tutorial"
"""The network whose recipe a model of a user's own is trained by, if it is not compiled."""


@dataclass(frozen=True)
class ChosenNetwork:
    """A network whose layers are taken for data of any size, and how it is trained.

    ``rate``: the learning rate that was asked for, or None.
    """

    template: Model
    recipe: Recipe
    rate: float | None

    def model(self, picture: Sides, classes: int, samples: int, seed: int) -> Sequential:
        """The network for such pictures and so many classes, compiled, with initial parameters.

        Its input is at least as large as the template's. ModelError for a template that cannot have
        so many classes, or that does not give their probabilities.
        """
        config = self.template.get_config()
        if self.template.compiled is not None and config["compiled"] is None:
            raise ModelError(
                f"expected {self.template.name} compiled with a loss, metrics and a learning rate "
                "of lenet's: a function of your own cannot be taken along"
            )
        outputs = _outputs(self.template, classes)
        config["layers"][-1].update(outputs)
        config["input_shape"] = [*_sides(self.template, picture), 1]
        model = Sequential.from_config({**config, "seed": seed, "normalisation": None})
        if model.compiled is None:
            self.recipe.compile(model, samples)
        elif self.rate is not None:
            model.optimizer.learning_rate = self.rate
        model.check_loss()
        return model

    @property
    def without_end(self) -> Recipe:
        """The recipe for training whose end nobody knows: one learning rate, always distorted."""
        return replace(self.recipe, schedule="constant", undistorted=0)

    def leave_schedule(self, model: Model, samples: int) -> None:
        """Compile the model anew if its learning rate follows the schedule of the recipe."""
        if self.template.compiled is None and schedule_of(model.optimizer) is not None:
            self.without_end.compile(model, samples)


def chosen_network(
    network: object,
    *,
    epochs: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    distortion: object,
) -> ChosenNetwork:
    """The network and the recipe that these parameters of an estimator say. ModelError."""
    name = OTHERS if isinstance(network, Model) else network
    if not isinstance(name, str) or name not in NETWORKS:
        raise ModelError(
            f"expected network {either([*NETWORKS, 'a model of lenet'])}, received {shown(network)}"
        )
    if not isinstance(distortion, bool | Distortion):
        raise ModelError(
            "expected distortion True, False or a lenet.distort.Distortion, "
            f"received {shown(distortion)}"
        )
    known, recipe = changed_recipe(
        name,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        distort=bool(distortion),
    )
    if isinstance(distortion, Distortion):
        recipe = replace(recipe, distortion=distortion)
    template = network if isinstance(network, Model) else known.build(0)
    return ChosenNetwork(template, recipe, learning_rate)


def _sides(template: Model, picture: Sides) -> Sides:
    """The sides of the input for such pictures. ModelError if the template takes no grey ones."""
    if template.input_shape is None:
        return picture
    if len(template.input_shape) != 3 or template.input_shape[2] != 1:
        raise ModelError(
            f"expected a network of grey pictures (rows, columns, 1), {template.name} takes "
            f"{template.input_shape}"
        )
    rows, columns, _ = template.input_shape
    return max(rows, picture[0]), max(columns, picture[1])


def _outputs(template: Model, classes: int) -> dict[str, Any]:
    """What the description of the last layer says where there are so many classes. ModelError."""
    last = template.layers[-1] if template.layers else None
    if isinstance(last, RBF) and classes <= len(last.centers):
        return {"centers": last.centers[:classes].tolist()}
    if isinstance(last, Dense) and last.activation == "softmax":
        return {"units": classes}
    if isinstance(last, RBF):
        raise ModelError(
            f"{template.name} tells {len(last.centers)} classes apart, received {classes}: "
            "choose a network that ends with Dense(units, activation='softmax')"
        )
    raise ModelError(
        "expected a network that ends with Dense(units, activation='softmax') or RBF(), "
        f"{template.name} ends with {'no layer' if last is None else type(last).__name__}"
    )
