"""The application: a factory, and the list of what it is made of. Nothing happens at import."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from lenet.serve.edge.access_control import AccessControl
from lenet.serve.edge.bodies import BodyLimit
from lenet.serve.edge.browser_policy import BrowserPolicy
from lenet.serve.edge.direct_routes import DirectRoutes
from lenet.serve.edge.forwarding import Forwarding
from lenet.serve.edge.monitoring import RequestMonitor
from lenet.serve.edge.open_requests import OpenRequestLimit
from lenet.serve.edge.refusals import ErrorAnswers, add_exception_handlers
from lenet.serve.openapi_description import complete_description
from lenet.serve.routes import (
    about_service,
    back,
    digit,
    list_networks,
    list_tests,
    open_inference,
    read_page,
    shake,
    sweep_line,
    train_network,
)
from lenet.serve.routes.shared_schemas import problem_responses
from lenet.serve.service import Service
from lenet.serve.settings import Settings

PAGE = Path(__file__).parent / "page"
"""Static files of the page."""

ABOUT = """Reads handwritten digits, shows how LeNet-5 comes to its answers, and trains it. \
Whatever is refused is told in one sentence, as a problem of RFC 9457."""

ROUTES = (
    digit,
    back,
    shake,
    read_page,
    sweep_line,
    list_networks,
    list_tests,
    train_network,
    open_inference,
    about_service,
)


def create_app(settings: Settings) -> FastAPI:
    """A new service; ``app.state.service`` has its parts.

    DataError if the user's own reader cannot be loaded.
    """
    service = Service(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = FastAPI(
        title="lenet",
        description=ABOUT,
        version=version("lenet"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=problem_responses(),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.service = service
    add_exception_handlers(app)
    for subject in ROUTES:
        app.include_router(subject.routes(service))
    _add_page(app)
    _add_middleware(app, service)
    complete_description(app)
    return app


def _add_middleware(app: FastAPI, service: Service) -> None:
    """From the innermost to the outermost: a request meets the last one first."""
    settings = service.settings
    direct = [digit.direct_route(service)]
    app.add_middleware(DirectRoutes, routes=direct)
    if settings.trainer is not None:
        app.add_middleware(Forwarding, trainer=settings.trainer)
    app.add_middleware(BodyLimit, bodies=service.bodies)
    app.add_middleware(ErrorAnswers, handlers=app.exception_handlers)
    app.add_middleware(OpenRequestLimit, most=settings.limits.connections)
    app.add_middleware(AccessControl, names=(settings.host, *settings.names), token=settings.token)
    app.add_middleware(BrowserPolicy)
    if settings.counted:
        app.add_middleware(RequestMonitor, metrics=service.metrics, log=settings.access_log)


def _add_page(app: FastAPI) -> None:
    """The page, and the files it is made of."""
    app.mount("/page", StaticFiles(directory=PAGE), name="page")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> Response:
        return FileResponse(PAGE / "index.html")
