"""Our mistakes aligned with the paper's: against every subsequence there is."""

from itertools import combinations

import numpy as np
import pytest

from lenet.paper.misread import align, common_places
from lenet.paper.published import MISREAD


def longest_by_trying_all(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> int:
    def subsequences(of: list[tuple[int, int]], length: int) -> set[tuple[tuple[int, int], ...]]:
        return set(combinations(of, length))

    lengths = range(min(len(ours), len(theirs)), 0, -1)
    return next((n for n in lengths if subsequences(ours, n) & subsequences(theirs, n)), 0)


@pytest.mark.parametrize("seed", range(8))
def test_the_alignment_is_a_longest_common_subsequence(seed: int) -> None:
    generator = np.random.default_rng(seed)
    ours, theirs = (
        [(int(pair[0]), int(pair[1])) for pair in generator.integers(0, 2, (size, 2))]
        for size in (9, 7)
    )
    places = common_places(ours, theirs)
    assert len(places) == longest_by_trying_all(ours, theirs)
    for mine, other in places:
        assert ours[mine] == theirs[other]
    for side in (0, 1):
        rising = [pair[side] for pair in places]
        assert rising == sorted(set(rising))


def test_the_same_mistakes_align_wholly_and_far_beyond_luck() -> None:
    alignment = align(MISREAD, MISREAD)
    assert len(alignment.matched) == alignment.any_order == 82
    assert alignment.luck_most < 41


def test_luck_is_what_shuffled_mistakes_align_by() -> None:
    theirs = [(0, 1), (1, 0), (0, 1)]
    ours = [(1, 0), (0, 1)]
    alignment = align(ours, theirs)  # either order is a subsequence of theirs
    assert alignment.by_luck == alignment.luck_most == 2
    assert align([(0, 1), (0, 1), (1, 0), (1, 0)], theirs).by_luck < 3


def test_no_mistakes_align_with_nothing() -> None:
    alignment = align([], MISREAD)
    assert alignment.matched == ()
    assert alignment.by_luck == 0


def test_the_same_seed_gives_the_same_luck() -> None:
    ours = MISREAD[::2]
    assert align(ours, MISREAD) == align(ours, MISREAD)
