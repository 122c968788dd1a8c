"""Pillow without its warnings, and with its limit at ours, while a picture is opened.

Warnings' filters and Pillow's limit belong to the whole process. So they are changed by the first
of the threads that are at it and put back by the last: no thread waits for another's picture.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Iterator

from PIL import Image


class Hush:
    """Changes them as long as anybody is within."""

    def __init__(self) -> None:
        self.within = 0
        self._lock = threading.Lock()
        self._put_back = contextlib.ExitStack()

    @contextlib.contextmanager
    def __call__(self, pixels: int) -> Iterator[None]:
        """Warnings off, and pictures of so many pixels, or of another's who is within, opened."""
        with self._lock:
            if not self.within:
                self._put_back.enter_context(warnings.catch_warnings())
                self._put_back.callback(setattr, Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
                warnings.simplefilter("ignore")
                Image.MAX_IMAGE_PIXELS = pixels
            self.within += 1
            Image.MAX_IMAGE_PIXELS = max(Image.MAX_IMAGE_PIXELS or 0, pixels)
        try:
            yield
        finally:
            with self._lock:
                self.within -= 1
                if not self.within:
                    self._put_back.close()


hushed = Hush()
