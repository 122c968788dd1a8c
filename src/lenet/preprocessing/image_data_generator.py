"""ImageDataGenerator: pictures shifted, turned, zoomed and flipped anew, and standardised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.numbers import FINITE, NOT_NEGATIVE, PART, real, truth, whole
from lenet.arguments.words import row, shown, word
from lenet.errors import ModelError
from lenet.preprocessing.affine_maps import moved
from lenet.preprocessing.changes_of_colour import brightened, channel_shifted
from lenet.preprocessing.directory_iterator import DirectoryIterator
from lenet.preprocessing.image_iterators import NumpyArrayIterator
from lenet.preprocessing.picture_arrays import channels_first
from lenet.preprocessing.standardisation import Standardisation

FILL_MODES = ("nearest", "constant", "reflect", "wrap")


class ImageDataGenerator(Standardisation):
    """Draws pictures anew, as Keras's class of that name, from the same random numbers.

    Parameters, with Keras's meanings and defaults: ``featurewise_center``, ``samplewise_center``,
    ``featurewise_std_normalization``, ``samplewise_std_normalization``, ``zca_whitening``,
    ``zca_epsilon``; ``rotation_range`` in degrees; ``width_shift_range`` and
    ``height_shift_range``: a share of the side if below 1, else pixels, a whole number of them, or
    a list to choose from; ``brightness_range`` (low, high); ``shear_range`` in degrees;
    ``zoom_range``: a number z for 1 - z to 1 + z, or (low, high); ``channel_shift_range``;
    ``fill_mode``: "nearest", "constant" with ``cval``, "reflect" or "wrap"; ``horizontal_flip``,
    ``vertical_flip``; ``rescale``, a factor; ``preprocessing_function`` of one picture;
    ``data_format``; ``validation_split``; ``interpolation_order`` 0 or 1; ``dtype`` float32.

    Raises ModelError for what they cannot be.
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[..., Any] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            featurewise_center=featurewise_center,
            samplewise_center=samplewise_center,
            featurewise_std_normalization=featurewise_std_normalization,
            samplewise_std_normalization=samplewise_std_normalization,
            zca_whitening=zca_whitening,
            zca_epsilon=zca_epsilon,
            rescale=rescale,
            preprocessing_function=preprocessing_function,
            data_format="channels_first" if channels_first(data_format) else "channels_last",
        )
        self.rotation_range = real("rotation_range", rotation_range, NOT_NEGATIVE)
        self.width_shift_range = _shift("width_shift_range", width_shift_range)
        self.height_shift_range = _shift("height_shift_range", height_shift_range)
        self.brightness_range = None if brightness_range is None else _pair(brightness_range)
        self.shear_range = real("shear_range", shear_range, NOT_NEGATIVE)
        self.zoom_range = _zoom(zoom_range)
        self.channel_shift_range = real("channel_shift_range", channel_shift_range, NOT_NEGATIVE)
        self.fill_mode = word("fill_mode", fill_mode, FILL_MODES)
        self.cval = real("cval", cval, FINITE)
        self.horizontal_flip = _flag("horizontal_flip", horizontal_flip)
        self.vertical_flip = _flag("vertical_flip", vertical_flip)
        self.split = real("validation_split", validation_split, PART)
        self.interpolation_order = whole("interpolation_order", interpolation_order, 0, 1)
        if dtype is not None and not _is_float32(dtype):
            raise ModelError(f"expected dtype float32, received {shown(dtype)}")

    def flow(
        self,
        x: ArrayLike,
        y: ArrayLike | None = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: ArrayLike | None = None,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> NumpyArrayIterator:
        """Batches of pictures (n, rows, columns, channels), drawn anew, without end. ModelError."""
        return NumpyArrayIterator(
            x, y, self, batch_size, shuffle, sample_weight, seed, save_to_dir, save_prefix,
            save_format, subset, ignore_class_split,
        )  # fmt: skip

    def flow_from_directory(self, directory: Any, *given: Any, **named: Any) -> DirectoryIterator:
        """Batches of the pictures in ``directory/CLASS/``; arguments as ``DirectoryIterator``'s.

        In Keras's order: target_size, color_mode, classes, class_mode, batch_size, shuffle, seed,
        save_to_dir, save_prefix, save_format, follow_links, subset, interpolation,
        keep_aspect_ratio.
        """
        return DirectoryIterator(directory, self, *given, **named)

    def flow_from_dataframe(self, *given: Any, **named: Any) -> None:
        """ModelError: tables of pictures are not read."""
        del given, named
        raise ModelError(
            "flow_from_dataframe is not here: put the pictures into a folder for each class and "
            "call flow_from_directory, or read them with load_img and call flow"
        )

    def get_random_transform(
        self, img_shape: tuple[int, ...], seed: int | None = None
    ) -> dict[str, Any]:
        """One picture's parameters, drawn; ``apply_transform`` takes them.

        theta and shear in degrees, tx and ty in pixels, zx and zy, flip_horizontal, flip_vertical,
        channel_shift_intensity and brightness, None where there is none.
        """
        chance: Any = np.random if seed is None else np.random.RandomState(seed)
        return self._transform(img_shape, chance)

    def _transform(self, shape: tuple[int, ...], chance: Any) -> dict[str, Any]:
        rows, columns = shape[1:] if self.first else shape[:2]
        theta = _around_zero(self.rotation_range, chance)
        tx = _shifted(self.height_shift_range, rows, chance)
        ty = _shifted(self.width_shift_range, columns, chance)
        shear = _around_zero(self.shear_range, chance)
        zx, zy = (1, 1) if self.zoom_range == (1, 1) else chance.uniform(*self.zoom_range, 2)
        across = bool(chance.random_sample() < 0.5) and self.horizontal_flip
        over = bool(chance.random_sample() < 0.5) and self.vertical_flip
        most, bright = self.channel_shift_range, self.brightness_range
        return {
            "theta": theta, "tx": tx, "ty": ty, "shear": shear, "zx": zx, "zy": zy,
            "flip_horizontal": across, "flip_vertical": over,
            "channel_shift_intensity": chance.uniform(-most, most) if most else None,
            "brightness": None if bright is None else chance.uniform(*bright),
        }  # fmt: skip

    def apply_transform(self, x: ArrayLike, transform_parameters: dict[str, Any]) -> NDArray[Any]:
        """One picture (rows, columns, channels), transformed as the parameters say."""
        image = np.asarray(x, np.float32)
        if image.ndim != 3:
            raise ModelError(f"expected one picture of three axes, received {image.shape}")
        return np.asarray(self._applied(image[None], [transform_parameters])[0])

    def random_transform(self, x: ArrayLike, seed: int | None = None) -> NDArray[Any]:
        """One picture, transformed at random."""
        image = np.asarray(x, np.float32)
        return self.apply_transform(image, self.get_random_transform(image.shape, seed))

    def _applied(self, batch: NDArray[Any], parameters: list[dict[str, Any]]) -> NDArray[Any]:
        """Pictures (n, ...), each transformed by its own parameters."""
        last = np.moveaxis(batch, 1, 3) if self.first else batch
        last = moved(last, parameters, self.fill_mode, self.cval, self.interpolation_order)
        if last is batch:
            last = batch.copy()
        for k, one in enumerate(parameters):
            if (intensity := one.get("channel_shift_intensity")) is not None:
                last[k] = channel_shifted(last[k], intensity)
            if one.get("flip_horizontal"):
                last[k] = last[k, :, ::-1].copy()
            if one.get("flip_vertical"):
                last[k] = last[k, ::-1].copy()
            if (brightness := one.get("brightness")) is not None:
                last[k] = brightened(last[k], brightness)
        return np.asarray(np.moveaxis(last, 3, 1) if self.first else last)

    def drawn(self, batch: NDArray[np.float32], chance: Any) -> NDArray[np.float32]:
        """A batch (n, ...) of float32, drawn anew from ``chance`` and standardised."""
        if self.preprocessing_function is None:
            parameters = [self._transform(one.shape, chance) for one in batch]
            made = self._applied(batch, parameters)
            return self.standardized_batch(np.ascontiguousarray(made))
        for k, one in enumerate(batch):  # it may draw too: one picture after the other, as in Keras
            made = self._applied(one[None], [self._transform(one.shape, chance)])[0]
            batch[k] = self.standardize(made)
        return batch

    def fit(
        self, x: ArrayLike, augment: bool = False, rounds: int = 1, seed: int | None = None
    ) -> None:
        """Measure mean, deviation and whitening of pictures (n, ...), as far as they are used.

        ``augment`` measures ``rounds`` of random transformations of them instead. ModelError.
        """
        pictures = np.array(x, np.float32)
        if pictures.ndim != 4:
            raise ModelError(f"expected pictures of four axes, received {pictures.shape}")
        if self.rescale:
            pictures *= np.float32(self.rescale)
        if _flag("augment", augment):
            chance: Any = np.random if seed is None else np.random.RandomState(seed)
            parts = [
                self._applied(pictures, [self._transform(one.shape, chance) for one in pictures])
                for _ in range(whole("rounds", rounds, 1))
            ]
            pictures = np.concatenate(parts)
        self.measure(pictures)


def _is_float32(dtype: Any) -> bool:
    try:
        return bool(np.dtype(dtype) == np.float32)
    except (TypeError, ValueError):
        return False


def _flag(what: str, value: object) -> bool:
    """True or False, or 1 or 0, as old listings have it."""
    return truth(what, bool(value) if isinstance(value, int) and value in (0, 1) else value)


def _pair(given: Any) -> tuple[float, float]:
    low, high = (*row("a range", given), None, None)[:2]
    return real("a range", low, FINITE), real("a range", high, FINITE)


def _zoom(given: Any) -> tuple[float, float]:
    if np.ndim(given) == 0:
        z = real("zoom_range", given, FINITE)
        return 1 - z, 1 + z
    return _pair(given)


def _shift(what: str, given: Any) -> Any:
    """A share, a number of pixels, or an array to choose from."""
    if np.ndim(given) == 0:
        return real(what, given, NOT_NEGATIVE)
    return np.array([real(what, one, FINITE) for one in row(what, given)])


def _around_zero(most: float, chance: Any) -> Any:
    return chance.uniform(-most, most) if most else 0


def _shifted(most: Any, side: int, chance: Any) -> Any:
    """A shift in pixels, drawn: a whole number below ``most`` and one of a list have both signs."""
    if not np.any(most):
        return 0
    if np.ndim(most) or isinstance(most, int):
        shift = chance.choice(most) * chance.choice([-1, 1])
    else:
        shift = chance.uniform(-most, most)
    return shift * side if np.max(most) < 1 else shift
