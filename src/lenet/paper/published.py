"""What the paper prints of MNIST.

Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document
Recognition", Proc. IEEE 86(11), 1998, in the authors' preprint. Error rates are per cent of the
10,000 test images. Graphs that the paper prints without numbers are left out.
"""

from __future__ import annotations

from typing import NamedTuple

PLAIN = 0.95
"""LeNet-5 without distortions: flat after 10 to 12 passes (Fig. 5)."""

DISTORTED = 0.8
"""LeNet-5 with 540,000 distorted patterns beside the 60,000 (section III-B)."""

TRAINING = 0.35
"""Error on the training set after 19 passes, without distortions (Fig. 5)."""

AGAIN = 0.82
"""The authors' code run again, as QMNIST's README reports it (Yadav and Bottou, 2019)."""

REPRODUCED = (1.28, 1.38)
"""The best published reproductions with tanh and RBF."""

TRAINING_DAYS = "2 to 3 days on one 200 MHz R10000 processor"

REJECTED = {"LeNet-4": 1.8, "SVM poly 4": 1.8, "boosted LeNet-4 [dist]": 0.5}
"""Per cent of the test patterns rejected to have 0.5 % error among the rest (Fig. 10)."""


class Classifier(NamedTuple):
    """A bar of Fig. 9."""

    name: str
    error: float


CLASSIFIERS = (
    Classifier("linear", 12.0),
    Classifier("linear [deslant]", 8.4),
    Classifier("pairwise linear", 7.6),
    Classifier("K-NN Euclidean", 5.0),
    Classifier("K-NN Euclidean [deslant]", 2.4),
    Classifier("40 PCA + quadratic", 3.3),
    Classifier("1000 RBF + linear", 3.6),
    Classifier("tangent distance [16x16]", 1.1),
    Classifier("SVM poly 4", 1.1),
    Classifier("RS-SVM poly 5", 1.0),
    Classifier("V-SVM [dist]", 0.8),
    Classifier("28x28-300-10", 4.7),
    Classifier("28x28-300-10 [dist]", 3.6),
    Classifier("20x20-300-10 [deslant]", 1.6),
    Classifier("28x28-1000-10", 4.5),
    Classifier("28x28-1000-10 [dist]", 3.8),
    Classifier("28x28-300-100-10", 3.05),
    Classifier("28x28-300-100-10 [dist]", 2.5),
    Classifier("28x28-500-150-10", 2.95),
    Classifier("28x28-500-150-10 [dist]", 2.45),
    Classifier("LeNet-1 [16x16]", 1.7),
    Classifier("LeNet-4", 1.1),
    Classifier("LeNet-4 with local learning", 1.1),
    Classifier("LeNet-4 with K-NN", 1.1),
    Classifier("LeNet-5", PLAIN),
    Classifier("LeNet-5 [dist]", DISTORTED),
    Classifier("boosted LeNet-4 [dist]", 0.7),
)


_FIG_8 = (
    "4>6 3>5 8>2 2>1 5>3 4>8 2>8 3>5 6>5 7>3 9>4 8>0 7>8 5>3 8>7 0>6 3>7 2>7 8>3 9>4 8>2 5>3 4>8 "
    "3>9 6>0 9>8 4>9 6>1 9>4 9>1 9>4 2>0 6>1 3>5 3>2 9>5 6>0 6>0 6>0 6>8 4>6 7>3 9>4 4>6 2>7 9>7 "
    "4>3 9>4 9>4 9>4 8>7 4>2 8>4 3>5 8>4 6>5 8>5 3>8 3>8 9>8 1>5 9>8 6>3 0>2 6>5 9>5 0>7 1>6 4>9 "
    "2>1 2>8 8>5 4>9 7>2 7>2 6>5 9>7 6>1 5>6 5>0 4>9 2>8"
)

MISREAD = tuple((int(pair[0]), int(pair[2])) for pair in _FIG_8.split())
"""Fig. 8's 82 misread test patterns, (true, read), in the figure's order."""


class Claim(NamedTuple):
    """What section III-E estimates: accurate from ``low`` to ``high`` of a transformation."""

    words: str
    low: float
    high: float


CLAIMS = {
    "scale": Claim("scale variations up to about a factor of two", 0.5, 2.0),
    "down": Claim("vertical shifts of about half the height of the character", -10.0, 10.0),
    "rotation": Claim("rotations up to 30 degrees", -30.0, 30.0),
}
"""A character of MNIST is 20 pixels high: half of it is 10."""

NOISE = 0.1
"""Fig. 13's network was trained with each pixel inverted with this probability."""
