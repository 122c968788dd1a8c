"""Keras 3 on JAX, the oracle."""

import os

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")


@pytest.fixture(scope="session")
def keras():
    return pytest.importorskip("keras")
