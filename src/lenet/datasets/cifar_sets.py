"""CIFAR-10 and CIFAR-100: 60,000 colour pictures of things (Krizhevsky, 2009), as published."""

from __future__ import annotations

from lenet.datasets.archives import CifarArchive
from lenet.datasets.published_sets import Published

CIFAR10 = Published(
    name="cifar10",
    title="CIFAR-10",
    folder="cifar-10-batches-bin",
    classes=(
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ),
    counts=(50_000, 10_000),
    archive=CifarArchive(
        name="cifar-10-binary.tar.gz",
        sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        train=tuple(f"data_batch_{number}.bin" for number in range(1, 6)),
        test="test_batch.bin",
        labels=1,
    ),
    image=(32, 32, 3),
)  # fmt: skip

CIFAR100 = Published(
    name="cifar100",
    title="CIFAR-100",
    folder="cifar-100-binary",
    classes=tuple(str(number) for number in range(100)),
    counts=(50_000, 10_000),
    archive=CifarArchive(
        name="cifar-100-binary.tar.gz",
        sha256="58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        train=("train.bin",),
        test="test.bin",
        labels=2,
    ),
    image=(32, 32, 3),
    label=(2,),
)
