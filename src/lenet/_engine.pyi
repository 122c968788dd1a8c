"""The C++ engine: a network's parameters and the passes over them. See docs/engine.md."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

class Progress:
    @property
    def steps(self) -> int: ...
    @property
    def samples(self) -> int: ...
    @property
    def correct(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def finite(self) -> bool: ...

class Network:
    updates: int
    def __init__(
        self,
        input: tuple[int, int, int],  # noqa: A002
        layers: Sequence[
            tuple[
                str,
                int,
                int,
                int,
                bool,
                bool,
                str,
                bool,
                Sequence[Sequence[int]],
                Sequence[int],
                str,
                Sequence[float],
                bool,
                bool,
            ]
        ],
        instructions: str = "",
    ) -> None: ...
    @property
    def parameters(self) -> NDArray[np.float32]: ...
    @property
    def gradient(self) -> NDArray[np.float32]: ...
    @property
    def first_moments(self) -> NDArray[np.float32]: ...
    @property
    def second_moments(self) -> NDArray[np.float32]: ...
    @property
    def third_moments(self) -> NDArray[np.float32]: ...
    def set_arrays(
        self,
        arrays: Sequence[tuple[int, int, float, float, bool, int, float, float, float]],
    ) -> None: ...
    @property
    def instructions(self) -> str: ...
    def sharing(
        self,
        input: tuple[int, int, int],  # noqa: A002
        layers: Sequence[
            tuple[
                str,
                int,
                int,
                int,
                bool,
                bool,
                str,
                bool,
                Sequence[Sequence[int]],
                Sequence[int],
                str,
                Sequence[float],
                bool,
                bool,
            ]
        ],
        trained: bool,
    ) -> Network: ...
    def predict(self, samples: NDArray[np.float32], threads: int = 1) -> NDArray[np.float32]: ...
    def maps(self, samples: NDArray[np.float32]) -> list[NDArray[np.float32]]: ...
    def evaluate(
        self,
        samples: NDArray[np.float32],
        labels: NDArray[np.int32] | None,
        values: NDArray[np.float32] | None,
        weights: NDArray[np.float32] | None,
        loss: tuple[str, float, float, bool, float, float, float, float, bool],
        threads: int = 1,
        answers: NDArray[np.float32] | None = None,
    ) -> Progress: ...
    def loss_and_gradient(
        self,
        samples: NDArray[np.float32],
        labels: NDArray[np.int32] | None,
        values: NDArray[np.float32] | None,
        weights: NDArray[np.float32] | None,
        loss: tuple[str, float, float, bool, float, float, float, float, bool],
    ) -> float: ...
    def errors(
        self,
        samples: NDArray[np.float32],
        labels: NDArray[np.int32] | None,
        values: NDArray[np.float32] | None,
        weights: NDArray[np.float32] | None,
        loss: tuple[str, float, float, bool, float, float, float, float, bool],
    ) -> list[NDArray[np.float32]]: ...
    def curvature(
        self,
        samples: NDArray[np.float32],
        labels: NDArray[np.int32] | None,
        values: NDArray[np.float32] | None,
        weights: NDArray[np.float32] | None,
        loss: tuple[str, float, float, bool, float, float, float, float, bool],
    ) -> None: ...
    def train(
        self,
        samples: NDArray[np.float32],
        labels: NDArray[np.int32] | None,
        values: NDArray[np.float32] | None,
        weights: NDArray[np.float32] | None,
        loss: tuple[str, float, float, bool, float, float, float, float, bool],
        optimizer: tuple[
            str, float, bool, float, float, float, float, float, bool, float, float, float, float
        ],
        order: NDArray[np.int64],
        batch_size: int,
        rates: NDArray[np.float64],
        threads: int = 1,
        report: Callable[[Progress], object] | None = None,
        seed: int = 0,
        answers: NDArray[np.float32] | None = None,
    ) -> Progress: ...

class Automaton:
    def __init__(
        self,
        following: NDArray[np.int32],
        weights: NDArray[np.float32],
        ends: NDArray[np.float32],
        meanings: NDArray[np.int32],
    ) -> None: ...

class Graph:
    def best_texts(
        self,
        automaton: Automaton,
        count: int,
        beam: int,
        least: float,
    ) -> tuple[list[tuple[float, str, int, list[tuple[int, int]]]], float]: ...
    def symbol_shares(self, text: str) -> list[float]: ...
    def log_mass(self) -> float: ...

def graph_of_matrix(log_probabilities: NDArray[np.float32], depth: float) -> Graph: ...
def graph_of_arcs(
    places: int,
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    symbols: NDArray[np.int32],
    scores: NDArray[np.float32],
) -> Graph: ...
def distort(
    images: NDArray[np.uint8],
    which: NDArray[np.int64],
    variants: NDArray[np.int64],
    seed: int,
    ranges: tuple[float, float, float, float, float, float, float, float],
    threads: int = 1,
    instructions: str = "",
) -> NDArray[np.uint8]: ...
def transform(
    images: NDArray[np.uint8],
    movement: tuple[float, float, float, float, float, float],
    threads: int = 1,
    instructions: str = "",
) -> NDArray[np.uint8]: ...
def affine(
    images: NDArray[np.float32],
    maps: NDArray[np.float64],
    beyond: str,
    value: float,
    linear: bool,
    threads: int = 1,
) -> NDArray[np.float32]: ...
def has_curvature(layer: tuple[object, ...]) -> bool: ...
def instruction_sets() -> list[str]: ...
def peak(threads: int = 1, instructions: str = "") -> float: ...
