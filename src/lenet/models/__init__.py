"""Model and Sequential: layers and their parameters, with Keras's interface.

layer_shapes    what goes into each layer and comes out; how large a network may be
layer_names     the layers' names, as Keras chooses them
layer_order     which layer may follow which
lowering        the layers as the engine runs them
parameter_arrays  what training does to each array besides: penalties, constraints
graph           layers between tensors without data: Model(inputs, outputs), subclasses with call
shared_parameters  models that have layers in common
row_of_layers   layers in a row: building, parameters
stack           what a row of layers answers: predict, maps, tensors, description
sweep           a network swept over a larger sample
softmax         answers -> scores that add up to 1
compilation     optimizer, loss and metrics, checked; as JSON and back
compiled_stack  a stack with these: compile
fed             what users give, arrays or batches -> what an epoch is fed with
fitted          fit, evaluate, predict, and each of them on one batch
model           save: the whole of Keras's Model
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
checkpoint      what training needs to go on, bit for bit
loading         shipped and saved models
summary         the table of layers
peak            the arithmetic that the processor can do
call_arguments  what a method's arguments may be
"""

from lenet.models.checkpoint import State
from lenet.models.loading import load_model
from lenet.models.model import Model
from lenet.models.peak import multiply_add_peak
from lenet.models.sequential import Sequential

__all__ = ["Model", "Sequential", "State", "load_model", "multiply_add_peak"]
