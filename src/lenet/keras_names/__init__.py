"""Keras's public names, and what is said of those that lenet has not.

public.json  every public name of Keras 3.15, by module
families     what each kind of name is, what here does the same, what to change
absence      the error for a name that is asked for and not there
attributes   the same for attributes of models, layers and optimizers
"""

from lenet.keras_names.absence import absent, from_import, is_public, module_names, sentence
from lenet.keras_names.attributes import absent_attribute

__all__ = ["absent", "absent_attribute", "from_import", "is_public", "module_names", "sentence"]
