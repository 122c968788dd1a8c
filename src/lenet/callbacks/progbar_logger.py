"""ProgbarLogger: Keras's name for what shows the progress."""

from __future__ import annotations

from lenet.callbacks.callback import Callback


class ProgbarLogger(Callback):
    """Adds nothing to what ``verbose`` shows: ``fit``, ``evaluate`` and ``predict`` do that.

    In Keras one that is given takes the place of the one that is there anyway.
    """
