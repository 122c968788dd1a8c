"""The command ``lenet``: one short function a command, that parses, calls and prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    network_name,
    recipe_option,
    same_data_option,
    seed_option,
    threads_option,
)
from lenet.commands.own_reader import calibrate, train_reader
from lenet.commands.read import read, score
from lenet.commands.serve import serve
from lenet.commands.terminal import AT_FAULT, INTERRUPTED, Commands, Voice, fail
from lenet.errors import DataError, PictureError, TrainingError

if TYPE_CHECKING:
    from lenet.datasets import Location
    from lenet.models import Sequential
    from lenet.runs.run import Run


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="LENET_DATA names a folder of data sets, LENET_CACHE where fetched ones are kept.",
)
@click.version_option(package_name="lenet", message="lenet %(version)s")
def main() -> None:
    """LeNet-5: train it in seconds, look inside, read digits.

    \b
    Example: lenet train
    """


@main.command(short_help="Train a network, test it, draw it, save it.")
@click.argument("network", default="tutorial", callback=network_name)
@click.option(
    "--recipe",
    metavar="NAME",
    help="Another of the network's recipes: first-order or mini-batch for the original.",
)
@recipe_option("--epochs", "N", click.IntRange(1, 100_000))
@recipe_option("--batch-size", "N", click.IntRange(1, 100_000))
@recipe_option("--learning-rate", "X", click.FloatRange(0, min_open=True))
@click.option(
    "--distort/--no-distort",
    default=None,
    help="Distort the training images, or not. [default: the network's recipe]",
)
@seed_option
@threads_option
@data_option
@data_dir_option
@click.option("--out", metavar="FOLDER", type=FOLDER, help="[default: runs/NETWORK-N, a new one]")
@click.option(
    "--resume",
    metavar="FOLDER",
    type=FOLDER,
    help="Go on with the run in FOLDER after its last finished epoch.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@json_option
@click.pass_context
def train(
    ctx: click.Context,
    /,
    *,
    resume: Path | None,
    threads: int | None,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Train NETWORK (tutorial, original or modern), test it, draw it, save it.

    The original is trained as in 1998: one update a pattern, second-order steps. Ctrl-C ends the
    run after writing what is finished; --resume goes on from there.

    \b
    Example: lenet train --epochs 3 --out runs/first
    """
    voice = Voice(as_json, quiet)
    run = _begun(options, voice) if resume is None else _resumed(ctx, resume, options, voice)
    run.model.summary(voice.say)
    voice.say("")
    try:
        run.train(threads, "auto" if voice.talks else 0)
    except (KeyboardInterrupt, TrainingError) as stop:
        _stopped(run, stop, threads, voice)
        ctx.exit(INTERRUPTED if isinstance(stop, KeyboardInterrupt) else AT_FAULT)
    _finish(run, threads, voice)


def _begun(options: dict[str, Any], voice: Voice) -> Run:
    from lenet.datasets.where import Where
    from lenet.networks import network
    from lenet.runs import run as runs

    fields = ("epochs", "batch_size", "learning_rate")
    changes = {name: options[name] for name in fields if options[name] is not None}
    known, named = network(options["network"]), options["recipe"]
    recipe = known.recipe if named is None else known.recipe_named(named)
    if options["distort"] is not None:
        changes["distortion"] = recipe.distortion_if(options["distort"])
    return runs.begin(
        options["network"],
        Where(options["data"] or "mnist", options["data_dir"]),
        options["out"],
        seed=options["seed"],
        recipe=recipe,
        changes=changes,
        report=voice.mention,
    )


def _resumed(ctx: click.Context, folder: Path, options: dict[str, Any], voice: Voice) -> Run:
    from lenet.runs import run as runs

    kept = ("network", "recipe", "batch_size", "learning_rate", "distort", "seed", "out")
    default = click.core.ParameterSource.DEFAULT
    given = [name for name in kept if ctx.get_parameter_source(name) != default]
    if given:
        names = ", ".join(map(_as_typed, given))
        raise click.UsageError(f"--resume goes on as the run began: leave out {names}.")
    data, data_dir, epochs = (options[name] for name in ("data", "data_dir", "epochs"))
    return runs.resume(folder, data, data_dir, epochs=epochs, report=voice.mention)


def _as_typed(name: str) -> str:
    return "NETWORK" if name == "network" else f"--{name.replace('_', '-')}"


def _stopped(run: Run, stop: BaseException, threads: int | None, voice: Voice) -> None:
    """Write what is finished, and say why that is all."""
    if isinstance(stop, TrainingError):
        fail(str(stop))
    done = run.model.epochs_trained
    if done == 0:
        voice.say("\nStopped before the first epoch was finished: nothing was written.")
        return
    voice.say(f"\nStopped after {done} of {run.recipe.epochs} epochs.")
    _finish(run, threads, voice)
    if isinstance(stop, KeyboardInterrupt):
        voice.say(f"Go on with: lenet train --resume {run.folder.path}")


def _finish(run: Run, threads: int | None, voice: Voice) -> None:
    result = run.write(threads).as_dict()
    folder = run.folder.path
    voice.answer(
        f"\nTest: {_in_words(result)}\nWrote {folder}: weights, model card, history and figures.",
        {"folder": str(folder), "epochs": run.model.epochs_trained, **result},
    )


def _in_words(score: dict[str, Any]) -> str:
    return (
        f"{score['errors']:,} errors out of {score['images']:,} "
        f"({100 * score['error_rate']:.2f} %), loss {score['loss']:.4f}"
    )


@main.command(short_help="Show a network's layers, shapes and parameters.")
@click.argument("network")
@json_option
def summary(network: str, as_json: bool) -> None:
    """Show the layers of NETWORK: shapes, parameters and connections.

    NETWORK is tutorial, original, modern or a folder. Beside those of the original stands what the
    paper of 1998 says.

    \b
    Example: lenet summary original
    """
    from lenet.models.summary import table
    from lenet.networks import NETWORKS

    model = _model(network)
    published = NETWORKS[network].published if network in NETWORKS else None
    described = model.describe(published)
    Voice(as_json).answer(table(described, published), described)


def _model(name: str) -> Sequential:
    from lenet.models import load_model
    from lenet.networks import NETWORKS

    if name in NETWORKS:
        return NETWORKS[name].build(0)
    if not Path(name).exists():
        raise DataError(f"expected {', '.join(NETWORKS)} or a folder, received {name!r}")
    return load_model(name)


@main.command(short_help="Count a trained network's errors on a test set.")
@click.argument("folder", type=FOLDER)
@same_data_option
@data_dir_option
@threads_option
@json_option
def evaluate(
    folder: Path, data: str | None, data_dir: str | None, threads: int | None, as_json: bool
) -> None:
    """Count the errors of the network in FOLDER on a test set.

    FOLDER is a run's, or original, tutorial or modern for those that come trained.

    \b
    Example: lenet evaluate original
    """
    from lenet.digits.normalisation import network_input
    from lenet.evaluation import score as score_digits
    from lenet.models import load_model
    from lenet.models.storage import read_config
    from lenet.runs.classes import labels_by_name, recorded_classes
    from lenet.runs.recorded_data import data_again
    from lenet.weights import find

    voice, folder = Voice(as_json), find(folder)
    model = load_model(folder)
    found = data_again(folder, data, data_dir).load()
    known = recorded_classes(read_config(folder), model.output_shape[0])
    named = labels_by_name(found, known)
    if named is None:
        voice.mention(f"{found.name} has other classes than {folder}: compared by number.")
    labels = found.test[1] if named is None else named
    answers = model.scores(network_input(found.test[0], model.normalisation), threads=threads)
    result = score_digits(labels, answers).as_dict()
    voice.answer(_in_words(result), result)


@main.command(short_help="Read pictures of one digit each.")
@click.argument("folder", type=FOLDER)
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True, type=FOLDER)
@json_option
@click.pass_context
def predict(ctx: click.Context, folder: Path, pictures: tuple[Path, ...], as_json: bool) -> None:
    """Tell what the network in FOLDER reads in each PICTURE of one digit.

    A picture of 28x28 is taken as it stands; of any other the digit is boxed and centred as MNIST's
    were. FOLDER is a run's, or original, tutorial or modern for those that come trained.

    \b
    Example: lenet predict modern seven.png
    """
    from lenet.models import load_model
    from lenet.models.storage import read_config
    from lenet.runs.classes import recorded_classes
    from lenet.weights import find

    folder = find(folder)
    model = load_model(folder)
    classes = recorded_classes(read_config(folder), model.output_shape[0])
    voice, failed = Voice(as_json), False
    for picture in pictures:
        try:
            answer = _answer(model, picture, classes)
        except PictureError as error:
            failed = True
            fail(str(error))
            continue
        shown = f"{picture}  {answer['answer']}  {100 * answer['confidence']:.1f} %"
        voice.answer(shown, answer)
    ctx.exit(AT_FAULT if failed else 0)


def _answer(model: Sequential, picture: Path, classes: list[str]) -> dict[str, Any]:
    from lenet.digits.normalisation import network_input
    from lenet.digits.preparing import digit_image

    image = digit_image(picture)
    scores = model.scores(network_input(image[None], model.normalisation))[0]
    best = int(scores.argmax())
    return {
        "file": str(picture),
        "answer": classes[best],
        "confidence": float(scores[best]),
        "scores": dict(zip(classes, map(float, scores), strict=True)),
    }


for command in (read, score, calibrate, train_reader, serve):
    main.add_command(command)


@main.command(short_help="Reproduce the paper of 1998: train, measure, write a page.")
@click.option("--out", metavar="FOLDER", type=FOLDER, default="paper", help="[default: paper]")
@click.option("--quick", is_flag=True, help="One seed of each training.")
@click.option("--seeds", metavar="N", type=click.IntRange(1, 1000), help="[default: 10]")
@threads_option
@data_option
@data_dir_option
@json_option
def paper(
    out: Path,
    quick: bool,
    seeds: int | None,
    threads: int | None,
    data: str | None,
    data_dir: str | None,
    as_json: bool,
) -> None:
    """Reproduce what the paper of 1998 reports: index.html and results.json in FOLDER.

    Ctrl-C keeps the trainings that are finished; the same command goes on from there.

    \b
    Example: lenet paper --quick
    """
    from lenet.datasets.where import Where
    from lenet.paper.reproduction import PAGE, QUICK_SEEDS, SEEDS, reproduce
    from lenet.paper.workers import Bar, Watch

    if quick and seeds is not None:
        raise click.UsageError("--quick is one seed: leave out --seeds.")
    voice, where = Voice(as_json), Where(data or "mnist", data_dir)
    count = QUICK_SEEDS if quick else seeds or SEEDS
    watch = Bar() if voice.talks else Watch()
    found = reproduce(where, out, seeds=count, threads=threads, watch=watch, told=voice.mention)
    voice.answer(f"{_beside_the_paper(found)}\n{out / PAGE}", found)


def _beside_the_paper(found: dict[str, Any]) -> str:
    from lenet.paper.tables import rate

    shown = []
    for words, kind in (("Test error", "plain"), ("With distortions", "distorted")):
        item = found["items"]["test_error"][kind]
        shown.append(f"{words} {rate(item)}; the paper {item['paper_percent']:.2f} %")
    return "\n".join(shown)


@main.command(short_help="Say where the data sets are; fetch and check one.")
@click.argument("name", required=False)
@data_dir_option
@json_option
def data(name: str | None, data_dir: str | None, as_json: bool) -> None:
    """Fetch and check the data set NAME (mnist, fashion, kmnist or a folder).

    Without NAME say where each of them is.

    \b
    Example: lenet data mnist
    """
    from lenet import datasets
    from lenet.datasets.published_sets import SETS

    voice = Voice(as_json)
    if name is None:
        for known in SETS:
            place = datasets.locate(known, data_dir)
            voice.answer(_place_in_words(place), _place_record(place))
        return
    found = datasets.load(name, data_dir, voice.mention)
    sizes = {"train": len(found.train[0]), "test": len(found.test[0])}
    voice.answer(
        f"{found.name}: {sizes['train']:,} training and {sizes['test']:,} test images of "
        f"{len(found.classes)} classes, from {found.source}",
        {"name": found.name, **sizes, "classes": list(found.classes), "source": found.source,
         "sha256": found.sha256},
    )  # fmt: skip


def _place_in_words(place: Location) -> str:
    if place.path is None:
        return f"{place.name}: not on this machine yet; lenet data {place.name} fetches it"
    return f"{place.name}: {place.note}"


def _place_record(place: Location) -> dict[str, Any]:
    path = None if place.path is None else str(place.path)
    return {"name": place.name, "path": path, "verified": place.verified, "note": place.note}
