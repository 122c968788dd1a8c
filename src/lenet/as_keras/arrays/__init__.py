"""What listings ask of ``tf`` and of ``keras.backend``, on NumPy arrays.

tensor        an array that also has ``numpy()`` and ``shape.as_list()``
dtypes        float32 and the other types by TensorFlow's names
making        arrays from numbers: constant, zeros, one_hot, range
shaping       cast, reshape, expand_dims, pad, concat, gather
elementwise   of each number: exp, sqrt, maximum, equal, relu
reducing      of many numbers one: reduce_mean, argmax, softmax
drawing       arrays of chance, and the seed of all
cross_entropies  of logits, as ``tf.nn`` has them
resizing      ``tf.image``: pictures made larger, smaller, grey
tensors_without_data  ``tf.nn.relu(x)`` inside a model
pipeline      ``tf.data.Dataset``, of arrays in memory
"""
