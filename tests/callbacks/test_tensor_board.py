"""TensorBoard's files: read back record by record by a reader that is slow and obvious."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lenet
from lenet.callbacks import TensorBoard
from lenet.errors import ModelError
from lenet.layers import Dense

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 4)).astype(np.float32), RNG.integers(0, 3, 40)


def crc32c(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82F63B78 if crc & 1 else crc >> 1
    return crc ^ 0xFFFFFFFF


def masked(content: bytes) -> int:
    crc = crc32c(content)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def varint(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        number |= (content[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if content[at - 1] < 0x80:
            return number, at


def fields(content: bytes) -> dict[int, Any]:
    """A protocol buffer's fields by number."""
    found: dict[int, Any] = {}
    value: Any
    at = 0
    while at < len(content):
        key, at = varint(content, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(content, at)
        elif kind == 2:
            length, at = varint(content, at)
            value, at = content[at : at + length], at + length
        else:
            size, form = {1: (8, "<d"), 5: (4, "<f")}[kind]
            value, at = struct.unpack(form, content[at : at + size])[0], at + size
        found[key >> 3] = value
    return found


def figures(folder: Path) -> list[tuple[str, int, float]]:
    """What stands in the one event file of a folder: tag, step and value."""
    (path,) = folder.iterdir()
    assert path.name.startswith("events.out.tfevents.")
    content, events, at = path.read_bytes(), [], 0
    while at < len(content):
        (length,) = struct.unpack("<Q", content[at : at + 8])
        assert struct.unpack("<I", content[at + 8 : at + 12])[0] == masked(content[at : at + 8])
        event = content[at + 12 : at + 12 + length]
        at += 12 + length
        assert struct.unpack("<I", content[at : at + 4])[0] == masked(event)
        at += 4
        events.append(fields(event))
    assert events[0][3] == b"brain.Event:2"
    values = [(one, fields(fields(one[5])[1])) for one in events[1:]]
    return [(value[1].decode(), one.get(2, 0), value[2]) for one, value in values]


def fit(callback: TensorBoard, **options: Any) -> Any:
    model = lenet.Sequential([Dense(3, "softmax", input_shape=(4,))])
    model.compile("sgd", metrics=["accuracy"])
    model.fit(X, Y, epochs=2, batch_size=20, verbose=0, callbacks=[callback], **options)
    return model


def test_the_checksum_is_the_one_of_the_standard() -> None:
    assert crc32c(b"123456789") == 0xE3069283


def test_the_figures_of_each_epoch_are_written_under_keras_names(tmp_path: Path) -> None:
    model = fit(TensorBoard(tmp_path), validation_split=0.5)
    history = model.history.history
    train, validation = figures(tmp_path / "train"), figures(tmp_path / "validation")
    names = "accuracy", "loss", "learning_rate"
    assert [(tag, step) for tag, step, _ in train] == [
        (f"epoch_{name}", epoch) for epoch in (0, 1) for name in names
    ]
    assert [(tag, step) for tag, step, _ in validation] == [
        (f"epoch_{name}", epoch) for epoch in (0, 1) for name in ("accuracy", "loss")
    ]
    assert [value for tag, _, value in train if tag == "epoch_loss"] == pytest.approx(
        history["loss"]
    )
    assert [value for tag, _, value in validation if tag == "epoch_loss"] == pytest.approx(
        history["val_loss"]
    )


@pytest.mark.parametrize(("every", "steps"), [("batch", [0, 1, 2, 3]), (3, [0, 3])])
def test_the_figures_of_batches_are_written_when_asked(
    every: Any, steps: list[int], tmp_path: Path
) -> None:
    fit(TensorBoard(tmp_path, update_freq=every))
    train = figures(tmp_path / "train")
    assert [step for tag, step, _ in train if tag == "batch_loss"] == steps


def test_what_is_not_written_is_said(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="passed over: histogram_freq, write_images"):
        TensorBoard(tmp_path, histogram_freq=1, write_images=True, write_graph=True)
    with pytest.raises(ModelError, match="for update_freq, received 'often'"):
        TensorBoard(tmp_path, update_freq="often")


def test_an_evaluation_of_its_own_is_written_too(tmp_path: Path) -> None:
    model, board = fit(TensorBoard(tmp_path / "fit")), TensorBoard(tmp_path / "test")
    model.evaluate(X, Y, callbacks=[board])
    tags = [tag for tag, _, _ in figures(tmp_path / "test" / "validation")]
    assert tags == ["evaluation_accuracy_vs_iterations", "evaluation_loss_vs_iterations"]
