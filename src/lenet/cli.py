"""The command ``lenet``: parse, call, print. Errors become sentences here and nowhere else."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lenet.errors import DataError, LenetError

FOLDER = click.Path(path_type=Path)
INTERRUPTED = 130  # as shells report SIGINT


class Commands(click.Group):
    """Exit status 0 done, 1 the input was at fault (one sentence), 2 wrong usage."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LenetError as error:
            return _fail(ctx, str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ctx.exit(1)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            return _fail(ctx, f"{name}{error.strerror or error}")


def _fail(ctx: click.Context, sentence: str) -> None:
    click.echo(f"lenet: {sentence}", err=True)
    ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lenet")
def main() -> None:
    """LeNet-5: train it in seconds, look inside, read digits.

    \b
    Example: lenet train
    """


seed_option = click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Decides the run: same seed, same bytes.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
data_dir_option = click.option(
    "--data-dir", type=FOLDER, help="Folder with the data set's files; also LENET_DATA."
)
threads_option = click.option(
    "--threads", type=click.IntRange(min=1), help="Default: every core this process may use."
)


@main.command()
@click.argument("network", default="tutorial")
@click.option("--epochs", type=click.IntRange(min=1), help="Default: the network's recipe.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Default: the network's recipe.")
@click.option(
    "--learning-rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Default: the network's recipe.",
)
@seed_option
@threads_option
@click.option(
    "--data",
    "data_name",
    default="mnist",
    show_default=True,
    help="mnist, fashion, kmnist or a folder.",
)
@data_dir_option
@click.option("--out", type=FOLDER, help="Where to write the run. Default: runs/NETWORK-N.")
@click.option(
    "--resume", type=FOLDER, help="Go on with the run in this folder from its last finished epoch."
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@json_option
@click.pass_context
def train(
    ctx: click.Context,
    network: str,
    epochs: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int,
    threads: int | None,
    data_name: str,
    data_dir: Path | None,
    out: Path | None,
    resume: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Train NETWORK (tutorial or modern), test it, draw it, save it.

    \b
    Example: lenet train --epochs 3 --out runs/first
    """
    from lenet import datasets, networks, runs

    say = (lambda _: None) if quiet or as_json else click.echo
    if resume is not None:
        _refuse_with_resume(ctx, {"network", "batch_size", "learning_rate", "seed", "out"})
        if ctx.get_parameter_source("data_name") == click.core.ParameterSource.DEFAULT:
            data_name = runs.described(resume)[2].get("data", {}).get("name", data_name)
        data = datasets.load(data_name, data_dir)
        run = runs.resume(resume, data, epochs)
    else:
        changes: dict[str, Any] = {
            "epochs": epochs,
            "batch_size": batch_size,
            "learning_rate": learning_rate,
        }
        changes = {name: value for name, value in changes.items() if value is not None}
        recipe = replace(networks.network(network).recipe, **changes)
        data = datasets.load(data_name, data_dir, None if quiet or as_json else _say_progress)
        run = runs.begin(network, recipe, seed, data, out or runs.free_folder(network))
    if not (quiet or as_json):
        run.model.summary(click.echo)
    try:
        run.train(threads, 0 if quiet or as_json else "auto")
    except KeyboardInterrupt:
        if run.model.epochs_trained == 0:
            say("\nInterrupted before the first epoch was finished: nothing was written.")
            ctx.exit(INTERRUPTED)
        _report(run, say, as_json, "\nInterrupted. ")
        ctx.exit(INTERRUPTED)
    _report(run, say, as_json, "")


def _refuse_with_resume(ctx: click.Context, names: set[str]) -> None:
    given = [
        name
        for name in sorted(names)
        if ctx.get_parameter_source(name) != click.core.ParameterSource.DEFAULT
    ]
    if given:
        raise click.UsageError(f"--resume takes {', '.join(given)} from the folder")


def _report(run: Any, say: Any, as_json: bool, prefix: str) -> None:
    score = run.write()
    if as_json:
        click.echo(
            json.dumps(
                {"folder": str(run.folder), "epochs": run.model.epochs_trained, **score.as_dict()}
            )
        )
    say(f"{prefix}Test: {_in_words(score.as_dict())}")
    say(f"Wrote {run.folder}: weights, model card, history and figures.")


def _in_words(score: dict[str, Any]) -> str:
    return (
        f"{score['errors']:,} errors out of {score['images']:,} "
        f"({100 * score['error_rate']:.2f} %), loss {score['loss']:.4f}"
    )


def _say_progress(sentence: str) -> None:
    click.echo(sentence, err=True)


@main.command()
@click.argument("network")
@json_option
def summary(network: str, as_json: bool) -> None:
    """Show the layers of NETWORK, a name or a folder: shapes and parameters.

    \b
    Example: lenet summary tutorial
    """
    from lenet.summary import describe, table

    model = _model(network)
    click.echo(json.dumps(describe(model)) if as_json else table(model))


def _model(name: str) -> Any:
    from lenet.models import load_model
    from lenet.networks import NETWORKS

    if name in NETWORKS and not Path(name).exists():
        return NETWORKS[name].build(0)
    if not Path(name).exists():
        raise DataError(
            f"expected a network ({', '.join(NETWORKS)}) or a folder, received {name!r}"
        )
    return load_model(name)


@main.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--data",
    "data_name",
    help="mnist, fashion, kmnist or a folder. Default: what it was trained on.",
)
@data_dir_option
@threads_option
@json_option
def evaluate(
    folder: Path, data_name: str | None, data_dir: Path | None, threads: int | None, as_json: bool
) -> None:
    """Count the errors of the network in FOLDER on a test set.

    \b
    Example: lenet evaluate runs/tutorial-1 --data fashion
    """
    from lenet import datasets
    from lenet.evaluation import score
    from lenet.models import load_model
    from lenet.normalisation import network_input
    from lenet.storage import read_config

    model = load_model(folder)
    name = data_name or read_config(folder).get("data", {}).get("name", "mnist")
    images, labels = datasets.load(name, data_dir).test
    result = score(
        labels, model.predict(network_input(images, model.normalisation), threads=threads)
    ).as_dict()
    click.echo(json.dumps(result) if as_json else _in_words(result))


@main.command()
@click.argument("folder", type=FOLDER)
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@click.pass_context
def predict(ctx: click.Context, folder: Path, pictures: tuple[Path, ...], as_json: bool) -> None:
    """Tell what the network in FOLDER reads in each PICTURE of one digit.

    \b
    Example: lenet predict runs/tutorial-1 seven.png
    """
    from lenet.models import load_model
    from lenet.storage import read_config

    model = load_model(folder)
    classes = read_config(folder).get("data", {}).get("classes") or list(
        map(str, range(model.output_shape[0]))
    )
    failed = False
    for picture in pictures:
        try:
            answer = _answer(model, picture, classes)
        except (LenetError, OSError) as error:
            failed = True
            click.echo(f"lenet: {error}", err=True)
            continue
        click.echo(
            json.dumps(answer)
            if as_json
            else f"{answer['file']}  {answer['answer']}  {100 * answer['confidence']:.1f} %"
        )
    ctx.exit(1 if failed else 0)


def _answer(model: Any, picture: Path, classes: list[str]) -> dict[str, Any]:
    from lenet.image import digit_image
    from lenet.normalisation import network_input

    image = digit_image(picture)
    scores = model.predict(network_input(image[None], model.normalisation))[0]
    best = int(scores.argmax())
    return {
        "file": str(picture),
        "answer": classes[best],
        "confidence": float(scores[best]),
        "scores": dict(zip(classes, map(float, scores), strict=True)),
    }


@main.command()
@click.argument("name", required=False)
@data_dir_option
@json_option
def data(name: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Fetch and check the data set NAME; without NAME say where each one is.

    \b
    Example: lenet data mnist
    """
    from lenet import datasets

    if name is None:
        places = [datasets.locate(known, data_dir) for known in ("mnist", "fashion", "kmnist")]
        for place in places:
            place_record = {
                "name": place.name,
                "path": place.path and str(place.path),
                "verified": place.verified,
                "note": place.note,
            }
            click.echo(
                json.dumps(place_record)
                if as_json
                else f"{place.name}: {place.path or 'not here'} ({place.note})"
            )
        return
    found = datasets.load(name, data_dir, None if as_json else _say_progress)
    answer: dict[str, Any] = {
        "name": found.name,
        "train": len(found.train[0]),
        "test": len(found.test[0]),
        "source": found.source,
        "sha256": found.sha256,
    }
    sizes = f"{answer['train']:,} training and {answer['test']:,} test images"
    click.echo(json.dumps(answer) if as_json else f"{found.name}: {sizes}, from {found.source}")
