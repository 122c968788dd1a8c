"""Pillow without its warnings, and with our limit of pixels in place of its own.

The filters of warnings and Pillow's limit belong to the whole process. So the first thread that
opens a picture changes them, and the last one restores them; no thread waits for another's picture.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Iterator

from PIL import Image


class QuietPillow:
    """A context manager for several threads, ``with quiet_pillow(pixels):``."""

    def __init__(self) -> None:
        self.users = 0
        self._lock = threading.Lock()
        self._restore = contextlib.ExitStack()

    @contextlib.contextmanager
    def __call__(self, pixels: int) -> Iterator[None]:
        """Turn warnings off and let Pillow open pictures of so many pixels.

        While several threads are within, the largest of their limits holds.
        """
        with self._lock:
            if not self.users:
                self._restore.enter_context(warnings.catch_warnings())
                self._restore.callback(setattr, Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
                warnings.simplefilter("ignore")
                Image.MAX_IMAGE_PIXELS = pixels
            self.users += 1
            Image.MAX_IMAGE_PIXELS = max(Image.MAX_IMAGE_PIXELS or 0, pixels)
        try:
            yield
        finally:
            with self._lock:
                self.users -= 1
                if not self.users:
                    self._restore.close()


quiet_pillow = QuietPillow()
"""The one of this process."""
