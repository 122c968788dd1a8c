"""What a user can do during training: Keras's callbacks.

trained           what a callback may ask of the model in training, and change
callback          the calls that a callback gets
learning_rate     the optimizer's rate, written down
monitored_figure  the figure that is monitored, and which way it becomes better
history           what ``fit`` returns
callback_list     several callbacks called as one
event_file        the records of TensorBoard
lambda_callback, learning_rate_scheduler, reduce_lr_on_plateau, early_stopping, terminate_on_nan,
model_checkpoint, backup_and_restore, csv_logger, tensor_board, progbar_logger  Keras's, a file each
not_here          those that are refused
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.callbacks.backup_and_restore import BackupAndRestore
from lenet.callbacks.callback import PREDICT, TEST, TRAIN, Callback, Logs
from lenet.callbacks.callback_list import CallbackList
from lenet.callbacks.csv_logger import CSVLogger
from lenet.callbacks.early_stopping import EarlyStopping
from lenet.callbacks.history import History
from lenet.callbacks.lambda_callback import LambdaCallback
from lenet.callbacks.learning_rate_scheduler import LearningRateScheduler
from lenet.callbacks.model_checkpoint import ModelCheckpoint
from lenet.callbacks.not_here import RemoteMonitor, SwapEMAWeights
from lenet.callbacks.progbar_logger import ProgbarLogger
from lenet.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from lenet.callbacks.tensor_board import TensorBoard
from lenet.callbacks.terminate_on_nan import TerminateOnNaN
from lenet.callbacks.trained import Trained
from lenet.keras_names import absent

__all__ = [
    "PREDICT", "TEST", "TRAIN", "BackupAndRestore", "CSVLogger", "Callback", "CallbackList",
    "EarlyStopping", "History", "LambdaCallback", "LearningRateScheduler", "Logs",
    "ModelCheckpoint", "ProgbarLogger", "ReduceLROnPlateau", "RemoteMonitor", "SwapEMAWeights",
    "TensorBoard", "TerminateOnNaN", "Trained",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
