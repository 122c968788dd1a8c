"""What listings ask of Keras beside its models: its backend, its data sets, its pictures.

version    which Keras is answered for
backend    ``keras.backend``: settings, and functions of arrays in ``arrays``
sets       data sets as ``keras.datasets`` has them
pictures   ``load_img`` and others of ``keras.preprocessing.image``
scikit_learn  ``KerasClassifier``
utilities  what ``keras.utils`` has beside lenet's own
"""
