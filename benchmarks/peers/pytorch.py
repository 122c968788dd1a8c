"""PyTorch with its fused optimisers: eager, and compiled by torch.compile."""

import argparse
import functools
import itertools
from collections.abc import Callable, Iterator

from benchmarks.peers import job


def network(shape: job.Network):
    from torch import nn

    sizes = (shape.flat, *shape.dense)
    layers: list[nn.Module] = [nn.Conv2d(1, 6, shape.kernel), nn.Tanh(), nn.AvgPool2d(2)]
    layers += [nn.Conv2d(6, 16, shape.kernel), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()]
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.Tanh()]
    model = nn.Sequential(*layers[:-1])
    for layer in model:
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def use_threads(options: argparse.Namespace) -> None:
    import torch

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)


def prepared(options: argparse.Namespace, call: Callable) -> Callable:
    import torch

    return torch.compile(call, dynamic=False) if options.variant == "compile" else call


def channels_first(x):
    import torch

    return torch.from_numpy(x).permute(0, 3, 1, 2).contiguous()


def fit(options: argparse.Namespace, data: job.Data, epochs: int, after_epoch: Callable) -> None:
    use_threads(options)
    import torch

    model = network(job.TUTORIAL)
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7, fused=True)
    x, y = channels_first(data.x_train), torch.from_numpy(data.y_train).long()

    def scored(x, y):
        scores = model(x)
        return torch.nn.functional.cross_entropy(scores, y), (scores.argmax(1) == y).sum()

    scored = prepared(options, scored)
    for _ in range(epochs):
        total, right = torch.zeros(()), torch.zeros((), dtype=torch.long)
        for x_batch, y_batch in shuffled_batches(x, y, options.batch_size):
            optimizer.zero_grad()
            loss, correct = scored(x_batch, y_batch)
            loss.backward()
            optimizer.step()
            total += loss.detach()
            right += correct
        after_epoch(accuracy(model, data))


def shuffled_batches(x, y, size: int) -> Iterator:
    """Gather the epoch once: quicker than a gather a batch."""
    import torch

    order = torch.randperm(len(x))
    return zip(x[order].split(size), y[order].split(size), strict=True)


def accuracy(model, data: job.Data) -> float | None:
    import torch

    if data.x_test is None:
        return None
    with torch.inference_mode():
        read = model(channels_first(data.x_test)).argmax(1)
    return (read == torch.from_numpy(data.y_test)).float().mean().item()


def updates(options: argparse.Namespace, x: object, y: object) -> Callable[[], None]:
    use_threads(options)
    import torch

    model = network(job.CLASSIC)
    optimizer = torch.optim.SGD(model.parameters(), lr=job.ONLINE_RATE, fused=True)
    patterns = list(
        zip(channels_first(x).split(1), torch.from_numpy(y).long().split(1), strict=True)
    )
    loss_of = prepared(options, lambda x, y: torch.nn.functional.cross_entropy(model(x), y))

    def run() -> None:
        for image, label in patterns:
            optimizer.zero_grad()
            loss_of(image, label).backward()
            optimizer.step()

    return run


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:
    use_threads(options)
    import torch

    model = network(job.TUTORIAL).eval()
    probabilities = prepared(options, lambda x: model(x).softmax(1))

    def predict(x, threads: int):
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        with torch.inference_mode():
            return probabilities(torch.from_numpy(x).view(-1, 1, 28, 28)).numpy()

    return {
        f"{options.variant}, {threads} threads": functools.partial(predict, threads=threads)
        for threads in sorted({1, options.threads})
    }


if __name__ == "__main__":
    job.main(
        packages=("torch",),
        module="torch",
        variants=("eager", "compile"),
        fit=fit,
        updates=updates,
        predictors=predictors,
    )
