"""The command that opens the service."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import click

from lenet.commands.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    threads_option,
)
from lenet.commands.reading_options import reader_option
from lenet.commands.terminal import Output
from lenet.errors import LenetError
from lenet.serve import ServiceLimits


class LimitOption(NamedTuple):
    """An option that changes a field of ``ServiceLimits``."""

    option: str
    field: str
    metavar: str
    kind: click.ParamType[Any]
    help: str


LIMIT_OPTIONS = (
    LimitOption("--max-bytes", "bytes", "N", click.IntRange(1), "Bytes of a request."),
    LimitOption(
        "--max-side", "side", "PIXELS", click.IntRange(1, 100_000), "Pixels a side of a picture."
    ),
    LimitOption("--max-batch", "batch", "N", click.IntRange(1), "Images of an inference request."),
    LimitOption(
        "--max-seconds",
        "seconds",
        "S",
        click.FloatRange(0, min_open=True),
        "Seconds of work on a request.",
    ),
    LimitOption("--at-once", "at_once", "N", click.IntRange(1), "Requests at work at one time."),
    LimitOption(
        "--at-once-each", "at_once_each", "N", click.IntRange(1), "The same of one address."
    ),
    LimitOption("--connections", "connections", "N", click.IntRange(1), "Open connections."),
    LimitOption(
        "--connections-each",
        "connections_each",
        "N",
        click.IntRange(1),
        "The same of one address.",
    ),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each of ``LIMIT_OPTIONS``, with the usual limit as its default."""
    usual = ServiceLimits()
    for one in reversed(LIMIT_OPTIONS):
        default = getattr(usual, one.field)
        words = f"{one.help} [default: {default:,.0f}]"
        command = click.option(
            one.option, one.field, metavar=one.metavar, type=one.kind, default=default, help=words
        )(command)
    return command


@click.command(short_help="Open the service, for a browser and for programs.")
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    help="Address to listen on. [default: 127.0.0.1]",
)
@click.option(
    "--port",
    metavar="P",
    default=8000,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one. [default: 8000]",
)
@click.option(
    "--name", "names", metavar="HOST", multiple=True, help="Another host name in its URLs."
)
@click.option(
    "--token",
    metavar="WORD",
    envvar="LENET_TOKEN",
    default="",
    help="Token that clients must send; or set LENET_TOKEN.",
)
@click.option(
    "--runs",
    metavar="FOLDER",
    type=FOLDER,
    default="runs",
    help="Folder of your runs. [default: runs]",
)
@click.option("--open", "opens", is_flag=True, help="Show the page in the browser.")
@click.option("--read-only", is_flag=True, help="Switch training off.")
@reader_option
@data_option
@data_dir_option
@threads_option
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, 64),
    default=1,
    help="Processes that answer; the limits hold for each. [default: 1]",
)
@click.option("--access-log", is_flag=True, help="Log each request on stderr, as JSON.")
@limit_options
@json_option
def serve(
    *,
    data: str | None,
    data_dir: str | None,
    as_json: bool,
    opens: bool,
    **options: Any,
) -> None:
    """Open the page and the service on this machine: /docs describes the service.

    Only this machine can reach it, unless --host names another address and a token is set. Ctrl-C
    or SIGTERM closes it; a training keeps its last finished epoch.

    \b
    Example: lenet serve --runs runs
    """
    # The threads of the service share the processors: NumPy's own would only be in their way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from lenet.datasets.where import Where

    try:
        from lenet.serve import Settings, browser_address, create_app, listen, run, run_workers
    except ModuleNotFoundError as error:
        raise LenetError(f"lenet serve needs {error.name}: pip install 'lenet[serve]'") from error

    limits = ServiceLimits(**{one.field: options.pop(one.field) for one in LIMIT_OPTIONS})
    settings = Settings(data=Where(data or "mnist", data_dir), limits=limits, **options)
    settings.check()
    app = create_app(settings) if settings.workers == 1 else None
    with listen(settings) as listening:
        address = browser_address(listening)

        def announce() -> None:
            sentence = f"lenet serves at {address} (Ctrl-C ends it)"
            Output(as_json).result(sentence, {"address": address})
            if opens:
                click.launch(address)

        if app is None:
            run_workers(settings, listening, announce)
        else:
            announce()
            run(app, listening, limits)
