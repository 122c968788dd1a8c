"""LeNet-5 complete: it trains in seconds on an ordinary CPU.

``lenet`` wears Keras's face for this family of networks: ``lenet.models``, ``lenet.layers``,
``lenet.datasets``, ``lenet.utils``. Every part is imported when it is first used.
"""
