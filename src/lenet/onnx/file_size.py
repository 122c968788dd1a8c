"""How much of an ONNX file is not numbers, found without making anything of what is in it.

A record of a few bytes takes hundreds in memory, so a file of nothing but such records would take
many times its size. The numbers of arrays take what they have in the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from lenet.errors import DataError

NUMBERS = (7, 5, 9)
"""Where numbers lie: a model's graph, its initializers, their raw data (numbers in onnx.proto)."""

VARINT, COUNTED, FIXED = 0, 2, {1: 8, 5: 4}
"""How the value of a field is written (Protocol Buffers, "Encoding"): in bytes of seven bits, with
its length before it, or in so many bytes."""

LONGEST_VARINT = 10


def check_bytes_beside_numbers(content: bytes, most: int) -> None:
    """DataError for more bytes beside the numbers of arrays, or for what is no protobuf."""
    count = 0
    for size in _beside(memoryview(content), NUMBERS):
        count += size
        if count > most:
            raise DataError(f"it has more than {most} bytes beside the numbers of its arrays")


def _beside(record: memoryview, numbers: tuple[int, ...]) -> Iterator[int]:
    """The sizes of what is in a record, field by field, but for the numbers."""
    place = 0
    while place < len(record):
        key, value = _varint(record, place)
        value, end = _value(record, value, key & 7)
        if end > len(record):
            raise DataError("it is cut off")
        yield value - place
        inside = record[value:end]
        if key >> 3 != numbers[0] or key & 7 != COUNTED:
            yield len(inside)
        elif numbers[1:]:
            yield from _beside(inside, numbers[1:])
        place = end


def _value(record: memoryview, place: int, written: int) -> tuple[int, int]:
    """Where the value of a field begins and ends."""
    if written == COUNTED:
        length, begin = _varint(record, place)
        return begin, begin + length
    if written == VARINT:
        return place, _varint(record, place)[1]
    if written in FIXED:
        return place, place + FIXED[written]
    raise DataError("it is no protobuf")


def _varint(record: memoryview, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place behind it."""
    found = 0
    for count, byte in enumerate(record[place : place + LONGEST_VARINT]):
        found |= (byte & 127) << 7 * count
        if byte < 128:
            return found, place + count + 1
    raise DataError("it is cut off, or no protobuf")
