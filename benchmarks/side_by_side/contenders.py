"""Who takes part, in which jobs, and how one job of one contender is run: always as a process."""

import json
import sys
import sysconfig
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

from benchmarks.process import ROOT, Record, run_process

HERE = Path(__file__).parent
OURS = "lenet"
LISTING = HERE / "tutorial_listing.py"


class Contender(NamedTuple):
    """A script in peers/, the variant of it, the jobs it takes part in, what pip installs."""

    label: str
    script: str
    variant: str
    jobs: tuple[str, ...]
    packages: tuple[str, ...] = ()


EPOCHS = ("epoch_32", "epoch_128")
WIDER = ("normalised_32", "convnet_128", "memory")
"""Epochs of other networks, and of more pictures: lenet and Keras on TensorFlow alone."""
ALL_JOBS = (
    *(*EPOCHS, *WIDER, "online", "predict", "import"),
    *("prompt", "listing", "seeds", "download"),
)
ONCE = ("download",)
TIMED = (*EPOCHS, "online", "predict")
INSTALLED = (*TIMED, "import", "download")

CONTENDERS = {
    OURS: Contender("lenet", "lenet_engine", "default", ALL_JOBS),
    "lenet_1998": Contender(
        "lenet, the network and the second-order steps of 1998", "lenet_engine", "1998", ("online",)
    ),
    "keras_tensorflow": Contender(
        "Keras + TensorFlow", "keras_tensorflow", "default", ALL_JOBS, ("keras", "tensorflow-cpu")
    ),
    "keras_tensorflow_50": Contender(
        "Keras + TensorFlow, steps_per_execution=50",
        "keras_tensorflow",
        "steps_per_execution",
        (*EPOCHS, "normalised_32", "convnet_128", "online"),
    ),
    "keras_tensorflow_reshuffled": Contender(
        "Keras + TensorFlow, reshuffled each epoch", "keras_tensorflow", "reshuffled", ("seeds",)
    ),
    "keras_jax": Contender("Keras + JAX", "keras_jax", "default", INSTALLED, ("keras", "jax")),
    "pytorch": Contender("PyTorch", "pytorch", "eager", INSTALLED, ("torch",)),
    "pytorch_compile": Contender("PyTorch, torch.compile", "pytorch", "compile", TIMED),
    "jax_devices": Contender(
        "JAX scan, im2col, a device a core", "jax_scan", "im2col_devices", EPOCHS
    ),
    "jax": Contender("JAX scan, im2col", "jax_scan", "im2col", INSTALLED, ("jax",)),
    "jax_lax": Contender("JAX scan, lax convolution", "jax_scan", "lax", TIMED),
    "onnx_runtime": Contender(
        "ONNX Runtime",
        "onnx_runtime",
        "default",
        ("predict", "import", "download"),
        ("onnxruntime",),
    ),
}


def run(name: str, job: str, options: Namespace, seed: int) -> Record:
    """Do one job and return its record; a failure is a record with `error`."""
    if job == "download":
        return download(name, options)
    if job == "prompt" and name == OURS:
        return train_from_the_prompt(options, seed)
    if job == "listing":
        return run_listing(name, options)
    contender = CONTENDERS[name]
    script = f"benchmarks.peers.{contender.script}"
    command = [python_of(name, options), "-m", script, *job_arguments(job, options, seed)]
    record = run_process([*command, "--variant", contender.variant])
    if "error" in record:
        return record
    record |= json.loads(record.pop("output").splitlines()[-1])
    if job == "prompt":
        record["accuracy"] = record["val_accuracy"][-1]
    return record


def python_of(name: str, options: Namespace) -> str:
    ours = CONTENDERS[name].script == CONTENDERS[OURS].script
    return sys.executable if ours else str(options.peers_python)


def job_arguments(job: str, options: Namespace, seed: int) -> list[str]:
    """Translate a job of this benchmark into the command line of peers/job.py."""
    train = ["train", "--seed", str(seed), "--data", str(options.data), "--epochs"]
    images = ["--images", str(options.images)]
    arguments = {
        "epoch_32": ["epoch", "--batch-size", "32", *images],
        "epoch_128": ["epoch", "--batch-size", "128", *images],
        "normalised_32": ["epoch", "--network", "normalised", "--batch-size", "32", *images],
        "convnet_128": ["epoch", "--network", "convnet", "--batch-size", "128", *images],
        "memory": ["epoch", "--bytes", "--batch-size", "128", "--images", str(options.pictures)],
        "online": ["online", "--patterns", str(options.patterns)],
        "predict": ["predict"],
        "import": ["import"],
        "prompt": [*train, str(options.prompt_epochs)],
        "seeds": [*train, str(options.epochs)],
    }[job]
    repeat = 0 if job == "memory" else options.repeat
    return [*arguments, "--repeat", str(repeat)]


def train_from_the_prompt(options: Namespace, seed: int) -> Record:
    """`lenet train` as a user types it, then its errors on the test images."""
    command = str(Path(sysconfig.get_path("scripts")) / "lenet")
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "run")
        typed = ["train", *options.train_arguments, "--seed", str(seed)]
        record = run_process([command, *typed, "--out", out])
        if "error" in record:
            return record
        scored = run_process([command, "evaluate", out, "--json"])
    if "error" in scored:
        return scored
    del record["output"]
    record["command"] = " ".join(["lenet", *typed])
    return record | {"accuracy": json.loads(scored["output"])["accuracy"]}


def run_listing(name: str, options: Namespace) -> Record:
    """`lenet run` of the tutorial's listing as a user types it; under Keras, the same listing."""
    if name == OURS:
        command = [str(Path(sysconfig.get_path("scripts")) / "lenet"), "run", str(LISTING)]
    else:
        under_keras = ["-m", "benchmarks.peers.keras_listing", str(LISTING), str(options.data)]
        command = [python_of(name, options), *under_keras]
    record = run_process(command)
    if "error" in record:
        return record
    return record | {"accuracy": float(record.pop("output").split()[-1])}


def download(name: str, options: Namespace) -> Record:
    """Megabytes of every wheel that `pip install` of this contender brings."""
    targets = [str(ROOT)]
    if name != OURS:
        targets = ["-c", str(HERE / "requirements.txt"), *CONTENDERS[name].packages]
    pip = [python_of(name, options), "-m", "pip", "wheel", "--quiet", "--wheel-dir"]
    with tempfile.TemporaryDirectory() as folder:
        record = run_process([*pip, folder, *targets])
        wheels = {wheel.name: wheel.stat().st_size for wheel in Path(folder).iterdir()}
    if "error" in record:
        return record
    return {"megabytes": sum(wheels.values()) / 1e6, "wheels": wheels}
