"""``lenet train --seeds``: a network trained many times, by this machine or by a cluster."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.terminal import AT_FAULT, INTERRUPTED, Output

if TYPE_CHECKING:
    from lenet.many.trainings.variation_results import ManyTrainings, VariationResult

MOST_SEEDS = 100_000

KINDS: Mapping[str, click.ParamType[Any]] = {
    "recipe": click.STRING,
    "epochs": click.IntRange(1, 100_000),
    "batch_size": click.IntRange(1, 100_000),
    "learning_rate": click.FloatRange(0, min_open=True),
    "distort": click.BOOL,
}
"""What may vary, and the type of its values."""


class Seeds(click.ParamType[list[int]]):
    """Seeds as they are typed: ``0-19``, ``3``, ``0,2,5-7``."""

    name = "seeds"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        seeds: list[int] = []
        for part in str(value).split(","):
            first, dash, last = part.strip().partition("-")
            ends = first, last if dash else first
            if not all(one.isascii() and one.isdigit() and len(one) < 20 for one in ends):
                self.fail(f"{value!r} is not such as 0-19 or 0,2,5-7.", param, ctx)
            low, high = map(int, ends)
            if not 0 <= high - low < MOST_SEEDS - len(seeds):
                self.fail(f"{part!r} is not from a least to a most, {MOST_SEEDS:,} in all.")
            seeds.extend(range(low, high + 1))
        if len(set(seeds)) < len(seeds):
            self.fail(f"{value!r} has a seed twice.", param, ctx)
        return seeds


def _varied(
    ctx: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> dict[str, list[Any]]:
    """``epochs=5,10`` as the field and its values."""
    vary: dict[str, list[Any]] = {}
    for one in given:
        typed, _, values = one.partition("=")
        name = typed.replace("-", "_")
        if name not in KINDS or not values:
            fields = ", ".join(known.replace("_", "-") for known in KINDS)
            raise click.BadParameter(f"{one!r} is not FIELD=V1,V2 with a FIELD of {fields}.")
        if name in vary:
            raise click.BadParameter(f"{typed} stands there twice.")
        vary[name] = [KINDS[name].convert(value, parameter, ctx) for value in values.split(",")]
        if len(set(vary[name])) < len(vary[name]):
            raise click.BadParameter(f"{one!r} has a value twice.")
    return vary


seeds_option = click.option(
    "--seeds", metavar="SEEDS", type=Seeds(), help="Train with each: 0-19, or 0,2,5-7."
)
vary_option = click.option(
    "--vary",
    metavar="FIELD=V1,V2",
    multiple=True,
    callback=_varied,
    help="With --seeds, train with each value of recipe, epochs, batch-size, learning-rate or "
    "distort; several times for all combinations.",
)
scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --seeds, let the workers of a Dask scheduler train, such as tcp://HOST:8786.",
)


def train_many_networks(
    ctx: click.Context,
    output: Output,
    options: Mapping[str, Any],
    changes: Mapping[str, Any],
    *,
    vary: Mapping[str, list[Any]],
    **asked: Any,
) -> None:
    """Train, show how far it is, and print the table."""
    from lenet.many import train_many
    from lenet.many.task_progress import TaskProgress, TaskProgressBar

    given = {name: value for name, value in changes.items() if value is not None}
    both = ", ".join(name.replace("_", "-") for name in given if name in vary)
    if both:
        raise click.UsageError(f"--vary changes {both}: leave out the option.")
    if asked["scheduler"] is not None and asked["workers"] is not None:
        raise click.UsageError("--threads is for this machine: leave it out with --scheduler.")
    out = options["out"] or Path("runs") / f"{options['network']}-seeds"
    try:
        made = train_many(
            options["network"],
            out,
            vary=vary,
            data=options["data"] or "mnist",
            data_dir=options["data_dir"],
            progress=TaskProgressBar() if output.for_people else TaskProgress(),
            **given,
            **asked,
        )
    except KeyboardInterrupt:
        output.line(f"Finished epochs stay in {out}. Go on with the same command: {_command()}")
        ctx.exit(INTERRUPTED)
    output.result(_in_words(made, out), {"folder": str(out), **made.as_dict()})
    if any(one.ran_away for one in made.variations):
        ctx.exit(AT_FAULT)


def _command() -> str:
    return shlex.join(["lenet", *sys.argv[1:]])


def _in_words(made: ManyTrainings, out: Path) -> str:
    """A table: a row a variation, columns as wide as they need."""
    heads = ("", "runs", "mean", "deviation", "least", "most", "p against the first")
    rows = [heads, *(_row(one) for one in made.variations)]
    shown = len(rows) > 2
    columns = [column for column in zip(*rows, strict=True) if shown or column[0] in heads[1:-1]]
    widths = [max(map(len, column)) for column in columns]
    lines = [
        "   ".join(
            cell.ljust(width) if shown and not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in zip(*columns, strict=True)
    ]
    title = f"{made.network} on {made.data}: errors of {made.variations[0].images:,} test images"
    away = [f"{_name(one)}: seed {seed} ran away, try a smaller learning rate"
            for one in made.variations for seed in one.ran_away]  # fmt: skip
    return "\n".join([title, "", *lines, "", *away, f"Wrote {out}: the runs and trainings.json."])


def _row(one: VariationResult) -> tuple[str, ...]:
    test = one.against_first
    p = "" if test is None else f"{test.p:.4f}" + ("" if test.exact else ", of drawn deals")
    return (
        one.variation,
        f"{len(one.seeds)}",
        "" if one.mean is None else f"{one.mean:,.1f}",
        "" if one.deviation is None else f"{one.deviation:,.1f}",
        f"{min(one.errors):,}" if one.errors else "",
        f"{max(one.errors):,}" if one.errors else "",
        p,
    )


def _name(one: VariationResult) -> str:
    return one.variation or "as in the recipe"
