"""A picture of any kind -> ink -> the digit image a network takes."""

from lenet.digits.preparing import (
    FAINTEST_INK,
    LEAST_CONTRAST,
    Prepared,
    digit_image,
    open_picture,
    prepared,
    without_paper,
)

__all__ = [
    "FAINTEST_INK",
    "LEAST_CONTRAST",
    "Prepared",
    "digit_image",
    "open_picture",
    "prepared",
    "without_paper",
]
