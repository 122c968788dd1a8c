"""Model and Sequential: layers and their parameters, with Keras's face."""

from lenet.models.model import Model, Sequential, State, load_model, multiply_add_peak

__all__ = ["Model", "Sequential", "State", "load_model", "multiply_add_peak"]
