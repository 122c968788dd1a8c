"""The JSON of an inference request, parsed within limits that are checked before objects are made.

images  uint8 [n, 28, 28], 0 paper to 255 ink

The types say how long each list may be, and the parser stops at the first value that is none of
them. What could still be long is left as bytes, ``msgspec.Raw``, and parsed when its length is
known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from lenet.digits.mnist_steps import SIDE, DigitImage
from lenet.serve.edge.refusals import RefusedError

IMAGES, UINT8 = "images", "UINT8"

LONGEST_ID = 200
"""Characters of a request's id."""

LONGEST_OUTPUTS = 2000
"""Bytes of the JSON that names the outputs."""

PART = 2**15
"""Bytes of numbers that are parsed at a time: less than a millisecond."""

Level = Annotated[int, Meta(ge=0, le=255)]


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
_levels = msgspec.json.Decoder(list[Level])


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
    """The images in a JSON value that is an array, flat or nested as the images are.

    The commas say how many numbers there are before one of them is parsed. They are parsed part by
    part, because no other thread works meanwhile.
    """
    expected = _expected(f"as {count * SIDE * SIDE} whole numbers from 0 paper to 255 ink")
    signs = np.frombuffer(data, np.uint8)
    commas = signs == ord(",")
    numbers = int(commas.sum()) + 1
    if data[:1] != b"[" or numbers != count * SIDE * SIDE:
        raise RefusedError(422, f"{expected}, received {numbers} values")
    if data.count(b"[") > 1 and not _is_nested(signs, np.cumsum(commas, dtype=np.int32), count):
        raise RefusedError(422, f"{expected}, received lists of other lengths")
    levels = bytearray()
    try:
        for part in _parts(data.translate(None, b"[]")):
            levels += bytes(_levels.decode(b"[%b]" % part))
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        reason = str(error).partition(" - at")[0]
        raise RefusedError(422, f"{expected}: {reason}") from error
    return np.frombuffer(levels, np.uint8).reshape(count, SIDE, SIDE)


def _is_nested(signs: NDArray[np.uint8], before: NDArray[np.int32], count: int) -> bool:
    """Whether the brackets of an array of so many numbers are where images and rows begin and end.

    ``before`` is how many commas there are up to each sign.
    """
    rows = np.arange(count * SIDE)
    depth = 1 + (rows % SIDE == 0) + (rows == 0)
    opening = np.repeat(rows * SIDE, depth)
    closing = len(rows) * SIDE - 1 - opening[::-1]
    return np.array_equal(before[signs == ord("[")], opening) and np.array_equal(
        before[signs == ord("]")], closing
    )


def _parts(numbers: bytes) -> Iterator[bytes]:
    """Numbers with commas between them, cut at commas into parts of about ``PART`` bytes."""
    start = 0
    while start <= len(numbers):
        end = numbers.find(b",", start + PART)
        end = len(numbers) if end < 0 else end
        yield numbers[start:end]
        start = end + 1


def _expected(what: str) -> str:
    return f"expected {IMAGES}, {UINT8} [n, {SIDE}, {SIDE}], {what}"
