"""Train the reader's network on strips drawn from MNIST's training digits, and write its folder.

python benchmarks/make_reader.py OUT [--seed 0] [--epochs 12] [--strips 100000]
"""

import argparse
import json
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import lenet
from lenet.callbacks import LambdaCallback
from lenet.files import write_whole
from lenet.reader_training import StripRecipe, narrow, train_strip_reader

RECIPE = StripRecipe()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--epochs", type=int, default=RECIPE.epochs)
    ask.add_argument("--strips", type=int, default=RECIPE.strips)
    ask.add_argument("--threads", type=int)
    given = ask.parse_args()
    recipe = replace(RECIPE, epochs=given.epochs, strips=given.strips)
    (images, labels), _ = lenet.datasets.mnist.load_data()
    began, losses = time.monotonic(), []

    def after(epoch: int, logs: dict[str, float]) -> None:
        losses.append(logs["loss"])
        write_whole(given.out / "losses.json", json.dumps(losses))
        narrow(told.model).save(given.out / "sweep")
        print(epoch + 1, logs, round(time.monotonic() - began), flush=True)

    told = LambdaCallback(on_epoch_end=after)
    model = train_strip_reader(
        recipe, images, labels, seed=given.seed, threads=given.threads, callbacks=[told]
    )
    model.save(given.out / "sweep")
    record = {
        "made_by": "benchmarks/make_reader.py",
        "seed": given.seed,
        "recipe": recipe.as_dict(),
        "data": "MNIST's 60,000 training images",
        "losses": losses,
        "versions": {name: version(name) for name in ("lenet", "numpy", "opencv-python-headless")},
    }
    write_whole(given.out / "record.json", json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
