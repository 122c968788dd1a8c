"""The service: what lenet does, over HTTP, for a page in a browser and for other programs.

``create_app`` makes it of ``Settings``, ``listen`` takes its address, ``run`` serves. Its packages
come with the extra ``serve``; nothing of them is imported before a name is used that needs them.

``settings``             where it listens, who may come in, what it works on
``server``               its socket, uvicorn, and how it ends
``worker_processes``     several processes behind one address, and one that trains
``edge/``                what happens to a request before its route: limits, access, bodies, threads
``app``                  the application: its routes, its middleware and their order
``openapi_description``  what /openapi.json says beyond FastAPI's own
``routes/``              the requests there are, and the schemas of their answers
``service``              the parts that the routes share
``answers/``             what is answered: networks, digits, training; without HTTP
``page/``                the page in the browser
``page_file/``           the page as one file, which needs no service
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lenet.serve.app import create_app as create_app
    from lenet.serve.edge.service_limits import ServiceLimits as ServiceLimits
    from lenet.serve.page_file.written_page import WrittenPage as WrittenPage
    from lenet.serve.page_file.written_page import write_page as write_page
    from lenet.serve.server import browser_address as browser_address
    from lenet.serve.server import listen as listen
    from lenet.serve.server import run as run
    from lenet.serve.settings import Settings as Settings
    from lenet.serve.worker_processes import run_workers as run_workers

_MODULES = {
    "WrittenPage": "lenet.serve.page_file.written_page",
    "ServiceLimits": "lenet.serve.edge.service_limits",
    "Settings": "lenet.serve.settings",
    "browser_address": "lenet.serve.server",
    "create_app": "lenet.serve.app",
    "listen": "lenet.serve.server",
    "run": "lenet.serve.server",
    "run_workers": "lenet.serve.worker_processes",
    "write_page": "lenet.serve.page_file.written_page",
}

__all__ = [
    "ServiceLimits",
    "Settings",
    "WrittenPage",
    "browser_address",
    "create_app",
    "listen",
    "run",
    "run_workers",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'lenet.serve' has no attribute {name!r}")
