"""The service on loopback: answers a second, memory over many requests, a crowd of clients.

    python -m benchmarks.service.throughput            # needs wrk, Debian's package of that name

Writes a table to stdout. The service runs in a process of its own; wrk takes a part of the same
processors.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.service.browser import service
from lenet.digits.mnist_steps import SIDE

SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "image/png"
local file = io.open("PICTURE", "rb")
wrk.body = file:read("*a")
file:close()
"""
CONNECTIONS = 16
CROWD = 200
"""Clients at once: half of them ask honestly, a quarter are slow, a quarter send rubbish."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pictures = written(Path(folder))
        with service("--runs", folder) as (address, process):
            measure(address, process, pictures, given)


def measure(address: str, process: int, pictures: dict[str, Path], given) -> None:
    """Every row of the table."""
    for name, picture in pictures.items():
        for network in ("modern", "original"):
            where = f"{address}/api/digit?network={network}"
            rate, middle, most = wrk(where, picture, given.seconds)
            print(f"/api/digit, {network}, {name}: {rate:,.0f}/s, median {middle}, 99 % {most}")
    picture = pictures["28x28 PNG"]
    where = f"{address}/api/maps?network=original"
    times = asyncio.run(one_by_one(where, picture.read_bytes(), 300))
    middle, most = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"/api/maps, original, one by one: median {middle:.1f} ms, 99 % {most:.1f} ms")
    before, asked = resident(process), 0
    while asked < given.requests:
        rate, _, _ = wrk(f"{address}/api/digit", picture, given.seconds)
        asked += int(rate * given.seconds)
    print(f"memory: {before:.1f} MB, after {asked:,} requests more {resident(process):.1f} MB")
    answered, seconds = asyncio.run(crowd(address, picture.read_bytes()))
    honest = CROWD // 2
    print(
        f"{CROWD} clients at once: {answered} of {honest} honest ones answered in {seconds:.2f} s"
    )


def written(folder: Path) -> dict[str, Path]:
    """The pictures that are sent: MNIST's size, and a drawing board's of two kinds."""
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[5:7, 8:20] = ink[5:23, 18:20] = 255
    board = Image.fromarray(255 - ink).resize((10 * SIDE, 10 * SIDE))
    made = {
        "28x28 PNG": (Image.fromarray(ink), "PNG"),
        "280x280 PGM": (board, "PPM"),
        "280x280 RGBA PNG": (board.convert("RGBA"), "PNG"),
    }
    found = {}
    for number, (name, (picture, kind)) in enumerate(made.items()):
        file = io.BytesIO()
        picture.save(file, kind)
        found[name] = folder / f"{number}.bin"
        found[name].write_bytes(file.getvalue())
    return found


def wrk(where: str, picture: Path, seconds: int) -> tuple[float, str, str]:
    """Answers a second, and the median and 99th percentile of their latency."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.replace("PICTURE", str(picture)))
        script.flush()
        words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        words += ["-s", script.name, where]
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    found = dict(re.findall(r"^\s+(50|99)%\s+(\S+)", told, re.MULTILINE))
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0]), found["50"], found["99"]


def resident(process: int) -> float:
    """Megabytes of memory that a process has."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", told)[0]) / 1024


async def one_by_one(where: str, picture: bytes, count: int) -> list[float]:
    """Milliseconds of each request, one after the other on one connection."""
    import httpx

    times = []
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(count):
            began = time.perf_counter()
            (await client.post(where, content=picture)).raise_for_status()
            times.append(1e3 * (time.perf_counter() - began))
    return times


async def crowd(address: str, picture: bytes) -> tuple[int, float]:
    """How many honest clients are answered among slow ones and rubbish, and in how long."""
    host, port = address.removeprefix("http://").split(":")
    head = f"POST /api/digit HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(picture)}\r\n\r\n"

    async def send(content: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(content)
        return reader, writer

    async def honest() -> bool:
        reader, writer = await send(head.encode() + picture)
        line = await reader.readline()
        writer.close()
        return line.startswith(b"HTTP/1.1 200")

    slow = [await send(head.encode() + picture[:9]) for _ in range(CROWD // 4)]
    rubbish = [await send(b"\x16\x03\x01rubbish\r\n\r\n") for _ in range(CROWD // 4)]
    began = time.perf_counter()
    answered = sum(await asyncio.gather(*(honest() for _ in range(CROWD // 2))))
    seconds = time.perf_counter() - began
    for _, writer in slow + rubbish:
        writer.close()
    return answered, seconds


if __name__ == "__main__":
    main()
