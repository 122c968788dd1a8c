"""What users pass in, checked once and alike: whatever does not fit is an error of one sentence.

numbers       numbers, and True or False -> Python's own
words         text, one of several words, lists
keras_object  objects as Keras describes them in JSON: class_name and config
arrays        arrays -> contiguous float32 arrays for the engine
eager_array   what functions of Keras's give: arrays with ``.numpy()``
"""
