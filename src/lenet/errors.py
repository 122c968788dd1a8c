"""The errors lenet raises: what the caller handed over was at fault, and the message says how."""

from collections.abc import Iterable


class LenetError(Exception):
    """Anything lenet refuses to do. The message is one sentence a user can act on."""


class DataError(LenetError):
    """A data set that cannot be found, fetched, verified or parsed."""


class ModelError(LenetError, ValueError):
    """A network, a recipe or an array that the engine cannot run."""


class PatternError(LenetError, ValueError):
    """A pattern, a length or a grammar of texts that cannot be used."""


class PictureError(LenetError, ValueError):
    """A picture that cannot be opened, or that holds nothing to read."""


class TrainingError(LenetError, ArithmeticError):
    """Training that ran away: the loss became infinite or not a number."""


class AbsentNameError(LenetError, AttributeError):
    """A name of Keras's or TensorFlow's that lenet has not."""


class AbsentImportError(LenetError, ImportError):
    """The same in an import."""


class MissingLibraryError(LenetError, ImportError):
    """A library that lenet needs for this alone, and that an extra installs."""


def either(names: Iterable[str]) -> str:
    """What may stand in a place, as a message lists it: ``a, b or c``."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
