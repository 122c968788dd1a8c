"""Pictures and batches before they are trained on; Keras's ``preprocessing``.

py_dataset  batches by their number, which a user's class makes
"""

from lenet.preprocessing.py_dataset import PyDataset

Sequence = PyDataset
"""Keras 2's name."""

__all__ = ["PyDataset", "Sequence"]
