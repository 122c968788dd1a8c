"""Schemas that several routes share, and how every route may refuse."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from lenet.serve.edge.refusals import MEDIA_TYPE, REFUSALS, title

Numbers = list[Any]
"""Nested lists of numbers."""

Box = Annotated[list[int], Field(min_length=4, max_length=4)]


class Problem(BaseModel):
    """A refusal, as RFC 9457 has it; ``detail`` is one sentence for who asked."""

    type: str
    title: str
    status: int
    detail: str


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """How an operation may refuse, for its description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": title(status), "content": content} for status in REFUSALS}
