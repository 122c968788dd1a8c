"""What ``torch.nn``'s modules answer, by torch's conventions, in loops that are slow and obvious.

x: float64 (n, channels, rows, columns) or (n, values). ``tensors`` holds a module's own by name.
"""

import math
from typing import ClassVar

import numpy as np


def pair(sides):
    return sides if isinstance(sides, tuple) else (sides, sides)


class Module:
    tensors: ClassVar[dict] = {}

    def __getattr__(self, name):
        return self.tensors[name].astype(np.float64)


class Sequential:
    def __init__(self, *modules):
        self.modules = modules

    def load(self, state_dict):
        for name, module in enumerate(self.modules):
            prefix = f"{name}."
            module.tensors = {
                key.removeprefix(prefix): value
                for key, value in state_dict.items()
                if key.startswith(prefix)
            }

    def __call__(self, x):
        x = x.astype(np.float64)
        for module in self.modules:
            x = module(x)
        return x


class Conv2d(Module):
    def __init__(self, channels, filters, size, stride=1, padding=0, bias=True):
        self.size, self.stride, self.padding = pair(size), pair(stride), pair(padding)
        self.has_bias = bias

    def kernel(self):
        return self.weight

    def __call__(self, x):
        x = np.pad(x, ((0, 0), (0, 0), *((zeros, zeros) for zeros in self.padding)))
        kernel = self.kernel()
        rows, columns = (
            (side - own) // step + 1
            for side, own, step in zip(x.shape[2:], self.size, self.stride, strict=True)
        )
        y = np.zeros((len(x), len(kernel), rows, columns))
        for i in range(rows):
            for j in range(columns):
                top, left = i * self.stride[0], j * self.stride[1]
                window = x[:, :, top : top + self.size[0], left : left + self.size[1]]
                for unit, weights in enumerate(kernel):
                    y[:, unit, i, j] = (window * weights).sum(axis=(1, 2, 3))
        return y + self.bias[:, None, None] if self.has_bias else y


class TableConv2d(Conv2d):
    def __init__(self, *arguments, table, **options):
        super().__init__(*arguments, **options)
        self.table = table

    def kernel(self):
        kernel = np.zeros_like(self.weight)
        for unit, channels in enumerate(self.table):
            kernel[unit, list(channels)] = self.weight[unit, list(channels)]
        return kernel


class Pool(Module):
    def __init__(self, size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        self.size, self.stride = pair(size), pair(size if stride is None else stride)
        self.padding, self.ceil_mode = pair(padding), ceil_mode
        assert pair(padding) == (0, 0) or not count_include_pad or isinstance(self, MaxPool2d)

    def positions(self, side, axis):
        own, step, zeros = self.size[axis], self.stride[axis], self.padding[axis]
        over = (side + 2 * zeros - own) / step
        count = (math.ceil if self.ceil_mode else math.floor)(over) + 1
        if (count - 1) * step >= side + zeros:  # a window begins within the input
            count -= 1
        starts = [number * step - zeros for number in range(count)]
        return [slice(max(start, 0), min(start + own, side)) for start in starts]

    def __call__(self, x):
        rows, columns = (self.positions(side, axis) for axis, side in enumerate(x.shape[2:]))
        return np.stack(
            [np.stack([self.of(x[:, :, r, c]) for c in columns], axis=-1) for r in rows], axis=-2
        )


class AvgPool2d(Pool):
    def of(self, window):
        return window.mean(axis=(2, 3))


class MaxPool2d(Pool):
    def of(self, window):
        return window.max(axis=(2, 3))


class Subsampling2d(Pool):
    def __init__(self, channels, size, bias=True):
        super().__init__(size)
        self.has_bias = bias

    def of(self, window):
        y = self.coefficient * window.sum(axis=(2, 3))
        return y + self.bias if self.has_bias else y


class Linear(Module):
    def __init__(self, inputs, units, bias=True):
        self.has_bias = bias

    def __call__(self, x):
        y = np.einsum("...i,oi->...o", x, self.weight)
        return y + self.bias if self.has_bias else y


class BatchNorm1d(Module):
    def __init__(self, channels, eps, momentum, affine=True):
        self.eps, self.momentum, self.affine = eps, momentum, affine

    def __call__(self, x):
        sides = (-1, *(1,) * (x.ndim - 2))  # channels are axis 1
        mean, variance = (
            self.tensors[f"running_{name}"].reshape(sides) for name in ("mean", "var")
        )
        y = (x - mean) / np.sqrt(variance + self.eps)
        return self.weight.reshape(sides) * y + self.bias.reshape(sides) if self.affine else y


BatchNorm2d = BatchNorm1d


class RBF(Module):
    def __init__(self, inputs, units, trained):
        pass

    def __call__(self, x):
        return ((x[:, None] - self.centers) ** 2).sum(axis=-1)


class Unflatten(Module):
    def __init__(self, axis, shape):
        assert axis == 1
        self.shape = shape

    def __call__(self, x):
        return x.reshape(len(x), *self.shape)


class ZeroPad2d(Module):
    def __init__(self, sides):
        self.sides = sides

    def __call__(self, x):
        left, right, top, bottom = self.sides
        padded = np.pad(x, ((0, 0), (0, 0), *((max(a, 0), max(b, 0)) for a, b in (
            (top, bottom), (left, right)))))  # fmt: skip
        rows, columns = padded.shape[2:]
        return padded[:, :, max(-top, 0) : rows - max(-bottom, 0), max(-left, 0) :][
            ..., : columns - max(-left, 0) - max(-right, 0)
        ]


def one_function(function):
    """A class of modules that apply a function, given what the module was made with."""

    class Function(Module):
        def __init__(self, *numbers, **named):
            self.numbers, self.named = numbers, named

        def __call__(self, x):
            return function(x, *self.numbers, **self.named)

    return Function


def softmax(x, dim):
    powers = np.exp(x - x.max(axis=dim, keepdims=True))
    return powers / powers.sum(axis=dim, keepdims=True)


Flatten = one_function(lambda x: x.reshape(len(x), -1))
AdaptiveAvgPool2d = one_function(lambda x, one: x.mean(axis=(2, 3), keepdims=True))
AdaptiveMaxPool2d = one_function(lambda x, one: x.max(axis=(2, 3), keepdims=True))
Dropout = Dropout2d = one_function(lambda x, rate: x)
Softmax = one_function(softmax)
Rescaling = one_function(lambda x, scale, offset: scale * x + offset)
ScaledTanh = one_function(lambda x: 1.7159 * np.tanh(2 / 3 * x))
Tanh = one_function(np.tanh)
ReLU = one_function(lambda x: np.maximum(x, 0))
ReLU6 = one_function(lambda x: np.clip(x, 0, 6))
Hardtanh = one_function(lambda x, least=-1, most=1: np.clip(x, least, most))
LeakyReLU = one_function(lambda x, slope: np.where(x > 0, x, slope * x))
ELU = one_function(lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(x)))
Sigmoid = one_function(lambda x: 1 / (1 + np.exp(-x)))
SiLU = one_function(lambda x: x / (1 + np.exp(-x)))
Softplus = one_function(lambda x: np.log1p(np.exp(x)))
Threshold = one_function(lambda x, threshold, value: np.where(x > threshold, x, value))
