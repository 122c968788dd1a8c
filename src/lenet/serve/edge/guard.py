"""Who is let in: the names the service is spoken to by, the pages that may, and the token.

A web page elsewhere can make a browser on this machine send requests here. Two things give it
away: the Host it speaks to, when its own name was made to point here (DNS rebinding), and the
Origin that a browser adds when one site calls another.
"""

from __future__ import annotations

import ipaddress
import secrets

from starlette.types import ASGIApp, Receive, Scope, Send

from lenet.serve.edge.refusals import problem
from lenet.serve.settings import LOCALHOST, Settings

BEHIND_TOKEN = ("api", "v2", "metrics")
"""What a path begins with that a token is needed for. The page and the description of the service
hold no secrets."""

HEALTH = ("/v2/health/live", "/v2/health/ready")


class Guard:
    """Refuses requests that come by a foreign name, from a foreign page or without the token."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = {LOCALHOST, settings.host.lower(), *map(str.lower, settings.names)}
        self.token = settings.token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come in."""
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
        if not self._is_ours(host):
            return 403, "expected the Host that this service is started with"
        if any(origin.decode("latin-1").lower().partition("://")[2] != host for origin in origins):
            return 403, "expected a request of this service's own page, or of no page"
        if self.token and self._needs_token(scope["path"]) and not self._shown(tokens):
            return 401, "expected the service's token: Authorization: Bearer TOKEN"
        return None

    def _is_ours(self, host: str) -> bool:
        name = _without_port(host)
        return name in self.names or _is_address(name)

    def _needs_token(self, path: str) -> bool:
        return path.removeprefix("/").partition("/")[0] in BEHIND_TOKEN and path not in HEALTH

    def _shown(self, tokens: list[bytes]) -> bool:
        expected = b"Bearer " + self.token
        return len(tokens) == 1 and secrets.compare_digest(tokens[0], expected)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    """Whether it is a number: no name service was asked for it, so none can have lied."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
