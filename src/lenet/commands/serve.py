"""The command that opens the service."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lenet.commands.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    reader_option,
    threads_option,
)
from lenet.commands.terminal import Voice
from lenet.errors import LenetError
from lenet.serve.edge.service_limits import Bounds

BOUNDS = Bounds()


def bound_option(
    option: str, name: str, metavar: str, kind: click.ParamType[Any], help_: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer to change one of the service's bounds."""
    at_first = getattr(BOUNDS, name)
    words = f"{help_} [default: {at_first:,.0f}]"
    return click.option(option, name, metavar=metavar, type=kind, default=at_first, help=words)


@click.command(short_help="Open the service, for a browser and for programs.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", help="[default: 127.0.0.1]")
@click.option(
    "--port",
    metavar="P",
    default=8000,
    type=click.IntRange(0, 65535),
    help="0 is a free one. [default: 8000]",
)
@click.option(
    "--name", "names", metavar="HOST", multiple=True, help="Another name it may be called by."
)
@click.option(
    "--token",
    metavar="WORD",
    envvar="LENET_TOKEN",
    default="",
    help="What clients must show; or set LENET_TOKEN.",
)
@click.option(
    "--runs", metavar="FOLDER", type=FOLDER, default="runs", help="Your networks. [default: runs]"
)
@click.option("--open", "opens", is_flag=True, help="Show the page in the browser.")
@click.option("--read-only", is_flag=True, help="Switch training off.")
@reader_option
@data_option
@data_dir_option
@threads_option
@click.option("--access-log", is_flag=True, help="Tell each request on stderr, as JSON.")
@bound_option("--max-bytes", "bytes", "N", click.IntRange(1), "Of a request.")
@bound_option("--max-side", "side", "PIXELS", click.IntRange(1, 100_000), "Of a picture.")
@bound_option("--max-batch", "batch", "N", click.IntRange(1), "Images of an inference.")
@bound_option(
    "--max-seconds", "seconds", "S", click.FloatRange(0, min_open=True), "Of a request's work."
)
@bound_option("--at-once", "at_once", "N", click.IntRange(1), "Requests at work at one time.")
@bound_option("--at-once-each", "at_once_each", "N", click.IntRange(1), "As many of one address.")
@json_option
def serve(
    *,
    data: str | None,
    data_dir: str | None,
    as_json: bool,
    opens: bool,
    **asked: Any,
) -> None:
    """Open the page and the service on this machine: /docs says what it offers.

    It listens where only this machine can come, unless --host says otherwise and a token is set.
    Ctrl-C or SIGTERM closes it; a training keeps its last finished epoch.

    \b
    Example: lenet serve --runs runs
    """
    # The threads of the service share the processors: NumPy's own would only be in their way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from lenet.datasets.where import Where

    try:
        from lenet.serve import server
        from lenet.serve.app import create_app
        from lenet.serve.settings import Settings
    except ModuleNotFoundError as error:
        raise LenetError(f"lenet serve needs {error.name}: pip install 'lenet[serve]'") from error

    limits = ("bytes", "side", "batch", "seconds", "at_once", "at_once_each")
    given = {name: asked.pop(name) for name in limits}
    bounds = Bounds(**given)
    where = Where(data or "mnist", data_dir)
    settings = Settings(data=where, bounds=bounds, **{**asked, "runs": Path(asked["runs"])})
    settings.check()
    app = create_app(settings)
    with server.listen(settings) as listening:
        at = server.address(listening)
        Voice(as_json).answer(f"lenet serves at {at} (Ctrl-C ends it)", {"address": at})
        if opens:
            click.launch(at)
        server.run(app, listening, bounds)
