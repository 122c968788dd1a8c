"""Model and Sequential: layers and their parameters, with Keras's interface.

layer_shapes    what goes into each layer and comes out; how large a network may be
layer_names     the layers' names, as Keras chooses them
layer_order     which layer may follow which
lowering        the layers as the engine runs them
stack           the stack of layers: building, parameters, answers, maps
sweep           a network swept over a larger sample
softmax         answers -> scores that add up to 1
compilation     optimizer, loss and metrics as JSON and back
model           what trains a stack: compile, fit, evaluate, save
sequential      add and pop
samples         what users give to train on -> arrays that the engine takes; validation_split
training        the epochs of ``fit``: order, engine passes, validation, callbacks
epoch_figures   the figures of an epoch: loss and accuracy from sums
progress        shows the figures that it is given: bars, lines, nothing
storage         a model's folder: config.json and weights.safetensors, checked when read
checkpoint      what training needs to go on, bit for bit
loading         shipped and saved models
summary         the table of layers
peak            the arithmetic that the processor can do
call_arguments  what a method's arguments may be
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.keras_names import absent
from lenet.models.checkpoint import State
from lenet.models.loading import load_model
from lenet.models.model import Model
from lenet.models.peak import multiply_add_peak
from lenet.models.sequential import Sequential

__all__ = ["Model", "Sequential", "State", "load_model", "multiply_add_peak"]


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
