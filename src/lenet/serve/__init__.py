"""The service: what lenet does, over HTTP, for a page in a browser and for other programs.

``lenet.serve.app.create_app`` makes it, ``lenet.serve.server.serve`` runs it. Its packages come
with the extra ``serve``.
"""
