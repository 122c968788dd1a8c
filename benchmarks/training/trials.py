"""Trials: a network trained by its recipe but for one part, and its errors counted.

A choice is judged on the last 10,000 training images, which are held out, so that the test set
decides nothing. Records are added to a file run by run: trials may be stopped and taken up again.
The workers of a Dask cluster may train: one thread each, as the seconds of a core are recorded.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import machine

HELD_OUT = 10_000

Record = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One row: other fields of the recipe, distortions that are off, or other layers."""

    name: str
    recipe: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    layers: Callable[[list[Any]], list[Any]] | None = None

    def of(self, recipe: Any) -> Any:
        """The recipe with what the row changes."""
        if self.off:
            distortion = replace(recipe.distortion, **dict.fromkeys(self.off, 0.0))
            recipe = replace(recipe, distortion=distortion)
        return replace(recipe, **self.recipe)


class Trial(NamedTuple):
    """One training; ``what`` it is for: "ablate" or "test"."""

    what: str
    part: Part
    seed: int
    epochs: int
    threads: int

    @property
    def key(self) -> Record:
        return {
            "what": self.what, "part": self.part.name, "seed": self.seed, "epochs": self.epochs
        }  # fmt: skip


class Trials(NamedTuple):
    """Of one network, and the file of their records."""

    network: str
    records: Path

    def read(self) -> list[Record]:
        return json.loads(self.records.read_text()) if self.records.exists() else []

    def keep(self, trials: Iterable[Trial], scheduler: str | None = None) -> None:
        """Measure what has not been, here or on a cluster, and add the records."""
        known = self.read()
        missing = [
            trial
            for trial in trials
            if not any(trial.key.items() <= record.items() for record in known)
        ]
        for trial, record in self._measured(missing, scheduler):
            print(json.dumps({**trial.key, **record}), file=sys.stderr)
            every = [*self.read(), {**trial.key, **record}]
            self.records.write_text(json.dumps(every, indent=1) + "\n")

    def _measured(
        self, trials: Sequence[Trial], scheduler: str | None
    ) -> Iterator[tuple[Trial, Record]]:
        if scheduler is None:
            return ((trial, measured(self.network, trial)) for trial in trials)
        from lenet.many.cluster_tasks import tasks_on_cluster

        return tasks_on_cluster(measured, self.network, trials, scheduler)

    def table(self, what: str, parts: Sequence[Part]) -> str:
        """A row a part: mean and standard deviation over its seeds of the errors in 10,000."""
        places = {part.name: place for place, part in enumerate(parts)}
        found = [one for one in self.read() if one["what"] == what and one["part"] in places]
        return table(sorted(found, key=lambda record: places[record["part"]]))


def measured(network: str, trial: Trial, _watch: object = None) -> Record:
    from lenet.datasets import mnist
    from lenet.layers import Input
    from lenet.models import Sequential
    from lenet.networks import network as named

    known = named(network)
    recipe = trial.part.of(replace(known.recipe, epochs=trial.epochs))
    model = known.build(trial.seed)
    if trial.part.layers:
        assert model.input_shape is not None
        layers = [Input(model.input_shape), *trial.part.layers(list(model.layers))]
        model = Sequential(layers, model.name, seed=trial.seed, normalisation=model.normalisation)
    (images, labels), asked = mnist.load_data()
    if trial.what == "ablate":
        asked = images[-HELD_OUT:], labels[-HELD_OUT:]
        images, labels = images[:-HELD_OUT], labels[:-HELD_OUT]
    recipe.compile(model, len(images))
    begin, busy = time.perf_counter(), time.process_time()
    recipe.fit(model, images, labels, threads=trial.threads)
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    read = model.scores(recipe.network_input(asked[0])).argmax(axis=1)
    return {
        "parameters": model.count_params(),
        "errors": int((read != asked[1]).sum()),
        "images": len(asked[1]),
        "seconds": seconds,
        "core_seconds": busy,
        "threads": trial.threads,
        "processor": machine.processor(),
        "lenet": version("lenet"),
        "recipe": recipe.as_dict(),
    }


def table(records: Iterable[Record]) -> str:
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
