"""A picture of any kind -> ink -> the digit image a network takes."""

from lenet.digits.mnist_form import mnist_form
from lenet.digits.preparing import Prepared, digit_image, open_picture, prepared

__all__ = ["Prepared", "digit_image", "mnist_form", "open_picture", "prepared"]
