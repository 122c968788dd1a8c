"""How often a network is wrong: errors out of n, confusions, mistakes, rejection.

labels         integers [n], the truth
probabilities  float [n, classes]; the answer is the first of the most probable classes
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError

MOST_EXACT = 200_000
"""Up to so many ways to deal the figures into two hands are all tried: two times ten figures."""

DEALS = 100_000
"""Of more ways, so many are drawn."""

LEAST_PROBABILITY = 1e-7
"""What a probability counts as at least in the loss, as in Keras; one zero is not an infinity."""


@dataclass(frozen=True)
class Score:
    """The result of an evaluation: ``errors`` wrong out of ``images``, and the mean ``loss``."""

    images: int
    errors: int
    loss: float

    @property
    def error_rate(self) -> float:
        """The share of wrong answers, 0 to 1."""
        return self.errors / self.images

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return (self.images - self.errors) / self.images

    def as_dict(self) -> dict[str, int | float]:
        """Return images, errors, error_rate, accuracy and loss, as ``--json`` prints them."""
        return {
            "images": self.images,
            "errors": self.errors,
            "error_rate": self.error_rate,
            "accuracy": self.accuracy,
            "loss": self.loss,
        }


@dataclass(frozen=True)
class Mistake:
    """Image ``index`` shows ``truth``, was read as ``answer`` with probability ``confidence``."""

    index: int
    truth: int
    answer: int
    confidence: float


def score(labels: ArrayLike, probabilities: ArrayLike) -> Score:
    """Count the wrong answers and take the mean cross-entropy, -log of the truth's probability.

    Raises
    ------
    ModelError
        When there is no image, the shapes do not match, a label is no class, or a number is not
        finite. The same holds for every function of this module.
    """
    truth, chances = _checked(labels, probabilities)
    of_truth = chances[np.arange(len(truth)), truth].astype(np.float64)
    loss = -np.log(of_truth.clip(LEAST_PROBABILITY, 1)).mean()
    errors = np.count_nonzero(chances.argmax(1) != truth)
    return Score(images=len(truth), errors=int(errors), loss=float(loss))


def confusion_matrix(labels: ArrayLike, answers: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Count how often each truth got each answer: int64 [classes, classes], a row a truth.

    ``labels`` and ``answers`` are integers [n] from 0 to classes - 1.
    """
    truth, given = _classes(labels, classes, "labels"), _classes(answers, classes, "answers")
    if len(truth) != len(given):
        raise ModelError(f"expected as many answers as labels, {len(truth)}, received {len(given)}")
    pairs = np.bincount(truth * classes + given, minlength=classes**2)
    return pairs.reshape(classes, classes).astype(np.int64)


def mistakes(labels: ArrayLike, probabilities: ArrayLike) -> tuple[Mistake, ...]:
    """Return every wrong answer, in rising order of the image's index."""
    truth, chances = _checked(labels, probabilities)
    answers = chances.argmax(1)
    return tuple(
        Mistake(int(i), int(truth[i]), int(answers[i]), float(chances[i, answers[i]]))
        for i in np.flatnonzero(answers != truth)
    )


@dataclass(frozen=True, eq=False)
class Rejection:
    """The error among the accepted answers as the least sure ones are rejected.

    ``rejected`` and ``error``, float [points], 0 to 1: the share of all images that is rejected,
    rising, and the share of wrong answers among those accepted then.
    """

    rejected: NDArray[np.float64]
    error: NDArray[np.float64]

    def share_for(self, error: float) -> float:
        """The least share to reject so that at most ``error`` of the accepted are wrong.

        1, all of them, if not even the surest answers reach that error.
        """
        good = np.flatnonzero(self.error <= error)
        return float(self.rejected[good[0]]) if good.size else 1.0


def rejection(labels: ArrayLike, answers: ArrayLike, confidence: ArrayLike) -> Rejection:
    """Reject by a threshold on ``confidence``, floats [n], higher is surer.

    The curve has a point for each distinct confidence: equal ones are rejected together.
    ModelError for arrays of different lengths.
    """
    truth, given, sure = np.asarray(labels), np.asarray(answers), np.asarray(confidence)
    if truth.ndim != 1 or not len(truth) or not truth.shape == given.shape == sure.shape:
        received = f"{list(truth.shape)}, {list(given.shape)} and {list(sure.shape)}"
        raise ModelError(f"expected a label, an answer, a confidence an image, received {received}")
    order = np.argsort(sure, kind="stable")
    ranked = sure[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    wrong = np.cumsum((truth != given)[order][::-1])[::-1][first]
    return Rejection(first / len(truth), wrong / (len(truth) - first))


def share_interval(count: int, of: int) -> tuple[float, float]:
    """Between which shares the true one is, with 95 % probability, when ``count`` of ``of`` were.

    Wilson's interval (1927); 0 to 1 for none of none. ModelError for a count that cannot be.
    """
    if not 0 <= count <= of:
        raise ModelError(f"expected a count from 0 to {of}, received {count}")
    if of == 0:
        return 0.0, 1.0
    share, z = count / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Permutations:
    """A permutation test's ``p``, 0 to 1; ``exact``: all deals were tried, ``deals`` of them."""

    p: float
    exact: bool
    deals: int


def permutation_test(first: ArrayLike, second: ArrayLike, *, seed: int = 0) -> Permutations:
    """How often chance alone sets the means of two samples as far apart as they are.

    ``first`` and ``second`` are numbers [n], [m], such as the errors of two recipes, a seed each.
    p is the share of all ways to deal the numbers into two hands whose means differ at least as
    much: small means that the two differ (Fisher 1935). Where there are too many ways, some are
    drawn by ``seed``, and the deal that was seen counts as one of them (Phipson and Smyth 2010).
    ModelError for fewer than two numbers in a sample, and for what is not finite.
    """
    hands = [np.asarray(one, np.float64) for one in (first, second)]
    if any(one.ndim != 1 or len(one) < 2 or not np.isfinite(one).all() for one in hands):
        raise ModelError("expected two samples of two finite numbers or more")
    size, everyone = len(hands[0]), np.concatenate(hands)
    everyone -= everyone.mean()  # then a hand's mean says how far it is from the other's
    ways = math.comb(len(everyone), size)
    seen = abs(everyone[:size].mean()) - 1e-9 * abs(everyone).max()  # sums are rounded
    if ways <= MOST_EXACT:
        places = itertools.chain.from_iterable(itertools.combinations(range(len(everyone)), size))
        dealt = np.fromiter(places, np.intp).reshape(ways, size)
        return Permutations(float((abs(everyone[dealt].mean(1)) >= seen).mean()), True, ways)
    random = np.random.default_rng(seed)
    apart = [abs(random.permutation(everyone)[:size].mean()) for _ in range(DEALS)]
    return Permutations((int(np.sum(apart >= seen)) + 1) / (DEALS + 1), False, DEALS)


def _checked(
    labels: ArrayLike, probabilities: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
    chances = np.asarray(probabilities)
    if chances.ndim != 2 or 0 in chances.shape or not np.issubdtype(chances.dtype, np.floating):
        received = f"{chances.dtype} {list(chances.shape)}"
        raise ModelError(f"expected probabilities as floats [images, classes], received {received}")
    if not np.isfinite(chances).all():
        raise ModelError("expected finite probabilities, received infinity or not-a-number")
    truth = _classes(labels, chances.shape[1], "labels")
    if len(truth) != len(chances):
        raise ModelError(f"expected one label an image, {len(chances)}, received {len(truth)}")
    return truth, chances


def _classes(values: ArrayLike, classes: int, what: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        received = f"{array.dtype} {list(array.shape)}"
        raise ModelError(f"expected {what} as integers [images], received {received}")
    if array.size and not 0 <= array.min() <= array.max() < classes:
        received = f"{array.min()} to {array.max()}"
        raise ModelError(f"expected {what} from 0 to {classes - 1}, received {received}")
    return array.astype(np.int64)
