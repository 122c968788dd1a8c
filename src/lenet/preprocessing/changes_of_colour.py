"""Changes of a picture's values: channels shifted, brightness changed; as Keras's functions.

picture  float32 (rows, columns, channels)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.preprocessing.picture_arrays import array_to_img, img_to_array


def channel_shifted(picture: NDArray[Any], intensity: float) -> NDArray[Any]:
    """``intensity`` added to all values, within the range that the picture had."""
    return np.clip(picture + intensity, np.min(picture), np.max(picture))


def brightened(picture: NDArray[Any], brightness: float) -> NDArray[Any]:
    """The picture with its brightness times a factor, by Pillow, in 256 levels.

    One that is not of values 0 to 255 is stretched to them and back.
    """
    from PIL import ImageEnhance

    low, high = np.min(picture), np.max(picture)
    stretched = bool(low < 0 or high > 255)
    changed = ImageEnhance.Brightness(array_to_img(picture, scale=stretched)).enhance(brightness)
    made = img_to_array(changed)
    return made / 255 * (high - low) + low if stretched else made
