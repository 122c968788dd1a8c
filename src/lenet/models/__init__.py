"""Model and Sequential: layers and their parameters, with Keras's interface.

layer_shapes    what goes into each layer and comes out; how large a network may be
layer_names     the layers' names, as Keras chooses them
layer_order     which layer may follow which
lowering        the layers as the engine runs them
parameter_arrays  what training does to each array besides: penalties, constraints
graph           layers between tensors without data: Model(inputs, outputs), subclasses with call
shared_parameters  models that have layers in common
row_of_layers   layers in a row: building, parameters
weights_of_layers  the parameters by name: weights, trainable_variables
stack           what a row of layers answers: predict, maps, tensors, description
sweep           a network swept over a larger sample
softmax         answers -> scores that add up to 1
compilation     optimizer, loss and metrics, checked; as JSON and back
compiled_stack  a stack with these: compile
backward        one sample's loss, each layer's error, the gradients
fed             what users give, arrays or batches -> what an epoch is fed with
fitted          fit, evaluate, predict, and each of them on one batch
saved_path      in which form a path says that a model is saved
keras_parts     a model <-> the parts that a file of Keras holds of it
described       what a stack says of itself: describe, summary, to_json
stored          a stack's files: save, save_weights, load_weights
model           the whole of Keras's Model
sequential      add and pop
samples         what users give to train on -> arrays that the engine takes; validation_split
feeds           an epoch of arrays or of a source, block by block; the order of its samples
batches         generators, PyDatasets and iterables of batches, and their epochs
trainee         what training asks of a model
measuring       the passes of ``evaluate``, validation and ``predict``
training        the epochs of ``fit``: engine passes, validation, callbacks
class_weights   what the samples of each class count
measured_metrics  the compiled metrics, while answers come in
epoch_figures   the figures of an epoch: loss and metrics from sums and answers
progress        shows the figures that it is given: bars, lines, nothing
storage         a model's folder: config.json and weights.safetensors, checked when read
recorded_classes  what a record says of the data: the names of its classes, the form of its images
checkpoint      what training needs to go on, bit for bit
loading         shipped and saved models, Keras's files; models from JSON; copies
summary         what there is to say of the layers, as JSON and as the table beside the paper
keras_summary   the table that ``summary`` prints, as Keras draws it
peak            the arithmetic that the processor can do
call_arguments  what a method's arguments may be
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.keras_names import absent
from lenet.models.checkpoint import State
from lenet.models.loading import clone_model, load_model, model_from_config, model_from_json
from lenet.models.model import Model
from lenet.models.peak import multiply_add_peak
from lenet.models.sequential import Sequential
from lenet.models.stored import save_model

__all__ = [
    "Model", "Sequential", "State", "clone_model", "load_model", "model_from_config",
    "model_from_json", "multiply_add_peak", "save_model",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
