"""A rate: its mean, its spread, its doubt, its median seed."""

import math
import statistics

import pytest

from lenet.paper.rates import Rate


def test_a_rate_has_a_mean_and_a_deviation_between_seeds() -> None:
    rate = Rate((0, 1, 2), (90, 100, 95), 10_000, 0.95)
    assert rate.mean == pytest.approx(0.95)
    assert rate.deviation == pytest.approx(statistics.stdev([0.90, 1.00, 0.95]))
    assert rate.as_dict()["errors"] == [90, 100, 95]


def test_two_sigma_of_095_percent_on_10000_is_019_points() -> None:
    assert round(Rate((0,), (95,), 10_000).two_sigma, 2) == 0.19


def test_two_sigma_is_that_of_drawn_errors() -> None:
    share, images = 0.3, 50
    chances = [
        math.comb(images, k) * share**k * (1 - share) ** (images - k) for k in range(images + 1)
    ]
    mean = sum(k * chance for k, chance in enumerate(chances))
    variance = sum((k - mean) ** 2 * chance for k, chance in enumerate(chances))
    expected = 2 * 100 * math.sqrt(variance) / images
    assert Rate((0,), (15,), images).two_sigma == pytest.approx(expected)


def test_one_seed_has_no_deviation() -> None:
    rate = Rate((4,), (95,), 10_000)
    assert rate.deviation is None
    assert rate.as_dict()["deviation_points"] is None


@pytest.mark.parametrize(
    ("errors", "seed"), [((9, 1, 5), 2), ((9, 1, 5, 7), 2), ((3, 3, 3), 1), ((8,), 0)]
)
def test_the_median_seed_is_the_one_in_the_middle(errors: tuple[int, ...], seed: int) -> None:
    assert Rate(tuple(range(len(errors))), errors, 10).median_seed == seed
