"""Every check that scikit-learn has for estimators, none expected to fail."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator

from lenet.sklearn import LeNetClassifier

Check = partial[Any]


def checks_of(classifier: LeNetClassifier) -> list[Any]:
    """Each check with its estimator, as pytest takes them."""
    return [
        pytest.param(estimator, check, id=f"{estimator.network}-{name_of(check)}")
        for estimator, check in estimator_checks_generator(classifier)
    ]


def name_of(check: Check) -> str:
    settings = [f"{name}={value}" for name, value in check.keywords.items()]
    return ",".join([check.func.__name__, *settings])


@pytest.mark.parametrize(("estimator", "check"), checks_of(LeNetClassifier("tutorial")))
def test_a_small_network_passes_every_check(estimator: LeNetClassifier, check: Check) -> None:
    check(estimator)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("estimator", "check"), checks_of(LeNetClassifier()) + checks_of(LeNetClassifier("original"))
)
def test_the_other_networks_pass_every_check(estimator: LeNetClassifier, check: Check) -> None:
    check(estimator)


def test_scikit_learn_has_many_checks_for_it() -> None:
    checks = Counter(
        check.func.__name__ for _, check in estimator_checks_generator(LeNetClassifier())
    )
    assert checks.total() >= 55  # with other tags there would be one
    assert checks["check_classifiers_train"] == 3
    assert checks >= Counter(
        {
            "check_sample_weight_equivalence_on_dense_data": 1,
            "check_class_weight_classifiers": 1,
            "check_estimators_partial_fit_n_features": 1,
            "check_estimators_pickle": 2,
            "check_fit_idempotent": 1,
        }
    )
