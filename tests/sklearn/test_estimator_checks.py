"""Every check that scikit-learn has for estimators, none expected to fail."""

from collections import Counter
from typing import Any

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator, parametrize_with_checks

from lenet.sklearn import LeNetClassifier


@parametrize_with_checks([LeNetClassifier("tutorial")])  # type: ignore[untyped-decorator]
def test_a_small_network_passes_every_check(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks(  # type: ignore[untyped-decorator]
    [LeNetClassifier(), LeNetClassifier("original")]
)
def test_the_other_networks_pass_every_check(estimator: Any, check: Any) -> None:
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
