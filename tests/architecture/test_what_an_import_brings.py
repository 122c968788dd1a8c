"""What ``import lenet`` and its parts import."""

import subprocess
import sys

import lenet

from .test_wings import FRAMEWORKS


def modules_after(code: str) -> set[str]:
    """What is imported in a new Python that has run ``code``."""
    run = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_lenet_imports_nothing_else() -> None:
    pictures = {"cv2", "PIL", "matplotlib"}
    heavy = {"numpy", "rich", "click", "pooch", "safetensors", "lenet.models"} | pictures
    brought = modules_after("import lenet")
    assert "lenet" in brought
    assert not brought & heavy


def test_a_model_is_made_and_answers_without_pictures_and_plots() -> None:
    brought = modules_after(
        "import lenet, numpy\nlenet.tutorial().predict(numpy.zeros((1, 28, 28, 1)))"
    )
    assert "numpy" in brought
    assert not brought & (
        {"cv2", "matplotlib", "rich", "PIL", "click", "pooch", "lenet.commands.main"} | FRAMEWORKS
    )


def test_what_the_package_names_is_there() -> None:
    for name in [*lenet.__all__, *dir(lenet)]:
        assert getattr(lenet, name) is not None
