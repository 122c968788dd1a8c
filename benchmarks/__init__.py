"""What lenet's speed and accuracy are measured with, a folder a subject; README.md tells how.

``side_by_side``  lenet beside Keras, PyTorch, JAX and ONNX Runtime: ``run``
``peers``         one script for each of them, and for each reader of strings
``training``      what each part of a recipe and each idea of the engine brings
``reading``       how well handwriting is read, and what each idea of the reader brings
``service``       ``lenet serve`` under load, and the page in Chromium
``machine``       the machine that the figures belong to
``process``       a command run as a process, its seconds and its memory

Every script is run from the repository's root: ``python -m benchmarks.side_by_side.run``.
"""
