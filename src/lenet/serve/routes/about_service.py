"""What the service says of itself: its metrics, and its description as a page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lenet.serve.answers.docs_page import STYLE, docs_page
from lenet.serve.service import Service

PLAIN_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}


def routes(service: Service) -> APIRouter:
    """``/metrics`` and ``/docs``."""
    router = APIRouter()

    @router.get("/metrics", tags=["about"], response_class=Response, responses=PLAIN_TEXT)
    async def metrics() -> Response:
        """Figures in Prometheus's text format."""
        return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")

    @router.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(request.app.openapi()))

    @router.get("/docs/style.css", include_in_schema=False)
    async def style() -> Response:
        return Response(STYLE, media_type="text/css")

    return router
