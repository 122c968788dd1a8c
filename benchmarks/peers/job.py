"""What every peer's script shares: the command line, the data, the clock and the one JSON line.

A peer's script hands `main` up to three functions and knows nothing else of the benchmark:

    fit(options, data, epochs, after_epoch)   train the tutorial's network with Adam; after each
                                              epoch call after_epoch(accuracy on data.x_test, or
                                              None when there is none)
    updates(options, x, y) -> run             run() makes one SGD update per pattern, in order
    predictors(options) -> {name: predict}    predict(x [n,28,28,1]) -> probabilities [n,10], as
                                              NumPy; several ways are allowed, the best counts

`x` is float32 or, with --bytes, uint8 [n,28,28,1] (on-line updates: float32 [n,32,32,1]), `y`
int32 [n]. Frameworks are imported inside those functions, after `main` has set the number of
threads.
"""

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

JOBS = ("epoch", "online", "predict", "train", "import")
PREDICTED_IMAGES = 10_000
BATCHES_TRIED = (100, 250, 500, 1000, 10_000)
ONLINE_RATE = 0.01

Predict = Callable[["np.ndarray"], "np.ndarray"]


class Network(NamedTuple):
    """A LeNet-5: convolution to 6 maps, pool, to 16 maps, pool, dense layers, softmax of 10."""

    side: int
    kernel: int
    dense: tuple[int, ...]

    @property
    def flat(self) -> int:
        """Values that reach the first dense layer: 400 for both networks below."""
        after_first = (self.side - self.kernel + 1) // 2
        return 16 * ((after_first - self.kernel + 1) // 2) ** 2


TUTORIAL = Network(side=28, kernel=3, dense=(128, 10))
CLASSIC = Network(side=32, kernel=5, dense=(120, 84, 10))


class Data(NamedTuple):
    """Images and labels; the test half is None when only time is measured."""

    x_train: "np.ndarray"
    y_train: "np.ndarray"
    x_test: "np.ndarray | None" = None
    y_test: "np.ndarray | None" = None


def main(
    *,
    packages: Sequence[str],
    module: str,
    variants: Sequence[str] = ("default",),
    networks: Sequence[str] = ("tutorial",),
    fit: Callable | None = None,
    updates: Callable | None = None,
    predictors: Callable | None = None,
) -> None:
    """Do the job the command line names and print its figures as one JSON line."""
    options = parse_options(variants, networks)
    limit_threads(options.threads)
    needed = {"epoch": fit, "train": fit, "online": updates, "predict": predictors}
    if options.job != "import" and needed[options.job] is None:
        sys.exit(f"{Path(sys.argv[0]).stem} does not do the job {options.job}")
    started = time.perf_counter()
    figures = {
        "epoch": lambda: epoch_figures(options, fit),
        "train": lambda: train_figures(options, fit),
        "online": lambda: online_figures(options, updates),
        "predict": lambda: predict_figures(options, predictors),
        "import": lambda: import_figures(options, module),
    }[options.job]()
    record = {
        "peer": Path(sys.argv[0]).stem,
        "variant": options.variant,
        "job": options.job,
        "threads": options.threads,
        **figures,
        "job_seconds": time.perf_counter() - started,
        "versions": {name: importlib.metadata.version(name) for name in packages}
        | {"python": platform.python_version()},
    }
    print(json.dumps(record))


def parse_options(variants: Sequence[str], networks: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("--variant", choices=variants, default=variants[0])
    parser.add_argument("--network", choices=networks, default=networks[0])
    parser.add_argument("--data", type=Path, help="x_train, y_train, x_test, y_test in one .npz")
    parser.add_argument("--images", type=int, default=60_000, help="of random data, an epoch")
    parser.add_argument("--bytes", action="store_true", help="random data of bytes, not floats")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--repeat", type=int, default=3, help="times measured, after a warm-up")
    parser.add_argument("--patterns", type=int, default=2000, help="updates the job online makes")
    parser.add_argument("--epochs", type=int, default=10, help="of the job train")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="default: every core; 1 for the job online")
    options = parser.parse_args()
    if options.threads is None:
        options.threads = 1 if options.job == "online" else len(allowed_cores())
    if options.job == "train" and options.data is None:
        parser.error("the job train needs --data")
    if options.network != networks[0] and options.job not in ("epoch", "train"):
        parser.error("--network is of the jobs epoch and train")
    if options.bytes and (options.job != "epoch" or options.data is not None):
        parser.error("--bytes is of the job epoch, without --data")
    return options


def allowed_cores() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def limit_threads(count: int) -> None:
    """Keep this process on `count` cores: frameworks that ask the system see no more."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, allowed_cores()[:count])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(count)


def load(options: argparse.Namespace) -> Data:
    """Read the caller's data, or random images and labels of the same shape."""
    import numpy as np

    if options.data is not None:
        with np.load(options.data) as arrays:
            x_train, x_test = (arrays[name].astype(np.float32) for name in ("x_train", "x_test"))
            y_train, y_test = (arrays[name].astype(np.int32) for name in ("y_train", "y_test"))
        return Data(x_train, y_train, x_test, y_test)
    random = np.random.default_rng(options.seed)
    shape = (options.images, 28, 28, 1)
    if options.bytes:
        x_train = random.integers(0, 256, shape, dtype=np.uint8)
    else:
        x_train = random.random(shape, dtype=np.float32)
    return Data(x_train, random.integers(0, 10, options.images, dtype=np.int32))


def epoch_figures(options: argparse.Namespace, fit: Callable) -> dict:
    """Seconds of each epoch after the first, which compiles and warms up."""
    data = load(options)._replace(x_test=None, y_test=None)
    ends: list[float] = []
    fit(options, data, options.repeat + 1, lambda _: ends.append(time.perf_counter()))
    seconds = [after - before for before, after in itertools.pairwise(ends)]
    return {"batch_size": options.batch_size, "images": len(data.x_train), "seconds": seconds}


def train_figures(options: argparse.Namespace, fit: Callable) -> dict:
    """Accuracy on the test images after each epoch."""
    accuracies: list[float] = []
    fit(options, load(options), options.epochs, lambda value: accuracies.append(float(value)))
    return {"seed": options.seed, "epochs": options.epochs, "val_accuracy": accuracies}


def online_figures(options: argparse.Namespace, updates: Callable) -> dict:
    """Microseconds an update, one pattern at a time, once for each repeat."""
    import numpy as np

    options.images = options.patterns
    data = load(options)
    edge = (CLASSIC.side - TUTORIAL.side) // 2
    x = np.pad(data.x_train[: options.patterns], ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    run = updates(options, x, data.y_train[: options.patterns])
    seconds = [seconds_of(run) for _ in range(options.repeat + 1)][1:]
    return {"patterns": len(x), "microseconds": [1e6 * value / len(x) for value in seconds]}


def predict_figures(options: argparse.Namespace, predictors: Callable) -> dict:
    """Images a second in the best batches found, and microseconds a call with one image."""
    import numpy as np

    random = np.random.default_rng(options.seed)
    x = random.random((PREDICTED_IMAGES, 28, 28, 1), dtype=np.float32)
    ways = predictors(options)
    batched = {
        (way, size): in_batches(ways[way], x, size) for way in ways for size in BATCHES_TRIED
    }
    singly = {way: in_batches(ways[way], x[:200], 1) for way in ways}
    best_way, best_size = min(batched, key=lambda name: warm_seconds_of(batched[name]))
    best_singly = min(singly, key=lambda name: warm_seconds_of(singly[name]))
    batch_seconds = [seconds_of(batched[best_way, best_size]) for _ in range(options.repeat)]
    return {
        "images_per_second": [len(x) / value for value in batch_seconds],
        "batched_by": f"{best_way}, {best_size} at a time",
        "microseconds_a_call": [
            call_microseconds(ways[best_singly], x[:1000]) for _ in range(options.repeat)
        ],
        "called_by": best_singly,
    }


def in_batches(predict: Predict, x: "np.ndarray", size: int) -> Callable[[], None]:
    def run() -> None:
        for start in range(0, len(x), size):
            predict(x[start : start + size])

    return run


def call_microseconds(predict: Predict, x: "np.ndarray") -> float:
    """Take the median over the images, so that another process's turn does not count."""
    seconds = []
    for index in range(len(x)):
        image = x[index : index + 1]
        started = time.perf_counter()
        predict(image)
        seconds.append(time.perf_counter() - started)
    return 1e6 * statistics.median(seconds)


def import_figures(options: argparse.Namespace, module: str) -> dict:
    """Seconds a fresh interpreter takes to import the module; the first reads it from disk."""
    code = f"import time; s = time.perf_counter(); import {module}; print(time.perf_counter() - s)"
    seconds = []
    for _ in range(options.repeat + 1):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        seconds.append(float(done.stdout.split()[-1]))
    return {"module": module, "seconds": seconds[1:]}


def seconds_of(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def warm_seconds_of(run: Callable[[], object]) -> float:
    """Time the second run: the first may compile."""
    run()
    return seconds_of(run)
