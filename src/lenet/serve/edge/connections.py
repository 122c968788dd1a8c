"""Connections: closed when the head of a request is too slow, too long or no HTTP at all."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lenet.serve.edge.refusals import problem, title
from lenet.serve.edge.service_limits import ServiceLimits


class Connection(HttpToolsProtocol):
    """A connection that keeps ``limits``. uvicorn itself waits for a head without end.

    A damaged request reaches no application, so its refusal is written here.
    """

    limits = ServiceLimits()
    in_head = True
    head = 0
    timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first head."""
        super().connection_made(transport)
        self.start_timer()

    def on_message_begin(self) -> None:
        """A head begins."""
        self.in_head, self.head = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here."""
        self.in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head; refuse one that is too long."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if not self.in_head:
            self.stop_timer()
            return
        self.head += len(data)
        if self.timer is None:
            self.start_timer()
        if self.head > self.limits.head_bytes:
            self.refuse(431, f"expected a head of at most {self.limits.head_bytes} bytes")

    def connection_lost(self, exc: Exception | None) -> None:
        """The client left."""
        self.stop_timer()
        super().connection_lost(exc)

    def start_timer(self) -> None:
        """Wait for a whole head, at most ``body_seconds``."""
        self.timer = self.loop.call_later(self.limits.body_seconds, self.time_out)

    def stop_timer(self) -> None:
        """The head is here, or the client left."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def time_out(self) -> None:
        """Refuse a part of a head; without even that, close."""
        if self.head:
            self.refuse(408, f"expected a whole head within {self.limits.body_seconds:g} seconds")
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; ``msg`` is httptools' own."""
        del msg
        self.refuse(400, "expected a request of HTTP/1.1")

    def refuse(self, status: int, sentence: str) -> None:
        """Answer with a problem and close."""
        answer = problem(status, sentence, headers={"Connection": "close"})
        head = [b"HTTP/1.1 %d %s" % (status, title(status).encode())]
        head += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.transport.close()


def connections_within(limits: ServiceLimits) -> type[asyncio.Protocol]:
    """The class of connections with these limits, for uvicorn to make one of for each client."""
    return type("ConnectionWithin", (Connection,), {"limits": limits})
