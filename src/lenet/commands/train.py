"""The command that trains a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.many_trainings import (
    scheduler_option,
    seeds_option,
    train_many_networks,
    vary_option,
)
from lenet.commands.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    network_name,
    recipe_option,
    seed_option,
    threads_option,
)
from lenet.commands.terminal import AT_FAULT, INTERRUPTED, Output, fail
from lenet.commands.trained_networks import errors_in_words
from lenet.errors import TrainingError

if TYPE_CHECKING:
    from lenet.runs.run import Run

RECIPE_FIELDS = ("recipe", "epochs", "batch_size", "learning_rate", "distort")
"""The options that choose and change the recipe."""

FIXED_WHEN_RESUMED = ("network", "recipe", "batch_size", "learning_rate", "distort", "seed", "out")
"""The options that --resume takes from the run."""


@click.command(short_help="Train a network, test it, draw it, save it.")
@click.argument("network", default="tutorial", callback=network_name)
@click.option(
    "--recipe",
    metavar="NAME",
    help="Another of the network's recipes: first-order or mini-batch for the original.",
)
@recipe_option("--epochs", "N", click.IntRange(1, 100_000), "Passes over the data.")
@recipe_option("--batch-size", "N", click.IntRange(1, 100_000), "Images of an update.")
@recipe_option("--learning-rate", "X", click.FloatRange(0, min_open=True), "Learning rate.")
@click.option(
    "--distort/--no-distort",
    default=None,
    help="Distort the training images, or not. [default: as in the network's recipe]",
)
@seed_option
@seeds_option
@vary_option
@scheduler_option
@threads_option
@data_option
@data_dir_option
@click.option(
    "--out",
    metavar="FOLDER",
    type=FOLDER,
    help="Folder of the run, or of the runs. [default: runs/NETWORK-N, a new one; "
    "runs/NETWORK-seeds, again]",
)
@click.option(
    "--resume",
    metavar="FOLDER",
    type=FOLDER,
    help="Resume the run in FOLDER after its last finished epoch.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@json_option
@click.pass_context
def train(
    ctx: click.Context,
    /,
    *,
    resume: Path | None,
    seeds: list[int] | None,
    vary: dict[str, list[Any]],
    scheduler: str | None,
    threads: int | None,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Train NETWORK (tutorial, original or modern), test it, draw it, save it.

    The original is trained as in 1998: one update a pattern, second-order steps. Ctrl-C ends the
    run and writes what is finished; --resume continues it.

    With --seeds there is a run for each seed, with --vary for each combination too, T of them at a
    time, and in the end a table of the errors; the same command goes on after Ctrl-C.

    \b
    Example: lenet train --epochs 3 --out runs/first
    """
    output = Output(as_json, quiet)
    if seeds is None and (vary or scheduler is not None):
        raise click.UsageError("--vary and --scheduler are for many trainings: they need --seeds.")
    if seeds is not None:
        if resume is not None or _is_given(ctx, "seed"):
            raise click.UsageError("--seeds trains many: leave out --resume and --seed.")
        changes = {name: options.pop(name) for name in RECIPE_FIELDS}
        asked: dict[str, Any] = {"seeds": seeds, "scheduler": scheduler, "workers": threads}
        train_many_networks(ctx, output, options, changes, vary=vary, **asked)
        return
    run = _begin(options, output) if resume is None else _resume(ctx, resume, options, output)
    run.model.summary(print_fn=output.line)
    output.line("")
    try:
        run.train(threads, "auto" if output.for_people else 0)
    except (KeyboardInterrupt, TrainingError) as stop:
        _write_finished(run, stop, threads, output)
        ctx.exit(INTERRUPTED if isinstance(stop, KeyboardInterrupt) else AT_FAULT)
    _write(run, threads, output)


def _begin(options: dict[str, Any], output: Output) -> Run:
    from lenet.datasets.where import Where
    from lenet.networks.changed_recipe import changed_recipe
    from lenet.runs import run as runs

    name, fields = options["network"], {field: options[field] for field in RECIPE_FIELDS}
    _, recipe = changed_recipe(name, **fields)
    where = Where(options["data"] or "mnist", options["data_dir"])
    return runs.begin(
        name, where, options["out"], seed=options["seed"], recipe=recipe, report=output.note
    )


def _resume(ctx: click.Context, folder: Path, options: dict[str, Any], output: Output) -> Run:
    from lenet.runs import run as runs

    given = [name for name in FIXED_WHEN_RESUMED if _is_given(ctx, name)]
    if given:
        names = ", ".join(map(_as_typed, given))
        raise click.UsageError(f"--resume goes on as the run began: leave out {names}.")
    data, data_dir, epochs = (options[name] for name in ("data", "data_dir", "epochs"))
    return runs.resume(folder, data, data_dir, epochs=epochs, report=output.note)


def _is_given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) != click.core.ParameterSource.DEFAULT


def _as_typed(name: str) -> str:
    return "NETWORK" if name == "network" else f"--{name.replace('_', '-')}"


def _write_finished(run: Run, stop: BaseException, threads: int | None, output: Output) -> None:
    """Write the finished epochs of a stopped training, and say why that is all."""
    if isinstance(stop, TrainingError):
        fail(str(stop))
    done = run.model.epochs_trained
    if done == 0:
        output.line("\nStopped before the first epoch was finished: nothing was written.")
        return
    output.line(f"\nStopped after {done} of {run.recipe.epochs} epochs.")
    _write(run, threads, output)
    if isinstance(stop, KeyboardInterrupt):
        output.line(f"Go on with: lenet train --resume {run.folder.path}")


def _write(run: Run, threads: int | None, output: Output) -> None:
    result = run.write(threads).as_dict()
    folder, words = run.folder.path, errors_in_words(result)
    output.result(
        f"\nTest: {words}\nWrote {folder}: weights, model card, history and figures.",
        {"folder": str(folder), "epochs": run.model.epochs_trained, **result},
    )
