"""Back from the loss of one sample: each layer's error, and what one update would change."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.losses import CrossEntropy
from lenet.losses.penalties import PenaltyLoss
from lenet.models.compiled_stack import CompiledStack
from lenet.models.lowering import lowered


class Backward(NamedTuple):
    """What a sample and a wanted class come to.

    Attributes
    ----------
    loss : float
        The compiled loss, with what the parameters add to it.
    errors : dict of float32 arrays (1, ...)
        By each layer's name the gradient of the loss for what the layer adds up, before its
        activation; of the layer's output shape.
    gradients : list of float32 arrays
        The gradient of the loss for each array of ``get_weights``.
    """

    loss: float
    errors: dict[str, NDArray[np.float32]]
    gradients: list[NDArray[np.float32]]


def backward(model: CompiledStack, x: ArrayLike, label: int) -> Backward:
    """The loss of one sample (1, ...), if it were of the class ``label``, and its gradients.

    Parameters stay as they are; ``model.network.gradient`` does not. What is dropped in training is
    not dropped. ModelError if the model is not compiled, or where errors do not reach every layer:
    where the first layers do not learn, and past a BatchNormalization that does.
    """
    model.check_loss()
    inputs, loss = model.prepare_input(x), model.loss
    units = math.prod(model.output_shape)
    takes_labels = isinstance(loss, PenaltyLoss) or (
        isinstance(loss, CrossEntropy) and loss.kind.startswith("sparse")
    )
    row = np.array([label]) if takes_labels else np.eye(units, dtype=np.float32)[[label]]
    labels, values = loss.targets(row, 1, model.output_shape)
    made = lowered(model.layers, model.layer_shapes(), fused=False)
    unfused = model.network.sharing(made.plane, made.layers, trained=True)
    wanted = inputs, labels, values, None, model.engine_loss
    try:
        errors = unfused.errors(*wanted)
    except ValueError as error:
        raise ModelError(str(error)) from error
    found = model.network.loss_and_gradient(*wanted)
    shapes = model.weight_shapes().values()
    parts = np.split(model.network.gradient.copy(), np.cumsum([math.prod(one) for one in shapes]))
    gradients = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
    return Backward(found, model.by_name(errors, made, inputs), gradients)
