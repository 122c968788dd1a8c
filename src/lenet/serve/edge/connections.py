"""Connections: every state has a deadline, and no address can take them all.

waiting    for the first byte of a request, after the last answer too
head       from a byte that belongs to no request before it, until the head is whole
body       until the body is whole
at work    until the answer is sent: the executor and the streams have their own limits
left over  until a body is whole whose answer is sent already
closing    until what was written is sent

While a client does not take its answer, a deadline runs beside the state.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from enum import Enum
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from lenet.serve.edge.open_requests import CROWDED
from lenet.serve.edge.refusals import problem, title
from lenet.serve.edge.service_limits import RESERVED, RESERVED_EACH, ServiceLimits

LEFT_OVER_SECONDS = 2.0
"""Seconds in which a client may send the rest of a body that is refused: it reads why meanwhile."""


class ConnectionState(Enum):
    """What a connection waits for."""

    WAITING, HEAD, BODY, AT_WORK, LEFT_OVER, CLOSING = range(6)


class Connection(HttpToolsProtocol):
    """A connection that keeps ``limits``. uvicorn itself waits without end in most states.

    A damaged request reaches no application, so its refusal is written here. ``of_address`` counts
    the connections of each address.
    """

    limits = ServiceLimits()
    of_address: ClassVar[Counter[str]] = Counter()
    state = ConnectionState.WAITING
    deadline: asyncio.TimerHandle | None = None
    taking: asyncio.TimerHandle | None = None
    whole = True
    since_body = 0
    address = ""
    answering: RequestResponseCycle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a place; without one, close at once."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.of_address[self.address] += 1
        here, all_here = self.of_address[self.address], len(self.connections)
        each, most = self.limits.connections_each, self.limits.connections
        if here > each + RESERVED_EACH or all_here > most + RESERVED:
            self.abort()
        elif here > each or all_here > most:
            self.app_state = {**self.app_state, CROWDED: True}
        self.enter(ConnectionState.WAITING, self.limits.body_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self.of_address[self.address] -= 1
        if not self.of_address[self.address]:
            del self.of_address[self.address]
        for timer in (self.deadline, self.taking):
            if timer is not None:
                timer.cancel()
        self.disconnect()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes that are not of a body; refuse too many."""
        if self.state is ConnectionState.CLOSING:
            return
        if self.state is ConnectionState.WAITING:
            self.since_body = 0
            self.enter(ConnectionState.HEAD, self.limits.body_seconds)
        self.since_body += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            self.enter_closing()
        elif self.since_body > self.limits.head_bytes:
            self.refuse(431, f"expected a head of at most {self.limits.head_bytes} bytes")

    def on_message_begin(self) -> None:
        """A head begins."""
        self.whole = False
        self.enter(ConnectionState.HEAD, self.limits.body_seconds)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header of the head; what comes behind a body is of no use."""
        if self.state is ConnectionState.HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here."""
        self.enter(ConnectionState.BODY, self.limits.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body is here."""
        self.since_body = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The body is here."""
        self.whole, self.since_body = True, 0
        super().on_message_complete()
        if self.cycle.response_complete:
            self.enter(ConnectionState.WAITING, self.timeout_keep_alive)
        else:
            self.enter(ConnectionState.AT_WORK)

    def on_response_complete(self) -> None:
        """The answer is written."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.enter_closing()
        elif self.state is ConnectionState.HEAD or not self.cycle.response_complete:
            return  # the next request came before this one's answer
        elif self.whole:
            self.enter(ConnectionState.WAITING, self.timeout_keep_alive)
        else:
            self.enter(ConnectionState.LEFT_OVER, LEFT_OVER_SECONDS)

    def pause_writing(self) -> None:
        """The client takes its answer more slowly than it is written."""
        super().pause_writing()
        if self.taking is None:
            self.taking = self.loop.call_later(self.limits.body_seconds, self.abort)

    def resume_writing(self) -> None:
        """The client has taken what there was."""
        super().resume_writing()
        if self.taking is not None:
            self.taking.cancel()
            self.taking = None

    def shutdown(self) -> None:
        """The server ends: close when no answer is on its way."""
        super().shutdown()
        if self.transport.is_closing():
            self.enter_closing()

    def enter(self, state: ConnectionState, seconds: float | None = None) -> None:
        """Wait for something else, so many seconds at most."""
        if self.deadline is not None:
            self.deadline.cancel()
        self.state = state
        self.deadline = None if seconds is None else self.loop.call_later(seconds, self.time_out)

    def enter_closing(self) -> None:
        """Wait until what was written is sent."""
        if self.state is not ConnectionState.CLOSING:
            self.enter(ConnectionState.CLOSING, self.limits.body_seconds)

    def time_out(self) -> None:
        """Refuse a part of a head or body; without even that, close."""
        within = f"within {self.limits.body_seconds:g} seconds"
        if self.state is ConnectionState.CLOSING:
            self.abort()
        elif self.state is ConnectionState.HEAD and not self.whole:
            self.refuse(408, f"expected a whole head {within}")
        elif self.state is ConnectionState.BODY:
            self.refuse(408, f"expected a whole body {within}")
        else:
            self.transport.close()
            self.enter_closing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; ``msg`` is httptools' own."""
        del msg
        self.refuse(400, "expected a request of HTTP/1.1")

    def refuse(self, status: int, sentence: str) -> None:
        """Answer with a problem, unless another answer has begun, and close."""
        now = self.answering
        if now is None or now.response_complete or not now.response_started:
            answer = problem(status, sentence, headers={"Connection": "close"})
            head = [b"HTTP/1.1 %d %s" % (status, title(status).encode())]
            head += [name + b": " + value for name, value in answer.raw_headers]
            self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.disconnect()
        self.transport.close()
        self.enter_closing()

    def abort(self) -> None:
        """Close at once; what was written may be lost."""
        self.disconnect()
        self.transport.abort()

    def disconnect(self) -> None:
        """Tell every request of this connection that its client is gone."""
        for cycle in (self.answering, self.cycle, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.answering = cycle
        super()._start_asgi_task(cycle, app)


def connections_within(limits: ServiceLimits) -> type[asyncio.Protocol]:
    """The class of connections with these limits, for uvicorn to make one of for each client."""
    return type("ConnectionWithin", (Connection,), {"limits": limits, "of_address": Counter()})
