"""Each sample is judged once, by what was made from others."""

import numpy as np
import pytest

from lenet.errors import DataError
from lenet.scoring.folds import splits


@pytest.mark.parametrize(("samples", "folds"), [(2, 2), (7, 3), (10, 10), (101, 5)])
def test_every_sample_is_judged_once_and_by_the_others(samples, folds):
    found = list(splits(samples, folds, seed=0))
    assert len(found) == folds
    judged = np.concatenate([one.judged_by for one in found])
    assert sorted(judged.tolist()) == list(range(samples))
    for one in found:
        assert sorted([*one.made_from, *one.judged_by]) == list(range(samples))
        assert samples // folds <= len(one.judged_by) <= -(-samples // folds)
        assert (np.diff(one.judged_by) > 0).all()


def test_the_seed_decides_the_splits():
    def first(seed):
        return next(splits(50, 2, seed)).judged_by.tolist()

    assert first(3) == first(3)
    assert first(3) != first(4)
    assert first(3) != list(range(0, 50, 2))


@pytest.mark.parametrize("folds", [1, 8])
def test_too_few_samples_are_refused(folds):
    with pytest.raises(DataError, match=f"expected 2 to 7 folds of 7 pictures, received {folds}"):
        list(splits(7, folds, seed=0))
