"""The centers of LeNet-5's output: ten digits as bitmaps of 7x12 (LeCun et al. 1998, Fig. 3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIGITS = "digits"
ROWS, COLUMNS = 12, 7

# One byte a row from the top, bit 6 the left pixel. The lone bar above 0, 2, 4 and 5 is in the
# figure.
_BITMAPS = (
    "3e001c3663636363361c0000",
    "0c1c3c0c0c0c0c0c0c3f0000",
    "3e003e6343061c30607f0000",
    "7f03060c1e030303633e0000",
    "3e00003333736363673f0303",
    "3e007f60603c1e03633e0000",
    "1e3060607e736363733e0000",
    "7f0303060c0c181818180000",
    "3e6363633e636363633e0000",
    "3e676363673f0303063c0000",
)


def digit_centers() -> NDArray[np.float32]:
    """The bitmaps, float32 (10, 84): +1 ink, -1 paper, row after row."""
    rows = np.array([list(bytes.fromhex(bitmap)) for bitmap in _BITMAPS], np.uint8)
    ink = np.unpackbits(rows[..., np.newaxis], axis=2)[..., 1:]
    return np.where(ink.reshape(10, ROWS * COLUMNS), 1, -1).astype(np.float32)
