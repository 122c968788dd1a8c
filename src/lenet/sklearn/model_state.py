"""A model <-> text and arrays: what stands for it where a fitted estimator is stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lenet.models import Model, Sequential, State


def packed(model: Model) -> dict[str, Any]:
    """The model's description as JSON, and everything that training changes, as arrays."""
    return {
        "description": json.dumps(model.get_config()),
        "epochs_trained": model.epochs_trained,
        **model.state()._asdict(),
    }


def unpacked(stored: Mapping[str, Any]) -> Sequential:
    """The model that ``packed`` described. ModelError if it is none."""
    rest = dict(stored)
    model = Sequential.from_config(json.loads(rest.pop("description")))
    model.epochs_trained = rest.pop("epochs_trained")
    model.set_state(State(**rest))
    return model
