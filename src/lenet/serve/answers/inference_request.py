"""The JSON of an inference request, parsed within limits that are checked before objects are made.

images  uint8 [n, 28, 28], 0 paper to 255 ink

The types say how long each list may be, and the parser stops at the first value that is none of
them. What could still be long is left as bytes, ``msgspec.Raw``, and parsed when its length is
known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta

from lenet.digits.mnist_steps import SIDE, DigitImage
from lenet.serve.edge.refusals import RefusedError

IMAGES, UINT8 = "images", "UINT8"

LONGEST_ID = 200
"""Characters of a request's id."""

LONGEST_OUTPUTS = 2000
"""Bytes of the JSON that names the outputs."""

Level = Annotated[int, Meta(ge=0, le=255)]
Row = Annotated[list[Level], Meta(min_length=SIDE, max_length=SIDE)]
Image = Annotated[list[Row], Meta(min_length=SIDE, max_length=SIDE)]


class GivenInput(msgspec.Struct):
    """The one input: its ``data`` is not parsed yet."""

    name: str
    datatype: str
    shape: tuple[int, int, int]
    data: msgspec.Raw


class GivenOutput(msgspec.Struct):
    """The name of an output that is asked for."""

    name: str


class GivenRequest(msgspec.Struct):
    """A request whose ``outputs`` are not parsed yet."""

    inputs: tuple[GivenInput]
    outputs: msgspec.Raw = msgspec.Raw(b"null")
    id: Annotated[str, Meta(max_length=LONGEST_ID)] | None = None


class AskedInference(NamedTuple):
    """What is asked: the request's id, the names of outputs, empty for all, and the images."""

    id: str | None
    outputs: tuple[str, ...]
    images: DigitImage


_request = msgspec.json.Decoder(GivenRequest)
_outputs = msgspec.json.Decoder(list[GivenOutput] | None)
_flat = msgspec.json.Decoder(list[Level])
_nested = msgspec.json.Decoder(list[Image])


def most_bytes(batch: int) -> int:
    """How long the JSON of so many images may be: "255, " a pixel, and all that stands beside."""
    return len("255, ") * batch * SIDE * SIDE + 2**16


def asked_inference(content: bytes, batch: int) -> AskedInference:
    """What the JSON ``content`` asks of at most ``batch`` images.

    RefusedError 400 for what is no JSON, 422 for what is no such request.
    """
    try:
        request = _request.decode(content)
        names = _output_names(request.outputs)
        given = request.inputs[0]
        count = _count(given, batch)
        return AskedInference(request.id, names, _images(bytes(given.data), count))
    except msgspec.ValidationError as error:
        raise RefusedError(422, str(error).replace(" - at `$", " - at `request")) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(400, f"expected JSON: {error}") from error


def _output_names(outputs: msgspec.Raw) -> tuple[str, ...]:
    if len(bytes(outputs)) > LONGEST_OUTPUTS:
        raise RefusedError(422, f"expected at most {LONGEST_OUTPUTS} bytes that name the outputs")
    return tuple(dict.fromkeys(one.name for one in _outputs.decode(outputs) or ()))


def _count(given: GivenInput, batch: int) -> int:
    count, *sides = given.shape
    fits = given.name == IMAGES and given.datatype == UINT8 and sides == [SIDE, SIDE]
    if fits and 1 <= count <= batch:
        return count
    received = f"{given.name[:LONGEST_ID]}, {given.datatype[:LONGEST_ID]}{list(given.shape)}"
    raise RefusedError(422, f"{_expected(f'with n from 1 to {batch}')}, received {received}")


def _images(data: bytes, count: int) -> DigitImage:
    expected = _expected(f"as {count * SIDE * SIDE} whole numbers from 0 paper to 255 ink")
    nested = data[1:].lstrip()[:1] == b"["
    try:
        levels: Iterable[list[int]]
        if nested:
            levels = (row for image in _nested.decode(data) for row in image)
        else:
            levels = [_flat.decode(data)]
        found = np.frombuffer(b"".join(map(bytes, levels)), np.uint8)
    except msgspec.ValidationError as error:
        raise RefusedError(422, f"{expected}: {error}") from error
    if len(found) != count * SIDE * SIDE:
        raise RefusedError(422, f"{expected}, received {len(found)}")
    return found.reshape(count, SIDE, SIDE)


def _expected(what: str) -> str:
    return f"expected {IMAGES}, {UINT8} [n, {SIDE}, {SIDE}], {what}"
