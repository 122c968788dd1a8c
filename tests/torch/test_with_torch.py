"""torch itself, where it is installed: it runs the program, and what it trains comes back."""

import runpy
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import lenet
import lenet.torch
from lenet.errors import DataError
from lenet.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    MaxPooling2D,
)
from lenet.models import Sequential

from .models_for_torch import ROWS, as_torch_has_them, model_of, samples_for

torch = pytest.importorskip("torch")


def run(model, folder):
    """What the program makes."""
    return runpy.run_path(str(lenet.torch.export(model, folder / "model.safetensors")))


@pytest.mark.parametrize("name", ROWS)
def test_torch_answers_as_lenet_does(name, tmp_path):
    model = model_of(name)
    samples = samples_for(model)
    with torch.no_grad():
        given = torch.from_numpy(np.ascontiguousarray(as_torch_has_them(model, samples)))
        answers = run(model, tmp_path)["model"](given).numpy()
    expected = as_torch_has_them(model, model.predict(samples))
    np.testing.assert_allclose(answers, expected, rtol=2e-5, atol=2e-5 * np.abs(expected).max())


@pytest.mark.parametrize("network", ["tutorial", "modern", "original"])
def test_the_program_reads_test_digits_as_the_network_does(network, tmp_path, mnist):
    model, images = lenet.load(network), mnist.test[0][:1000]
    from lenet.digits.normalisation import network_input

    made = run(model, tmp_path)
    with torch.no_grad():
        answers = made["model"](made["network_input"](torch.from_numpy(images.copy()))).numpy()
    scores = model.scores(network_input(images, model.normalisation))
    assert np.abs(model.scores_of(answers) - scores).max() < 1e-5


def test_the_program_is_called_with_a_picture(tmp_path, mnist):
    program = lenet.torch.export(lenet.load("modern"), tmp_path / "modern.safetensors")
    Image.fromarray(mnist.test[0][0]).save(tmp_path / "seven.png")
    command = [sys.executable, program.name, "seven.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "seven.png 7\n"


@pytest.mark.parametrize("name", ["the tutorial's", "as listings have it", "that of 1998"])
def test_what_torch_trains_comes_back(name, tmp_path):
    from safetensors.torch import save_file

    torch.manual_seed(0)
    model = model_of(name)
    torchs, samples = run(model, tmp_path)["model"], samples_for(model)
    given = torch.from_numpy(np.ascontiguousarray(as_torch_has_them(model, samples)))
    before = model.predict(samples)
    torchs.train()
    optimizer = torch.optim.Adam(torchs.parameters(), lr=1e-3)
    for _ in range(5):
        optimizer.zero_grad()
        torchs(given).square().sum().backward()
        optimizer.step()
    torchs.eval()
    save_file(torchs.state_dict(), tmp_path / "trained.safetensors")
    again = lenet.torch.load(tmp_path / "trained.safetensors", like=model)
    with torch.no_grad():
        expected = torchs(given).numpy()
    np.testing.assert_allclose(
        again.predict(samples), expected, rtol=1e-4, atol=2e-5 * np.abs(expected).max()
    )
    assert np.abs(expected - before).max() > 1e-3


def test_a_module_of_a_users_own_comes_back_by_the_names_of_its_parts(tmp_path):
    from safetensors.torch import save_file

    class Net(torch.nn.Module):  # type: ignore[name-defined, misc]
        def __init__(self):
            super().__init__()
            self.conv1 = torch.nn.Conv2d(1, 6, 5, padding=2)
            self.norm = torch.nn.BatchNorm2d(6)
            self.conv2 = torch.nn.Conv2d(6, 16, 5)
            self.fc1 = torch.nn.Linear(16 * 5 * 5, 10)

        def forward(self, x):
            x = torch.nn.functional.max_pool2d(torch.relu(self.norm(self.conv1(x))), 2)
            x = torch.nn.functional.max_pool2d(torch.relu(self.conv2(x)), 2)
            return self.fc1(torch.flatten(x, 1))

    torch.manual_seed(0)
    net = Net()
    x = torch.randn(20, 1, 28, 28)
    net(x)  # the moving averages move
    save_file(net.eval().state_dict(), tmp_path / "net.safetensors")
    layers = [
        Conv2D(6, 5, padding="same", input_shape=(28, 28, 1)),
        BatchNormalization(epsilon=1e-5),
        Activation("relu"),
        MaxPooling2D(),
        Conv2D(16, 5, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(10),
    ]
    names = ("conv1", "norm", "conv2", "fc1")
    model = lenet.torch.load(tmp_path / "net.safetensors", like=Sequential(layers), names=names)
    with torch.no_grad():
        expected = net(x).numpy()
    answers = model.predict(np.moveaxis(x.numpy(), 1, -1))
    np.testing.assert_allclose(answers, expected, rtol=1e-4, atol=1e-5)


def test_bfloat16_is_refused_in_a_sentence(tmp_path):
    from safetensors.torch import save_file

    save_file({"0.weight": torch.zeros(2, 3, dtype=torch.bfloat16)}, tmp_path / "b.safetensors")
    with pytest.raises(DataError, match="float16, float32 or float64, received BF16"):
        lenet.torch.load(tmp_path / "b.safetensors", like=Sequential([Dense(2, input_shape=(3,))]))
