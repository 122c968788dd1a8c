"""The application: a factory, and the list of what it is made of. Nothing happens at import."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from lenet.serve import schemas
from lenet.serve.edge import refusals as problems
from lenet.serve.edge.browser_policy import Headers
from lenet.serve.edge.guard import Guard
from lenet.serve.edge.monitoring import Watch
from lenet.serve.edge.open_requests import Room
from lenet.serve.edge.refusals import Failures
from lenet.serve.routes import digit as digit_routes
from lenet.serve.routes import list_networks as network_routes
from lenet.serve.routes import list_tests as example_routes
from lenet.serve.routes import open_inference as inference_routes
from lenet.serve.routes import read_page as reading_routes
from lenet.serve.routes import shake as shaking_routes
from lenet.serve.routes import sweep_line as sweep_routes
from lenet.serve.routes import train_network as training_routes
from lenet.serve.routes.docs_page import STYLE, docs_page
from lenet.serve.service import Service
from lenet.serve.settings import Settings

PAGE = Path(__file__).parent / "page"
"""Static files of the page, if they are there."""

ABOUT = """Reads handwritten digits, shows how LeNet-5 comes to its answers, and trains it. \
Whatever is refused is told in one sentence, as a problem of RFC 9457."""

ROUTES = (
    digit_routes,
    shaking_routes,
    reading_routes,
    sweep_routes,
    network_routes,
    example_routes,
    training_routes,
    inference_routes,
)


def create_app(settings: Settings) -> FastAPI:
    """A service of its own. DataError if the user's own reader is none.

    ``app.state.service`` has its parts.
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
        responses=schemas.refusals(),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.service = service
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes.routes(service))
    _about(app, service)
    if PAGE.is_dir():
        _page(app)
    # The last that is added is the first that a request meets.
    app.add_middleware(Failures)
    app.add_middleware(Room, most=settings.bounds.connections)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Headers)
    app.add_middleware(Watch, figures=service.figures, log=settings.access_log)
    _describe(app)
    return app


def _about(app: FastAPI, service: Service) -> None:
    """What the service tells of itself."""

    @app.get("/metrics", tags=["about"], response_class=Response, responses=_TEXT)
    async def metrics() -> Response:
        """Figures in Prometheus's text format."""
        return Response(service.figures.text(), media_type="text/plain; version=0.0.4")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(docs_page(app.openapi()))

    @app.get("/docs/style.css", include_in_schema=False)
    async def style() -> Response:
        return Response(STYLE, media_type="text/css")


def _page(app: FastAPI) -> None:
    """The page, and the files it is made of."""
    app.mount("/page", StaticFiles(directory=PAGE), name="page")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> Response:
        return FileResponse(PAGE / "index.html")


_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}


def _describe(app: FastAPI) -> None:
    """Add to the description what no operation names by itself."""
    made = app.openapi

    def description() -> dict[str, object]:
        told = made()
        known = told["components"]["schemas"]
        for schema in (schemas.Problem, schemas.InferenceRequest):
            one = schema.model_json_schema(ref_template="#/components/schemas/{model}")
            known.update(one.pop("$defs", {}))
            known[schema.__name__] = one
        return told

    app.openapi = description  # type: ignore[method-assign]
