"""What listings ask of ``tensorflow`` itself, beside Keras and functions of arrays.

top            ``tf.device``, ``tf.function`` and others at the top
devices        ``tf.config``, ``tf.test``, ``tf.logging``: devices, versions, words of TensorFlow's
first_version  names of TensorFlow 1: sessions that run nothing
picture_files  ``tf.io``: pictures and files
input_data     ``tensorflow.examples.tutorials.mnist.input_data``
sets_by_name   ``tensorflow_datasets.load``
"""
