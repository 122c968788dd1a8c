"""Who may come in: the names the service answers to, the pages that may call it, and the token.

A web page elsewhere can make a browser on this machine send requests here. Two headers give it
away: the Host, when a foreign name was made to point here (DNS rebinding), and the Origin, which a
browser adds when a page of one site calls another.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from lenet.serve.edge.host_names import LOCALHOST, is_ip_address, without_port
from lenet.serve.edge.refusals import problem

BEHIND_TOKEN = ("api", "v2", "metrics")
"""The first part of each path that needs the token. The page and the description of the service
hold no secrets."""

HEALTH = ("/v2/health/live", "/v2/health/ready")
"""Paths below these that do not need it."""


class AccessControl:
    """Middleware that refuses a foreign Host or Origin with 403, and no token with 401.

    ``names`` are the hosts the service answers to, beside localhost and IP addresses. ``token`` is
    "" where none is needed.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], token: str) -> None:
        self.app = app
        self.names = {LOCALHOST, *map(str.lower, names)}
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that may come in."""
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                status, sentence = refusal
                headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
                await problem(status, sentence, scope["path"], headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts, origins, tokens = [], [], []
        for name, value in scope["headers"]:
            if name == b"host":
                hosts.append(value)
            elif name == b"origin":
                origins.append(value)
            elif name == b"authorization":
                tokens.append(value)
        host = hosts[0].decode("latin-1").lower() if len(hosts) == 1 else ""
        if not self._is_own_name(host):
            return 403, "expected the Host that this service is started with"
        if any(origin.decode("latin-1").lower().partition("://")[2] != host for origin in origins):
            return 403, "expected a request of this service's own page, or of no page"
        if self.token and _needs_token(scope["path"]) and not self._has_token(tokens):
            return 401, "expected the service's token: Authorization: Bearer TOKEN"
        return None

    def _is_own_name(self, host: str) -> bool:
        """An IP address is always accepted: no name server was asked, so none can have lied."""
        name = without_port(host)
        return name in self.names or is_ip_address(name)

    def _has_token(self, tokens: list[bytes]) -> bool:
        """The scheme is known by any letters, large or small (RFC 9110, section 11.1)."""
        if len(tokens) != 1:
            return False
        scheme, _, token = tokens[0].partition(b" ")
        known = scheme.lower() == b"bearer"
        return secrets.compare_digest(token.lstrip(b" "), self.token) and known


def _needs_token(path: str) -> bool:
    return path.removeprefix("/").partition("/")[0] in BEHIND_TOKEN and path not in HEALTH
