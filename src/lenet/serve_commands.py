"""The command that opens the service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from lenet.errors import LenetError
from lenet.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    reader_option,
    threads_option,
)
from lenet.terminal import Voice


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
@click.option("--max-bytes", "bytes", metavar="N", type=click.IntRange(1), help="Of a request.")
@click.option(
    "--max-side", "side", metavar="PIXELS", type=click.IntRange(1, 100_000), help="Of a picture."
)
@click.option(
    "--max-batch", "batch", metavar="N", type=click.IntRange(1), help="Images of an inference."
)
@click.option(
    "--max-seconds",
    "seconds",
    metavar="S",
    type=click.FloatRange(0, min_open=True),
    help="That a request may be at work.",
)
@click.option(
    "--at-once", metavar="N", type=click.IntRange(1), help="Requests at work at one time."
)
@click.option("--at-once-each", metavar="N", type=click.IntRange(1), help="As many of one address.")
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
    from lenet.where import Where

    try:
        from lenet.serve import server
        from lenet.serve.app import create_app
        from lenet.serve.settings import Bounds, Settings
    except ModuleNotFoundError as error:
        raise LenetError(f"lenet serve needs {error.name}: pip install 'lenet[serve]'") from error

    limits = ("bytes", "side", "batch", "seconds", "at_once", "at_once_each")
    given = {name: asked.pop(name) for name in limits}
    bounds = Bounds(**{name: value for name, value in given.items() if value is not None})
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
