"""How many of the paper's misread digits a network misreads too.

The paper shows its 82 as pictures with true > read, without their indices in the test set. Their
order seems to be by index, so ours, ordered by index, are aligned with theirs by the longest common
subsequence of (true, read) pairs. Chance alone aligns some: how many is measured with the same
network's mistakes in random orders.

pairs  int (n, 2): true and read, a row a misread digit
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]

ORDERS = 1000


@dataclass(frozen=True)
class Alignment:
    """``matched``: positions in ours and in theirs, pair by pair; the others: chance alone."""

    theirs: int
    ours: int
    matched: tuple[Pair, ...]
    by_luck: float
    luck_most: int
    any_order: int

    def as_dict(self) -> dict[str, Any]:
        """The numbers as ``results.json`` has them."""
        return {
            "paper": self.theirs,
            "ours": self.ours,
            "aligned": len(self.matched),
            "pairs": [list(pair) for pair in self.matched],
            "aligned_in_random_order_mean": round(self.by_luck, 2),
            "aligned_in_random_order_most": self.luck_most,
            "random_orders": ORDERS,
            "pairs_in_common_in_any_order": self.any_order,
        }


def align(ours: Sequence[Pair], theirs: Sequence[Pair], seed: int = 0) -> Alignment:
    """Align our mistakes, ordered by index, with the paper's."""
    generator, pairs = np.random.default_rng(seed), np.array(ours, np.int64).reshape(-1, 2)
    orders = np.stack([generator.permutation(len(pairs)) for _ in range(ORDERS)])
    luck = _lengths(pairs[orders], theirs)
    common = Counter(ours) & Counter(theirs)
    return Alignment(
        len(theirs),
        len(ours),
        common_places(ours, theirs),
        float(luck.mean()),
        int(luck.max()),
        common.total(),
    )


def common_places(ours: Sequence[Pair], theirs: Sequence[Pair]) -> tuple[Pair, ...]:
    """A longest common subsequence: its positions in ``ours`` and in ``theirs``."""
    longest = np.zeros((len(ours) + 1, len(theirs) + 1), np.int64)
    for i in reversed(range(len(ours))):
        for j in reversed(range(len(theirs))):
            same = ours[i] == theirs[j]
            skip = max(longest[i + 1, j], longest[i, j + 1])
            longest[i, j] = max(skip, longest[i + 1, j + 1] + 1) if same else skip
    places, i, j = [], 0, 0
    while longest[i, j]:
        if ours[i] == theirs[j] and longest[i, j] == longest[i + 1, j + 1] + 1:
            places.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i, j] == longest[i + 1, j]:
            i += 1
        else:
            j += 1
    return tuple(places)


def _lengths(orders: NDArray[np.int64], theirs: Sequence[Pair]) -> NDArray[np.int64]:
    """Length of the longest common subsequence of each order (orders, n, 2) with ``theirs``."""
    before = np.zeros((len(theirs) + 1, len(orders)), np.int64)
    for i in range(orders.shape[1]):
        now = np.zeros_like(before)
        for j, pair in enumerate(theirs):
            same = (orders[:, i] == pair).all(1)
            now[j + 1] = np.maximum(np.maximum(before[j + 1], now[j]), before[j] + same)
        before = now
    return np.asarray(before[-1])
