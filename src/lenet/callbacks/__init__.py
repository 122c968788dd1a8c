"""What a user can do between epochs: Keras's callbacks, as far as they need no other framework.

trained           what a callback may ask of the model in training, and change
callback          the calls that a callback gets
monitored_figure  the figure that is monitored, and which way it becomes better
history           what ``fit`` returns
lambda_callback, learning_rate_scheduler, early_stopping, model_checkpoint
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.callbacks.callback import Callback, Logs
from lenet.callbacks.early_stopping import EarlyStopping
from lenet.callbacks.history import History
from lenet.callbacks.lambda_callback import LambdaCallback
from lenet.callbacks.learning_rate_scheduler import LearningRateScheduler
from lenet.callbacks.model_checkpoint import ModelCheckpoint
from lenet.callbacks.trained import Trained
from lenet.keras_names import absent

__all__ = [
    "Callback", "EarlyStopping", "History", "LambdaCallback", "LearningRateScheduler", "Logs",
    "ModelCheckpoint", "Trained",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
