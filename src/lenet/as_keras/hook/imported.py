"""A name that a listing imports and lenet has not: refused where the listing uses it.

Listings import more than they use; ``from keras.layers import Dense, LSTM`` stops none that has no
LSTM in its network.
"""

from __future__ import annotations

from typing import Any, NoReturn

from lenet.errors import AbsentNameError


class ImportedName:
    """What stands for the name: it can be held, and each use is an AbsentNameError."""

    def __init__(self, told: str) -> None:
        self.__told = told

    def _refuse(self, *given: Any, **named: Any) -> NoReturn:
        del given, named
        raise AbsentNameError(self.__told)

    __call__ = __mro_entries__ = __iter__ = __getitem__ = __enter__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AbsentNameError(self.__told)

    def __instancecheck__(self, instance: object) -> bool:
        return False
