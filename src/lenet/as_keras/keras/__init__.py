"""What listings ask of Keras beside its models: its backend, its data sets.

version    which Keras is answered for
backend    ``keras.backend``: settings, and functions of arrays in ``arrays``
sets       data sets as ``keras.datasets`` has them
operations  names of ``keras.ops`` that TensorFlow has not
scikit_learn  ``KerasClassifier``
utilities  what ``keras.utils`` has beside lenet's own
"""
