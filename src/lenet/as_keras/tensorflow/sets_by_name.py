"""``tensorflow_datasets.load`` for the sets of pictures that lenet has."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from lenet import datasets
from lenet.as_keras.arrays.pipeline import Pipeline
from lenet.errors import DataError

SETS = {"mnist": "mnist", "fashion_mnist": "fashion", "kmnist": "kmnist"}
"""TensorFlow's name -> lenet's."""

_PART = re.compile(r"(train|test)(?:\[(-?\d+)?(%)?:(-?\d+)?(%)?\])?")


def load(
    name: str,
    split: Any = None,
    data_dir: Any = None,
    batch_size: int | None = None,
    shuffle_files: bool = False,
    as_supervised: bool = False,
    with_info: bool = False,
    **other: Any,
) -> Any:
    """Data sets of a split such as "train", "test" or "train[:80%]", or a dict of both.

    DataError for a set that lenet has not and a split that is none.
    """
    del data_dir, shuffle_files, other
    known = SETS.get(name.partition(":")[0])
    if known is None:
        raise DataError(f"expected one of {', '.join(SETS)}, received {name!r}")
    found = datasets.load(known)

    def part(asked: str) -> Pipeline:
        images, labels = _part(found, asked)
        pictures = images[..., None]
        given = (pictures, labels) if as_supervised else {"image": pictures, "label": labels}
        made = Pipeline.from_tensor_slices(given)
        return made if batch_size is None else made.batch(batch_size)

    if split is None:
        parts: Any = {asked: part(asked) for asked in ("train", "test")}
    else:
        parts = part(split) if isinstance(split, str) else [part(one) for one in split]
    return (parts, _described(name, found)) if with_info else parts


def _part(found: Any, asked: str) -> Any:
    """Pictures and labels of a split."""
    said = _PART.fullmatch(asked.replace(" ", ""))
    if said is None:
        raise DataError(f"expected a split such as 'train' or 'train[:80%]', received {asked!r}")
    images, labels = getattr(found, said[1])
    count = len(images)
    ends = [
        None if number is None else int(number) * count // 100 if share else int(number)
        for number, share in ((said[2], said[3]), (said[4], said[5]))
    ]
    return images[slice(*ends)], labels[slice(*ends)]


def _described(name: str, found: Any) -> Any:
    """What listings ask of a set's description."""
    label = SimpleNamespace(
        num_classes=len(found.classes),
        names=list(found.classes),
        int2str=lambda number: found.classes[int(number)],
    )
    return SimpleNamespace(
        name=name,
        features={"label": label, "image": SimpleNamespace(shape=(28, 28, 1))},
        splits={
            one: SimpleNamespace(num_examples=len(getattr(found, one)[0]))
            for one in ("train", "test")
        },
    )


def disable_progress_bar() -> None:
    """Nothing to do: no bar is shown."""
