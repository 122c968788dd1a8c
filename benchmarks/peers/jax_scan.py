"""JAX with a whole epoch in one compiled scan: convolution by lax, or as one matrix product.

`lax` is what one writes first. `im2col` keeps activations as [channel,row,column,image] and makes
each convolution a matrix product of [filter, tap x channel] with the shifted copies of its input.
`im2col_devices` is the same with one XLA device a core, each working on its share of the batch.
"""

import argparse
import itertools
import math
import os
from collections.abc import Callable

from benchmarks.peers import job

os.environ["JAX_PLATFORMS"] = "cpu"


def use_devices(options: argparse.Namespace, images: int) -> None:
    """Ask for an XLA device a core, as far as every batch divides; before JAX is imported."""
    shared = math.gcd(options.batch_size, images)
    count = max(count for count in range(1, options.threads + 1) if shared % count == 0)
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={count}"


def start(shape: job.Network, seed: int) -> list:
    """Weights as Keras starts them, glorot-uniform: [(weights, bias), ...]."""
    import jax
    import jax.numpy as jnp

    k = shape.kernel
    sizes = (shape.flat, *shape.dense)
    shapes = [(k, k, 1, 6), (k, k, 6, 16), *itertools.pairwise(sizes)]
    keys = jax.random.split(jax.random.key(seed), len(shapes))
    glorot = [jax.nn.initializers.glorot_uniform() for _ in shapes]
    return [
        (make(key, size), jnp.zeros(size[-1]))
        for make, key, size in zip(glorot, keys, shapes, strict=True)
    ]


def convolve_by_lax(x, weights, bias):
    """Convolve x [image,row,column,channel]."""
    import jax

    dimensions = ("NHWC", "HWIO", "NHWC")
    return (
        jax.lax.conv_general_dilated(x, weights, (1, 1), "VALID", dimension_numbers=dimensions)
        + bias
    )


def convolve_by_im2col(x, weights, bias):
    """Convolve x [channel,row,column,image]."""
    import jax.numpy as jnp

    k, _, channels, filters = weights.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    shifted = [x[:, u : u + rows, v : v + columns] for u in range(k) for v in range(k)]
    taps = jnp.stack(shifted).reshape(k * k * channels, -1)
    y = weights.reshape(k * k * channels, filters).T @ taps
    return y.reshape(filters, rows, columns, -1) + bias[:, None, None, None]


def pool_by_lax(x):
    import jax

    window = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, window, "VALID") / 4


def pool_by_mean(x):
    channels, rows, columns, images = x.shape
    x = x[:, : rows // 2 * 2, : columns // 2 * 2]
    return x.reshape(channels, rows // 2, 2, columns // 2, 2, images).mean((2, 4))


def scores(parameters: list, x, variant: str):
    """From images x [n,side,side,1] to scores [n,10], before the softmax."""
    import jax.numpy as jnp

    by_lax = variant == "lax"
    convolve, pool = (
        (convolve_by_lax, pool_by_lax) if by_lax else (convolve_by_im2col, pool_by_mean)
    )
    h = x if by_lax else x.transpose(3, 1, 2, 0)
    for weights, bias in parameters[:2]:
        h = pool(jnp.tanh(convolve(h, weights, bias)))
    h = h.reshape(len(x), -1) if by_lax else h.reshape(-1, len(x))
    for weights, bias in parameters[2:]:
        h = h @ weights + bias if by_lax else weights.T @ h + bias[:, None]
        h = h if weights is parameters[-1][0] else jnp.tanh(h)
    return h if by_lax else h.T


def mean_loss(parameters: list, x, y, variant: str):
    """Mean cross-entropy, and how many were right."""
    import jax
    import jax.numpy as jnp

    found = scores(parameters, x, variant)
    logarithms = jax.nn.log_softmax(found)
    loss = -jnp.take_along_axis(logarithms, y[:, None], 1).mean()
    return loss, (found.argmax(1) == y).sum()


def adam(state, gradient):
    """Keras's Adam on one flat vector: state = (parameters, mean, square, step)."""
    import jax.numpy as jnp

    parameters, mean, square, step = state
    step = step + 1
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * gradient**2
    rate = 1e-3 * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return parameters - rate * mean / (jnp.sqrt(square) + 1e-7), mean, square, step


def compiled_epoch(options: argparse.Namespace, unravel: Callable) -> Callable:
    """epoch(state, order [n], x, y) -> state, mean loss, how many were right."""
    import jax
    import numpy as np
    from jax.sharding import Mesh, PartitionSpec

    share = PartitionSpec("core")
    everywhere = PartitionSpec()
    gradient_of = jax.value_and_grad(
        lambda flat, x, y: mean_loss(unravel(flat), x, y, options.variant), has_aux=True
    )

    def step(state, index, x, y):
        (loss, right), gradient = gradient_of(state[0], x[index], y[index])
        loss, gradient = jax.lax.pmean((loss, gradient), "core")
        return adam(state, gradient), (loss, jax.lax.psum(right, "core"))

    def steps(state, batches, x, y):
        state, (losses, rights) = jax.lax.scan(
            lambda state, index: step(state, index, x, y), state, batches
        )
        return state, losses.mean(), rights.sum()

    shared_steps = jax.shard_map(
        steps,
        mesh=Mesh(np.array(jax.devices()), ("core",)),
        in_specs=(everywhere, PartitionSpec(None, *share), everywhere, everywhere),
        out_specs=everywhere,
        check_vma=False,
    )

    def epoch(state, order, x, y):
        size = options.batch_size
        whole = len(order) // size * size
        state, loss, right = shared_steps(state, order[:whole].reshape(-1, size), x, y)
        if whole < len(order):
            state, _, more = shared_steps(state, order[None, whole:], x, y)
            right = right + more
        return state, loss, right

    return jax.jit(epoch, donate_argnums=0)


def fit(options: argparse.Namespace, data: job.Data, epochs: int, after_epoch: Callable) -> None:
    if options.variant == "im2col_devices":
        use_devices(options, len(data.x_train))
    import jax
    import jax.numpy as jnp
    from jax.flatten_util import ravel_pytree

    flat, unravel = ravel_pytree(start(job.TUTORIAL, options.seed))
    x, y = jnp.asarray(data.x_train), jnp.asarray(data.y_train)
    state = (flat, jnp.zeros_like(flat), jnp.zeros_like(flat), jnp.float32(0))
    mesh = jax.sharding.Mesh(jax.devices(), ("core",))
    everywhere = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
    state, x, y = jax.device_put((state, x, y), everywhere)
    epoch = compiled_epoch(options, unravel)
    right_of = jax.jit(lambda flat, x, y: mean_loss(unravel(flat), x, y, options.variant)[1])
    for key in jax.random.split(jax.random.key(options.seed + 1), epochs):
        order = jax.device_put(jax.random.permutation(key, len(x)), everywhere)
        state, loss, _ = epoch(state, order, x, y)
        loss.block_until_ready()
        tested = data.x_test is not None
        right = right_of(state[0], data.x_test, data.y_test) if tested else None
        after_epoch(float(right) / len(data.x_test) if tested else None)


def updates(options: argparse.Namespace, x: object, y: object) -> Callable[[], None]:
    import jax
    import jax.numpy as jnp
    from jax.flatten_util import ravel_pytree

    flat, unravel = ravel_pytree(start(job.CLASSIC, options.seed))
    gradient_of = jax.grad(lambda *at: mean_loss(unravel(at[0]), *at[1:], options.variant)[0])

    def update(flat, pattern):
        return flat - job.ONLINE_RATE * gradient_of(flat, *pattern), None

    scan = jax.jit(lambda flat, patterns: jax.lax.scan(update, flat, patterns)[0])
    patterns = (jnp.asarray(x)[:, None], jnp.asarray(y)[:, None])
    return lambda: scan(flat, patterns).block_until_ready()


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:
    import jax
    import numpy as np

    parameters = start(job.TUTORIAL, options.seed)
    compiled = jax.jit(lambda x: jax.nn.softmax(scores(parameters, x, options.variant)))
    return {options.variant: lambda x: np.asarray(compiled(x))}


if __name__ == "__main__":
    job.main(
        packages=("jax", "jaxlib"),
        module="jax",
        variants=("im2col_devices", "im2col", "lax"),
        fit=fit,
        updates=updates,
        predictors=predictors,
    )
