"""What each part of the modern network's recipe brings, and what the whole reaches.

An ablation changes one part and leaves the others; it is measured on the last 10,000 training
images, which are held out, so that the test set decides nothing. ``test`` trains the whole on all
60,000 and looks at the test set once a seed, after the last epoch:

    python benchmarks/modern.py ablate --seeds 3 --epochs 20
    python benchmarks/modern.py test --seeds 5
    python benchmarks/modern.py publish

Records are added to modern.json run by run, so any of this may be stopped and taken up again;
``publish`` writes the tables of docs/modern.md from them.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import machine
import publish

HERE = Path(__file__).parent
RECORDS, PAGE = HERE / "modern.json", HERE.parent / "docs" / "modern.md"
HELD_OUT = 10_000

Record = dict[str, Any]


class Part(NamedTuple):
    """One row: other fields of the recipe, distortions that are off, or other layers."""

    name: str
    recipe: Mapping[str, Any] = MappingProxyType({})
    off: tuple[str, ...] = ()
    layers: Callable[[list[Any]], list[Any]] | None = None

    def of(self, recipe: Any) -> Any:
        """The recipe with what the row changes."""
        if self.off:
            distortion = replace(recipe.distortion, **dict.fromkeys(self.off, 0.0))
            recipe = replace(recipe, distortion=distortion)
        return replace(recipe, **self.recipe)


def of_1998(layers: list[Any]) -> list[Any]:
    """The same plan with the widths of 1998: 6, 16, 120, 84."""
    widths = iter((6, 16, 120, 84, 10))
    for layer in layers:
        for name in ("filters", "units"):
            if hasattr(layer, name):
                setattr(layer, name, next(widths))
    return layers


def average_pooled(layers: list[Any]) -> list[Any]:
    from lenet.layers import AveragePooling2D, MaxPooling2D

    return [
        AveragePooling2D(layer.pool_size, name=layer.name)
        if isinstance(layer, MaxPooling2D)
        else layer
        for layer in layers
    ]


def squashed(layers: list[Any]) -> list[Any]:
    for layer in layers:
        if layer.activation == "relu":
            layer.activation = "tanh"
    return layers


AFFINE = ("translation", "scale", "rotation", "squeeze", "shear")
PARTS = (
    Part("the whole"),
    Part("no distortions", {"distortion": None}),
    Part("no elastic distortion", off=("elastic",)),
    Part("no affine distortions", off=AFFINE),
    Part("distorted to the end", {"undistorted": 0}),
    Part("no label smoothing", {"label_smoothing": 0.0}),
    Part("no weight decay", {"weight_decay": 0.0}),
    Part(
        "Adam's 0.001 all the way",
        {"schedule": "constant", "learning_rate": 1e-3, "weight_decay": 0.0},
    ),
    Part("the widths of 1998: 6, 16, 120, 84", layers=of_1998),
    Part("average pooling", layers=average_pooled),
    Part("tanh", layers=squashed),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("ablate", "test", "publish"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, help="[default: the recipe's]")
    parser.add_argument("--threads", type=int, default=machine.cores())
    parser.add_argument("--only", nargs="*", help="names of rows")
    options = parser.parse_args()
    if options.what == "publish":
        write_page()
        return
    parts = PARTS if options.what == "ablate" else PARTS[:1]
    if options.only:
        parts = tuple(part for part in PARTS if part.name in options.only)
    for seed in range(options.seeds):
        for part in parts:
            keep(options.what, part, seed, options.epochs, options.threads)


def keep(what: str, part: Part, seed: int, epochs: int | None, threads: int) -> None:
    """Measure unless it has been, and add the record."""
    from lenet.networks import network

    epochs = epochs or network("modern").recipe.epochs
    key = {"what": what, "part": part.name, "seed": seed, "epochs": epochs}
    records = read()
    if any(key.items() <= record.items() for record in records):
        return
    record = {**key, **measured(what, part, seed, epochs, threads)}
    print(json.dumps(record), file=sys.stderr)
    RECORDS.write_text(json.dumps([*records, record], indent=1) + "\n")


def measured(what: str, part: Part, seed: int, epochs: int, threads: int) -> Record:
    from lenet.datasets import mnist
    from lenet.layers import Input
    from lenet.models import Sequential
    from lenet.networks import network

    known = network("modern")
    recipe = part.of(replace(known.recipe, epochs=epochs))
    model = known.build(seed)
    if part.layers:
        layers = [Input(model.input_shape), *part.layers(list(model.layers))]
        model = Sequential(layers, model.name, seed=seed, normalisation=model.normalisation)
    (images, labels), asked = mnist.load_data()
    if what == "ablate":
        asked = images[-HELD_OUT:], labels[-HELD_OUT:]
        images, labels = images[:-HELD_OUT], labels[:-HELD_OUT]
    recipe.compile(model, len(images))
    begin, busy = time.perf_counter(), time.process_time()
    recipe.fit(model, images, labels, threads=threads)
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    read = model.predict(recipe.network_input(asked[0])).argmax(axis=1)
    return {
        "parameters": model.count_params(),
        "errors": int((read != asked[1]).sum()),
        "images": len(asked[1]),
        "seconds": seconds,
        "core_seconds": busy,
        "threads": threads,
        "processor": machine.processor(),
        "lenet": version("lenet"),
        "recipe": recipe.as_dict(),
    }


def read() -> list[Record]:
    return json.loads(RECORDS.read_text()) if RECORDS.exists() else []


# The page


def write_page() -> None:
    page = PAGE.read_text()
    for name, what in (("ablation", "ablate"), ("test", "test")):
        found = [record for record in read() if record["what"] == what]
        page = publish.with_block(page, name, table(found))
    PAGE.write_text(page)


def table(records: Iterable[Record]) -> str:
    """A row a part: mean and standard deviation over its seeds of the errors in 10,000."""
    rows: dict[tuple[int, str], list[Record]] = {}
    for record in records:
        rows.setdefault((record["epochs"], record["part"]), []).append(record)
    lines = [
        "| what | parameters | epochs | seeds | errors of 10,000 | error | core seconds |",
        "|---|---|---|---|---|---|---|",
    ]
    for (epochs, name), found in sorted(rows.items(), key=lambda row: -row[0][0]):
        errors = [record["errors"] for record in found]
        mean = statistics.mean(errors)
        spread = f" ± {statistics.stdev(errors):.1f}" if len(errors) > 1 else ""
        busy = statistics.median(record["core_seconds"] for record in found)
        lines.append(
            f"| {name} | {found[0]['parameters']:,} | {epochs} | {len(found)} | {mean:.1f}{spread} "
            f"| {100 * mean / found[0]['images']:.2f} % | {busy:.0f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
