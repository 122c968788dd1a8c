"""Keras's own files of models: ``.keras``, ``.h5`` and JSON, written as Keras opens them, and read.

Nothing in a file is ever executed, whatever it says; see ``hdf5_child`` for what else is refused.

hdf5               arrays and attributes <-> the bytes of an HDF5 file
hdf5_child         the process in which an HDF5 file is read
archive            the zip of a ``.keras`` file
class_names        Keras's names: of classes, as a file's paths have them, of the three manners
keras_objects      activations, initializers and regularizers as Keras describes them
keras_layers       the table of layers: Keras's arguments and their defaults
layer_configs      a layer <-> its description
old_configs        descriptions of Keras 1 and 2 -> those of today
model_parts        what a file holds of a model
model_configs      layers in a row <-> a Sequential or a Functional model's description
training_configs   optimizer, loss and metrics <-> the arguments of ``compile``
stored_weights     arrays of layers <-> their places in HDF5, of both formats
optimizer_state    steps and moments <-> the optimizer's arrays
model_files        whole models: a ``.keras`` or a ``.h5`` file <-> its parts
"""
