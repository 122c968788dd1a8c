"""TensorBoard's event file: figures with their step, in records that TensorBoard reads.

A record is the length of its bytes (uint64), a checksum of the length (uint32), the bytes, and a
checksum of the bytes; all little-endian. The bytes are a protocol buffer ``Event`` of
tensorflow/core/util/event.proto: wall_time = 1 (double), step = 2 (int64), file_version = 3
(string) or summary = 5; a Summary has value = 1, with tag = 1 (string) and simple_value = 2
(float). A checksum is CRC-32C, turned and shifted as in tensorflow/core/lib/hash/crc32c.h.
"""

from __future__ import annotations

import itertools
import os
import platform
import struct
import time
from pathlib import Path
from typing import BinaryIO

_POLYNOMIAL = 0x82F63B78  # Castagnoli's, its bits reversed
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_NUMBERS = itertools.count()


class EventFile:
    """A new file in ``folder``, to which figures are added; each is on its way to the disk at once.

    OSError.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        name = f"{int(now)}.{platform.node() or 'localhost'}.{os.getpid()}.{next(_NUMBERS)}.v2"
        self.path = folder / f"events.out.tfevents.{name}"
        self._file: BinaryIO = open(self.path, "wb")  # noqa: SIM115
        self._write(_event(now, 0) + _length_delimited(3, b"brain.Event:2"))

    def add(self, tag: str, value: float, step: int) -> None:
        """Add one figure."""
        shown = _length_delimited(1, tag.encode()) + _key(2, _FOUR_BYTES) + struct.pack("<f", value)
        summary = _length_delimited(1, shown)
        self._write(_event(time.time(), step) + _length_delimited(5, summary))

    def _write(self, event: bytes) -> None:
        length = struct.pack("<Q", len(event))
        self._file.write(length + _checksum(length) + event + _checksum(event))
        self._file.flush()

    def close(self) -> None:
        """Close the file; nothing is added afterwards."""
        self._file.close()


def _event(seconds: float, step: int) -> bytes:
    time_and_step = _key(1, _EIGHT_BYTES) + struct.pack("<d", seconds)
    return time_and_step + _key(2, _VARINT) + _varint(step) if step else time_and_step


def _length_delimited(field: int, content: bytes) -> bytes:
    return _key(field, _BYTES) + _varint(len(content)) + content


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _varint(number: int) -> bytes:
    """A number from 0 on, seven bits a byte, the lowest first; the top bit: more follow."""
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = [_crc_of_byte(byte) for byte in range(256)]


def _checksum(content: bytes) -> bytes:
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    turned = (crc >> 15 | crc << 17) & 0xFFFFFFFF
    return struct.pack("<I", (turned + 0xA282EAD8) & 0xFFFFFFFF)
