"""A server that speaks as much of the Hugging Face hub's API as one repository of models needs."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

REPOSITORY = "owner/name"


class SmallHub(ThreadingHTTPServer):
    """``commits`` are the files of each, the oldest first; ``asked`` are the paths of requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.commits: dict[str, dict[str, bytes]] = {}
        self.tags: dict[str, str] = {}
        self.asked: list[str] = []
        self.told_sizes: dict[str, int] = {}  # in place of the true ones

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def commit(self, files: dict[str, bytes], tag: str | None = None) -> str:
        """Take files as the newest commit; returns its name."""
        name = hashlib.sha1(json.dumps([len(self.commits), sorted(files)]).encode()).hexdigest()
        self.commits[name] = files
        if tag is not None:
            self.tags[tag] = name
        return name

    def named(self, revision: str) -> str | None:
        """The commit that a branch, a tag or its own name names."""
        if revision == "main":
            return next(reversed(self.commits), None)
        return self.tags.get(revision, revision if revision in self.commits else None)


@contextlib.contextmanager
def small_hub() -> Iterator[SmallHub]:
    """A hub that runs for a while."""
    with SmallHub() as hub:
        thread = threading.Thread(target=hub.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: SmallHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        pass

    def answer(self, content: object, status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def fail(self, code: str) -> None:
        self.answer({"error": code}, 404, X_Error_Code=code)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        found = re.fullmatch(r"/api/models/([\w-]+/[\w-]+)(?:/(revision|tree)/([^/]+))?", path)
        if found:
            self.tell(found[1], found[2], unquote(found[3] or "main"))
            return
        found = re.fullmatch(r"/([\w-]+/[\w-]+)/resolve/([^/]+)/(.+)", path)
        commit = self.server.named(unquote(found[2])) if found else None
        if found is None or found[1] != REPOSITORY or commit is None:
            self.fail("RepoNotFound")
            return
        content = self.server.commits[commit].get(unquote(found[3]))
        if content is None:
            self.fail("EntryNotFound")
            return
        etag = f'"{hashlib.sha1(content).hexdigest()}"'
        self.answer(content, ETag=etag, X_Repo_Commit=commit)

    def do_HEAD(self) -> None:
        self.do_GET()

    def tell(self, repository: str, what: str | None, revision: str) -> None:
        """The repository's commit and files."""
        commit = self.server.named(revision)
        if repository != REPOSITORY or (commit is None and what is None):
            self.fail("RepoNotFound")
        elif commit is None:
            self.fail("RevisionNotFound")
        elif what == "tree":
            self.answer([{"type": "file", "path": name, "size": size, "oid": hashlib.sha1(
                self.server.commits[commit][name]).hexdigest()}
                for name, size in self.sizes(commit).items()])  # fmt: skip
        else:
            files = [{"rfilename": name, "size": size} for name, size in self.sizes(commit).items()]
            self.answer({"id": REPOSITORY, "modelId": REPOSITORY, "sha": commit, "siblings": files,
                         "tags": [], "private": False, "downloads": 0})  # fmt: skip

    def sizes(self, commit: str) -> dict[str, int]:
        told = self.server.told_sizes
        return {name: told.get(name, len(one)) for name, one in self.server.commits[commit].items()}

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/api/repos/create":
            self.answer({"url": f"{self.server.address}/{REPOSITORY}", "name": REPOSITORY})
        elif self.path.startswith(f"/api/models/{REPOSITORY}/preupload/"):
            files = [{"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                     for one in json.loads(body)["files"]]  # fmt: skip
            self.answer({"files": files})
        elif self.path.startswith(f"/api/models/{REPOSITORY}/commit/"):
            lines = [json.loads(line) for line in body.splitlines()]
            pushed = {one["value"]["path"]: base64.b64decode(one["value"]["content"])
                     for one in lines if one["key"] == "file"}  # fmt: skip
            name = self.server.commit(pushed)
            url = f"{self.server.address}/{REPOSITORY}/commit/{name}"
            self.answer({"success": True, "commitOid": name, "commitUrl": url, "hookOutput": ""})
        else:
            self.answer({"type": "valid", "errors": [], "warnings": []})  # of a card's metadata
