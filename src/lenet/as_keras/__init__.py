"""Listings for Keras run as they stand: ``keras`` and ``tensorflow`` are answered by lenet.

``lenet.as_keras()`` does so in this process from then on, ``lenet run FILE`` and
``python -m lenet.as_keras FILE`` in one of their own.

arrays      what listings ask of ``tf`` and of ``keras.backend``, on NumPy arrays
old         names, arguments and methods of Keras 1 and 2
keras       what they ask of Keras beside its models
tensorflow  what they ask of TensorFlow itself
hook        the tables of modules and names, and the finder of imports
beginning   from here on Keras is lenet, in this process
running     a file or a notebook, run as it stands
__main__    the same as ``lenet run``
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from lenet.as_keras.beginning import begin

__all__ = ["begin"]


class _Callable(ModuleType):
    """The module itself as a function: ``lenet.as_keras()``."""

    def __call__(self) -> None:
        begin()


def _callable(module: Any) -> None:
    module.__class__ = _Callable


_callable(sys.modules[__name__])
