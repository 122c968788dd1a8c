"""A picture of one digit -> its ink -> what is seen in it -> the network's answer, or why none."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lenet.digits.normalisation import network_input
from lenet.digits.preparing import Prepared, prepared_grey
from lenet.models import Model
from lenet.models.loading import load_folder
from lenet.models.recorded_classes import DIGITS, is_centred, recorded_classes
from lenet.models.storage import read_config
from lenet.pictures.formats import Picture, open_pages
from lenet.pictures.limits import LIMITS, Limits
from lenet.reading.one_digit.digit_confidence import DigitCalibration, load_digit_calibration
from lenet.reading.one_digit.digit_reading import DigitReading
from lenet.reading.one_digit.sight import Sight, sight
from lenet.reading.reader import shipped_reader
from lenet.reading.strips.views import Recognisers
from lenet.weights import chosen, shipped_name

IS_ONE = 0.5
"""From this probability on, a picture is said to be one digit."""

FLAT, THIN = 4, 3
"""What is so many times wider than high, and at most so many strokes high, is a line."""

NO_INK = "no ink was found"


@dataclass(frozen=True)
class DigitReader:
    """A network of single digits, and the reader that looks whether there is one.

    Attributes
    ----------
    model : Model
        It takes digit images.
    classes : tuple of str
        The name of each of its classes. Of other classes than the ten digits there is always one.
    centred : bool
        Whether it was trained on images of MNIST's form, see ``lenet.image.prepared``.
    calibration : DigitCalibration
        From scores to probabilities.
    """

    model: Model
    classes: tuple[str, ...] = DIGITS
    centred: bool = True
    calibration: DigitCalibration = DigitCalibration()  # noqa: RUF009  # it is frozen

    @classmethod
    def load(cls, folder: str | Path) -> DigitReader:
        """Load the network in a folder, or one that comes with lenet by its name. DataError."""
        place = chosen(folder)
        model, config = load_folder(place), read_config(place)
        classes = tuple(recorded_classes(config, model.output_shape[0]))
        return cls(model, classes, is_centred(config), load_digit_calibration(place))

    def read(
        self,
        picture: Picture,
        *,
        limits: Limits = LIMITS,
        check: Callable[[], object] | None = None,
    ) -> DigitReading:
        """Read a picture; of several pages the first. PictureError if it cannot be opened."""
        with contextlib.closing(open_pages(picture, limits=limits, check=check)) as pages:
            made = prepared_grey(next(pages).grey, centred=self.centred)
        if made is None:
            return self.without_ink()
        images = network_input(made.image[np.newaxis], self.model.normalisation)
        return self.judged(made, self.model.scores(images, threads=1)[0])

    def without_ink(self) -> DigitReading:
        """The reading of a picture without ink."""
        return DigitReading(None, self.calibration.is_empty, NO_INK)

    def judged(self, made: Prepared, output: NDArray[np.float32]) -> DigitReading:
        """The reading of a picture, given the network's scores [classes] of its digit image.

        A picture in MNIST's own form was cut out as one character already: the network alone
        answers. The reader of strings looks at any other.
        """
        scores = dict(zip(self.classes, map(float, output), strict=True))
        answer = self.classes[int(output.argmax())]
        seen = None
        if made.cleaned is not None and self.classes == DIGITS and self.centred:
            seen = sight(made.cleaned, Recognisers(shipped_reader().networks), answer)
        return self.decided(DigitReading(answer, 0.0, scores=scores, looked_at=seen, prepared=made))

    def decided(self, found: DigitReading) -> DigitReading:
        """The same reading with the answer and the confidence that the calibration gives it."""
        made, seen = found.prepared, found.looked_at
        if made is None:
            return self.without_ink()
        right = self.calibration.chance_of_right(found.score, found.agreed)
        if seen is None:
            return replace(found, confidence=right)
        line = _is_line(made)
        one = 0.0 if line else self.calibration.chance_of_one(seen.one, found.score)
        if one >= IS_ONE:
            return replace(found, answer=found.nearest, confidence=one * right, reason="", seen="")
        several = len(seen.text.replace(" ", "")) > 1
        return replace(
            found,
            answer=None,
            confidence=1 - one,
            reason="several digits" if several else "a line" if line else _reason(seen),
            seen=seen.text if several else "",
        )


def _is_line(made: Prepared) -> bool:
    """Whether all the ink is one horizontal line."""
    stroke = made.cleaned.stroke if made.cleaned else 0.0
    return made.box.width >= FLAT * made.box.height and made.box.height <= THIN * stroke


def _reason(seen: Sight) -> str:
    """What is there in place of one digit, in words."""
    if 1 - seen.one - seen.mark > max(seen.one, seen.mark):
        return "several marks, none read as digits"
    return "a letter or another mark"


def read_digit(
    picture: Picture, network: str | Path = "modern", *, limits: Limits = LIMITS
) -> DigitReading:
    """Read the picture of one digit; the answer may be that it is not one digit.

    Parameters
    ----------
    picture : path, bytes, stream, PIL.Image.Image or array
        As ``lenet.pictures.formats.open_pages`` takes it; of several pages the first.
    network : str or path
        ``modern``, ``original`` or ``tutorial``, or the folder of a run or of a saved model.
    limits : Limits
        The largest picture that is opened.

    Raises
    ------
    PictureError
        The picture cannot be opened.
    DataError
        There is no such network.
    """
    if shipped_name(network) is None:
        return DigitReader.load(network).read(picture, limits=limits)
    return _shipped(str(network)).read(picture, limits=limits)


@functools.cache
def _shipped(name: str) -> DigitReader:
    return DigitReader.load(name)
