"""What the service bears: hostile requests beside a digit, a crowd, many mixed requests.

    python -m benchmarks.service.soak --write docs/reliability.md

Three tables: how long a digit takes while each hostile request is repeated; how honest clients fare
in a crowd of which half is slow, rude or gone; and memory, open files and threads over many
requests of all kinds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from benchmarks.service.browser import service
from benchmarks.service.throughput import written

JSON = {"content-type": "application/json"}
PICTURE = {"content-type": "image/png"}
INFER = "/v2/models/modern/infer"
CROWD = 300
MARK = "<!-- soak -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--requests", type=int, default=30_000)
    parser.add_argument("--beside", type=float, default=5, help="seconds of each hostile request")
    parser.add_argument("--workers", default="1")
    parser.add_argument(
        "--write", type=Path, help="a page whose part between the marks is replaced"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        digit = written(Path(folder))["28x28 PNG"].read_bytes()
        with service("--runs", folder, "--workers", given.workers) as (address, process):
            parts = [asyncio.run(beside(address, digit, given.beside))]
            parts.append(asyncio.run(crowd(address, digit, given.seconds)))
            parts.append(asyncio.run(mixed(address, digit, given.requests, process)))
    text = "\n\n".join(parts)
    print(text)
    if given.write:
        before, _, after = given.write.read_text().split(MARK)
        given.write.write_text(f"{before}{MARK}\n{text}\n{MARK}{after}")


def hostile() -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Name, path, content and headers of requests that would cost much if they were let."""
    head = '{"inputs":[{"name":"images","datatype":"UINT8","shape":[1,28,28],"data":'
    yield (
        "outputs without end",
        INFER,
        (head + '[0]}],"outputs":[' + "0," * 1_900_000 + "0]}").encode(),
        JSON,
    )
    yield "empty lists as data", INFER, (head + "[" + "[]," * 1_300_000 + "[]]}]}").encode(), JSON
    zeros = "[" + "0," * 1_900_000 + "0]"
    yield "numbers without end", INFER, (head + zeros + "}]}").encode(), JSON
    batch = json.dumps(np.zeros((1024, 28, 28), int).tolist())
    yield (
        "a whole batch",
        INFER,
        head.replace("[1,28", "[1024,28").encode() + batch.encode() + b"}]}",
        JSON,
    )
    yield "a body that is too long", "/api/train", bytes(2**25), JSON
    yield (
        "a form of edges",
        "/api/digit",
        b"\r\n--" * 2**22,
        {"content-type": "multipart/form-data; boundary=-"},
    )
    for kind in ("PNG", "JPEG", "WEBP", "TIFF", "GIF"):
        yield (
            f"a blank page of 4096x4096, {kind}",
            "/api/read",
            page(kind),
            {"content-type": "image/x"},
        )
    noise = np.random.default_rng(0).integers(0, 256, (2000, 2000), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    yield "a page of noise", "/api/read", file.getvalue(), PICTURE


def page(kind: str) -> bytes:
    """A white page, as large as a picture may be."""
    file = io.BytesIO()
    Image.new("L", (4096, 4096), 255).save(file, kind)
    return file.getvalue()


async def beside(address: str, digit: bytes, seconds: float) -> str:
    """How long a digit takes while each hostile request is sent again and again."""
    rows = ["| beside the digit | median | 99 % | longest |", "|---|---|---|---|"]
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=120) as client:
        await digits(client, digit, 1)
        rows.append(_row("nothing", await digits(client, digit, seconds)))
        for name, path, content, headers in hostile():
            process = await asyncio.create_subprocess_exec(
                *(
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    "--data-binary",
                    "@-",
                    f"{address}{path}?n=[1-9999]",
                ),
                *(part for key, value in headers.items() for part in ("-H", f"{key}: {value}")),
                stdin=asyncio.subprocess.PIPE,
            )
            assert process.stdin
            process.stdin.write(content)
            process.stdin.close()
            await asyncio.sleep(0.5)
            rows.append(_row(name, await digits(client, digit, seconds)))
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return "\n".join(rows)


async def digits(client: httpx.AsyncClient, digit: bytes, seconds: float) -> list[float]:
    """Milliseconds of digits, one after the other, for so long; a rest between them."""
    found = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        answer = await client.post("/api/digit", content=digit, headers=PICTURE)
        found.append(1e3 * (time.perf_counter() - began))
        answer.raise_for_status()
        await asyncio.sleep(0.002)
    return found


def _row(name: str, times: list[float]) -> str:
    hundredth = statistics.quantiles(times, n=100)[98]
    return (
        f"| {name} | {statistics.median(times):.1f} ms | {hundredth:.1f} ms | {max(times):.0f} ms |"
    )


async def crowd(address: str, digit: bytes, seconds: float) -> str:
    """Half of the clients ask honestly; a third of the others stall, send rubbish or leave."""
    host, port = address.removeprefix("http://").split(":")
    head = (
        f"POST /api/digit HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(digit)}\r\n\r\n".encode()
    )
    times: list[float] = []
    wrong = [0]
    end = time.perf_counter() + seconds

    async def honest() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(head + digit)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            times.append(1e3 * (time.perf_counter() - began))
            wrong[0] += not answer.startswith(b"HTTP/1.1 200")
        writer.close()

    async def rude(content: bytes, leaves: bool) -> None:
        while time.perf_counter() < end:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(content)
                if leaves:
                    await writer.drain()
                else:
                    await asyncio.wait_for(reader.read(), max(0.1, end - time.perf_counter()))
                writer.close()
            await asyncio.sleep(0.05)

    others = [
        (head + digit[:9], False),
        (b"\x16\x03\x01rubbish\r\n\r\n", False),
        (head + digit[:9], True),
    ]
    await asyncio.gather(
        *(honest() for _ in range(CROWD // 2)),
        *(rude(*others[n % 3]) for n in range(CROWD // 2)),
        return_exceptions=True,
    )
    hundredth = statistics.quantiles(times, n=100)[98]
    return (
        f"{CROWD} clients for {seconds:.0f} s, half of them honest: {len(times):,} digits, "
        f"{wrong[0]} of them refused, median {statistics.median(times):.0f} ms, "
        f"99 % {hundredth:.0f} ms."
    )


async def mixed(address: str, digit: bytes, count: int, process: int) -> str:
    """Requests of every kind, right and wrong; what the process holds before and after."""
    chance = random.Random(0)
    kinds = [
        ("POST", "/api/digit", digit),
        ("POST", "/api/maps?network=original", digit),
        ("POST", "/api/read", digit),
        ("POST", "/api/digit", b"no picture"),
        ("POST", "/api/sweep", digit),
        ("GET", "/api/networks", b""),
        ("GET", "/v2/models/none", b""),
        ("POST", INFER, b'{"inputs": [{}]}'),
        ("GET", "/metrics", b""),
        ("DELETE", "/", b""),
    ]
    rows = ["| requests | memory | open files | threads |", "|---|---|---|---|"]
    failed = 0
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:

        async def some(number: int) -> None:
            nonlocal failed
            for _ in range(number):
                method, path, content = chance.choice(kinds)
                failed += (await client.request(method, path, content=content)).status_code >= 500

        for done in range(4):
            rows.append(f"| {done * count // 3:,} | {held(process)} |")
            if done < 3:
                await asyncio.gather(*(some(count // 3 // 8) for _ in range(8)))
    return "\n".join(rows) + f"\n\n{failed} of the {count:,} were answered with 500 or above."


def held(process: int) -> str:
    """Megabytes, open files and threads of a process."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines()
    )
    files = len(os.listdir(f"/proc/{process}/fd"))
    return f"{int(status['VmRSS'].split()[0]) / 1024:.0f} MB | {files} | {int(status['Threads'])}"


if __name__ == "__main__":
    main()
