"""``LeNetClassifier``: a network of lenet's as a classifier of scikit-learn.

X  (n, pixels), or pictures (n, rows, columns) or (n, rows, columns, 1), real numbers of any scale
y  labels (n,), numbers or text
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from lenet.digits.distortion import Distortion
from lenet.errors import ModelError
from lenet.models import Model
from lenet.networks import Recipe
from lenet.sklearn.chosen_network import ChosenNetwork, chosen_network
from lenet.sklearn.class_labels import classes_told, indices_of
from lenet.sklearn.distinct_samples import DistinctSamples, distinct, used, weights_of
from lenet.sklearn.epochs_of_samples import train_epochs
from lenet.sklearn.model_state import packed, unpacked
from lenet.sklearn.pixel_rows import (
    InputForm,
    PixelRange,
    Pixels,
    Sides,
    mean_and_deviation,
    rows_of,
    square_of,
)

SEEDS = 2**31 - 1


class LeNetClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A network of lenet's as a classifier of scikit-learn 1.6 or newer.

    ``X`` is rows of pixels (n, pixels), or pictures (n, rows, columns) or (n, rows, columns, 1).
    Both are answered alike: a row is a picture line by line, the square of as many pixels or the
    next larger one, which 0 fills up, unless ``fit`` saw pictures of another shape. The numbers may
    be of any scale, 0 to 1 or 0 to 255: the network is given them as shares of the training
    samples' range, less their mean, over their standard deviation. Pictures that are smaller than
    the network's input, 28x28 or 32x32, are enlarged by a whole number and framed with 0; for
    larger ones the network is made larger.

    A weight of a sample says how often it counts: a sample of weight 2 gives, to the last bit, what
    the sample given twice gives, and the order of the samples changes nothing. So an epoch takes
    equal samples once, with their weights together; only the ratios of weights matter.

    Parameters
    ----------
    network : {"modern", "tutorial", "original"} or Model
        A network by name, or a model of lenet as the template: its layers are taken, not its
        weights. The last layer, ``Dense`` with softmax, gets as many units as there are classes;
        ``RBF``, as in the original, has its first centers, for 10 classes at most. A model that is
        compiled is trained as it is compiled.
    epochs : int or None
        Epochs of ``fit``; None: as many as the network's recipe says (``lenet.networks``).
    batch_size : int, optional
        Samples of a step; by default as the recipe says.
    learning_rate : float, optional
        The largest learning rate; by default as the recipe says.
    distortion : bool or Distortion
        Train on pictures that are distorted anew in each epoch: as the recipe does, or within given
        ranges, in pixels of the enlarged picture (``lenet.distort.Distortion``).
    class_weight : dict or "balanced", optional
        {class: weight}, 1 unless named, or weights that make all classes count alike. They multiply
        ``sample_weight``.
    random_state : int, RandomState or None
        Decides the initial weights, the order of the samples and the distortions. The same int
        gives the same bytes, on any number of threads.
    threads : int, optional
        By default every core that this process may use. Choose 1 where scikit-learn itself works in
        several processes (``n_jobs``).
    verbose : int
        0 shows nothing, 1 a bar an epoch, 2 a line an epoch.

    Attributes
    ----------
    classes_ : array (classes,)
        The labels, sorted; the columns of ``predict_proba``.
    model_ : Model
        The trained network: of ``clf.network_input(X)``, ``clf.model_.maps`` gives every layer's
        output.
    history_ : dict of lists
        Loss and metrics of each epoch, as Keras's ``History.history``.
    loss_curve_ : list of float
        The loss of each epoch.
    n_iter_ : int
        Epochs trained.
    image_shape_ : (int, int)
        Rows and columns of a picture.
    pixel_range_ : (float, float)
        The least and the largest number that ``fit``, or the first ``partial_fit``, saw.
    pixel_mean_, pixel_deviation_ : float
        Of the pixels there, as shares of this range.
    n_features_in_ : int
        Pixels of a picture.
    feature_names_in_ : array (pixels,)
        The columns' names, if X was a table with names of text.

    The network of 1998: Y. LeCun et al., Proc. IEEE, 1998. The interface:
    https://scikit-learn.org/stable/developers/develop.html.
    """

    def __init__(
        self,
        network: str | Model = "modern",
        *,
        epochs: int | None = 20,
        batch_size: int | None = None,
        learning_rate: float | None = None,
        distortion: bool | Distortion = False,
        class_weight: Mapping[Any, float] | str | None = None,
        random_state: Any = None,
        threads: int | None = None,
        verbose: int = 0,
    ) -> None:
        self.network = network
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.distortion = distortion
        self.class_weight = class_weight
        self.random_state = random_state
        self.threads = threads
        self.verbose = verbose

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn asks: a classifier, of rows and of pictures."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    # Training

    def fit(self, X: Any, y: Any, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Train the network from its beginning.

        Parameters
        ----------
        X : array (n, pixels), (n, rows, columns) or (n, rows, columns, 1)
            Pictures of any real dtype and scale.
        y : array (n,)
            Labels, numbers or text.
        sample_weight : array (n,), optional
            How often each sample counts, 0 or more; 1 unless given.

        Raises ModelError, a ValueError, for parameters and arrays that cannot be, and TrainingError
        when the loss is no longer finite.
        """
        chosen = self._chosen()
        rows, targets = self._rows_and_targets(X, y, first=True)
        self.classes_ = np.unique(targets)
        samples = self._samples(rows, targets, sample_weight, first=True)
        self._begin(chosen, samples)
        return self._train(samples, chosen.recipe, chosen.recipe.epochs)

    def partial_fit(
        self,
        X: Any,  # noqa: N803
        y: Any,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Train one epoch on samples, after all that was trained before.

        The learning rate stays the same: ``learning_rate``, or the largest of the recipe. After
        ``fit`` the optimizer begins anew. The range of the pixels, their mean and their deviation
        are those of the first call.

        Parameters
        ----------
        X, y, sample_weight
            As for ``fit``.
        classes : array (classes,)
            All labels that there will be. The first call needs them.

        Raises as ``fit``, and ModelError for labels that are not among the classes.
        """
        if self.class_weight == "balanced":
            raise ModelError(
                "expected class_weight as a dict for partial_fit, received 'balanced': how many "
                "samples of each class will come is not known"
            )
        chosen, first = self._chosen(), not hasattr(self, "model_")
        rows, targets = self._rows_and_targets(X, y, first=first)
        self.classes_ = classes_told(classes, None if first else self.classes_)
        samples = self._samples(rows, targets, sample_weight, first=first)
        if first:
            self._begin(chosen, samples)
        chosen.leave_schedule(self.model_, len(samples.labels))
        return self._train(samples, chosen.without_end, self.model_.epochs_trained + 1)

    def _chosen(self) -> ChosenNetwork:
        return chosen_network(
            self.network,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            distortion=self.distortion,
        )

    def _rows_and_targets(self, given: Any, y: Any, *, first: bool) -> tuple[Pixels, NDArray[Any]]:
        rows, picture = rows_of(given)
        if not first:
            self._check_picture(picture)
        rows, targets = validate_data(self, rows, y, reset=first)
        check_classification_targets(targets)
        if first:
            self.image_shape_ = picture or square_of(rows.shape[1])
        return rows, targets

    def _samples(
        self, rows: Pixels, targets: NDArray[Any], given: ArrayLike | None, *, first: bool
    ) -> DistinctSamples:
        weights = weights_of(targets, given, self.class_weight)
        which = used(weights)
        rows = rows if len(which) == len(rows) else rows[which]  # all need no copy
        labels = indices_of(targets, self.classes_)[which]
        if first:
            self.pixel_range_ = PixelRange.of(rows)
        return distinct(self.pixel_range_.shares(rows), labels, weights[which])

    def _begin(self, chosen: ChosenNetwork, samples: DistinctSamples) -> None:
        seed = int(check_random_state(self.random_state).randint(SEEDS))
        found = mean_and_deviation(samples.shares, samples.weights)
        self.pixel_mean_, self.pixel_deviation_ = found
        self.model_ = chosen.model(self.image_shape_, len(self.classes_), len(samples.labels), seed)
        self.history_: dict[str, list[float]] = {}

    def _train(self, samples: DistinctSamples, recipe: Recipe, epochs: int) -> Self:
        """Train up to so many epochs, counted from the network's beginning."""
        found = train_epochs(
            self.model_, samples, self._form, recipe, epochs,
            threads=self.threads, verbose=self.verbose,
        )  # fmt: skip
        self.history_ = {name: self.history_.get(name, []) + found[name] for name in found}
        self.loss_curve_, self.n_iter_ = self.history_["loss"], self.model_.epochs_trained
        return self

    # Answers

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """The label of each sample, (n,). Raises as ``network_input``."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def predict_proba(self, X: Any) -> NDArray[np.float32]:  # noqa: N803
        """The probability of each class, float32 (n, classes). Raises as ``network_input``."""
        x = self.network_input(X)
        return self.model_.scores(x, threads=self.threads)

    def network_input(self, X: Any) -> NDArray[np.float32]:  # noqa: N803
        """What the network is given for samples: float32 (n, rows, columns, 1).

        NotFittedError before ``fit``; ModelError for pictures of another shape than ``fit`` saw,
        and for numbers too far out of their range for float32.
        """
        check_is_fitted(self, "model_")
        rows, picture = rows_of(X)
        self._check_picture(picture)
        checked = validate_data(self, rows, reset=False)
        return self._form.network_input(self.pixel_range_.shares(checked))

    def _check_picture(self, picture: Sides | None) -> None:
        if picture not in (None, self.image_shape_):
            raise ModelError(
                f"expected pictures of {self.image_shape_} as in training, received {picture}"
            )

    @property
    def _form(self) -> InputForm:
        rows, columns, _ = self.model_.input_shape or ()
        return InputForm(
            self.image_shape_, (rows, columns), self.pixel_range_.zero, self.pixel_mean_,
            self.pixel_deviation_,
        )  # fmt: skip

    # Copies

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        if "model_" in state:
            state["model_"] = packed(state["model_"])
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        found = dict(state)
        if "model_" in found:
            found["model_"] = unpacked(found["model_"])
        super().__setstate__(found)
