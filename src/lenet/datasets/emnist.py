"""EMNIST: 814,255 handwritten digits and letters in six splits (Cohen et al., 2017)."""

from __future__ import annotations

import os
import string

from lenet.arguments.words import word
from lenet.datasets import search_order
from lenet.datasets.archives import EmnistArchive
from lenet.datasets.keras_pairs import Split, pairs
from lenet.datasets.published_sets import Published

_MERGED = string.digits + string.ascii_uppercase + "abdefghnqrt"

SPLITS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "byclass": (
        (697_932, 116_323),
        tuple(string.digits + string.ascii_uppercase + string.ascii_lowercase),
    ),
    "bymerge": ((697_932, 116_323), tuple(_MERGED)),
    "balanced": ((112_800, 18_800), tuple(_MERGED)),
    "letters": ((124_800, 20_800), ("none", *string.ascii_lowercase)),
    "digits": ((240_000, 40_000), tuple(string.digits)),
    "mnist": ((60_000, 10_000), tuple(string.digits)),
}
"""How many images there are to train and to test with, and the classes that labels stand for.

The labels of ``letters`` begin at 1, as they were published.
"""


def load_data(
    split: str = "balanced", data_dir: str | os.PathLike[str] | None = None
) -> tuple[Split, Split]:
    """Load a split of EMNIST: ``((x_train, y_train), (x_test, y_test))``, images upright.

    All four are uint8, (n, 28, 28) and (n,). ``split``: a name of ``SPLITS``. ``data_dir``: a
    folder with NIST's gzip.zip or its files; without it the cache, or NIST, which sends 562 MB.
    ModelError for another split, DataError.
    """
    counts, classes = SPLITS[word("split", split, tuple(SPLITS))]
    published = Published(
        name=f"emnist-{split}",
        title=f"EMNIST's split {split}",
        folder=f"emnist-{split}",
        classes=classes,
        counts=counts,
        archive=EmnistArchive(split),
    )
    parts, _ = search_order.obtain(published, data_dir, search_order.silent)
    return pairs(parts, lambda labels: labels)
