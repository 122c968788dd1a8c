"""The names, arguments and methods of Keras 1 and 2, on lenet's own classes.

told       each old word once, on stderr, with today's and the listing's line
renamed    the table: old names -> today's; old arguments -> today's
translate  functions that take old arguments too
decay      ``lr`` and ``decay`` of optimizers
data_format  the order of axes that a listing chose for all layers
shapes_with_batch  ``layer.output_shape`` and ``input_shape``, with None for the batch
first_optimizers  the optimizers of ``tf.train``
periods    ``period`` of ModelCheckpoint
figures    ``acc`` in the history and in what callbacks monitor
methods    ``fit_generator``, ``predict_classes`` and others, on models
"""
