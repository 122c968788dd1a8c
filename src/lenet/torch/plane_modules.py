"""Layers of planes for torch: convolution, poolings, zeros at the edges, cropping, sub-sampling."""

from __future__ import annotations

from lenet.errors import ModelError
from lenet.layers import (
    AveragePooling2D,
    Conv2D,
    Cropping2D,
    GlobalAveragePooling2D,
    Layer,
    Shape,
    SpatialDropout2D,
    Subsampling2D,
    WholePlanes,
    ZeroPadding2D,
)
from lenet.layers.layer import plane
from lenet.layers.pooling import Windows
from lenet.torch.own_modules import SUBSAMPLING, TABLE_CONVOLUTION
from lenet.torch.torch_module import (
    Made,
    Module,
    options,
    refuse_order,
    side_or_pair,
    tensor,
    with_bias,
    with_function,
    without_bias,
)
from lenet.torch.value_order import Values, as_they_are, planes

Sides = tuple[tuple[int, int], tuple[int, int]]
"""Rows above and below, columns left and right."""


def convolution(layer: Conv2D, values: Values) -> Made:
    """Conv2d; before it zeros where "same" has more at one edge than at the other."""
    channels = _planes_of(layer, values)[2]
    modules, padding = [], None
    if layer.padding == "same":
        rows, columns = _outside(layer, values.shape, layer.kernel_size)
        if rows[0] != rows[1] or columns[0] != columns[1]:
            modules = _zeros((rows, columns))
        elif rows[0] or columns[0]:
            padding = side_or_pair((rows[0], columns[0]))
    kind = "nn.Conv2d" if layer.table is None else TABLE_CONVOLUTION
    chosen = options(
        stride=None if layer.strides == (1, 1) else side_or_pair(layer.strides),
        padding=padding,
        bias=without_bias(layer.use_bias),
        table=None if layer.table is None else repr(layer.table),
    )
    code = f"{kind}({channels}, {layer.filters}, {side_or_pair(layer.kernel_size)}{chosen})"
    size = (*layer.kernel_size, channels, layer.filters)  # torch has filters, channels, rows, ...
    weight = tensor(layer, "weight", "kernel", size, (3, 2, 0, 1))
    module = Module(code, with_bias(layer, weight, layer.filters))
    after = _after(layer, values)
    if layer.curve.engine == "softmax":
        return Made([*modules, module, Module("nn.Softmax(dim=1)")], after)
    return Made([*modules, *with_function(layer, module, layer.curve)], after)


def pooling(layer: Windows, values: Values) -> Made:
    """AvgPool2d or MaxPool2d; windows over the edge count what lies inside alone, as in lenet."""
    _planes_of(layer, values)
    mean = isinstance(layer, AveragePooling2D)
    before, ceil = (0, 0), False
    if layer.padding == "same":
        outside = _outside(layer, values.shape, layer.pool_size)
        before, ceil = (outside[0][0], outside[1][0]), any(a != b for a, b in outside)
        uneven = [a != b and step == 1 for (a, b), step in zip(outside, layer.strides, strict=True)]
        if any(uneven):
            raise ModelError(
                f"torch's poolings reach as far over both edges, which {layer.name} does not: "
                'strides of 2, pools of an odd side or padding "valid" can be exported'
            )
    chosen = options(
        stride=None if layer.strides == layer.pool_size else side_or_pair(layer.strides),
        padding=None if before == (0, 0) else side_or_pair(before),
        ceil_mode="True" if ceil else None,
        count_include_pad="False" if mean and before != (0, 0) else None,
    )
    kind = "AvgPool2d" if mean else "MaxPool2d"
    return Made(
        [Module(f"nn.{kind}({side_or_pair(layer.pool_size)}{chosen})")], _after(layer, values)
    )


def global_pooling(layer: WholePlanes, values: Values) -> Made:
    """AdaptiveAvgPool2d or AdaptiveMaxPool2d to one value a channel, and Flatten."""
    _planes_of(layer, values)
    kind = "Avg" if isinstance(layer, GlobalAveragePooling2D) else "Max"
    pooled = Module(f"nn.Adaptive{kind}Pool2d(1)")
    if layer.keepdims:
        return Made([pooled], _after(layer, values))
    return Made([pooled, Module("nn.Flatten()")], as_they_are(layer.output_shape(values.shape)))


def zero_padding(layer: ZeroPadding2D, values: Values) -> Made:
    """ZeroPad2d."""
    _planes_of(layer, values)
    return Made(_zeros(layer.padding), _after(layer, values))


def cropping(layer: Cropping2D, values: Values) -> Made:
    """ZeroPad2d of fewer than no rows and columns."""
    _planes_of(layer, values)
    (top, bottom), (left, right) = layer.cropping
    return Made(_zeros(((-top, -bottom), (-left, -right))), _after(layer, values))


def subsampling(layer: Subsampling2D, values: Values) -> Made:
    """The sub-sampling of 1998, by a module of the program's own."""
    channels = _planes_of(layer, values)[2]
    chosen = options(bias=without_bias(layer.use_bias))
    code = f"{SUBSAMPLING}({channels}, {layer.pool_size!r}{chosen})"
    coefficient = tensor(layer, "coefficient", "coefficient", (channels,))
    module = Module(code, with_bias(layer, coefficient, channels))
    return Made(with_function(layer, module, layer.curve), _after(layer, values))


def spatial_dropout(layer: SpatialDropout2D, values: Values) -> Made:
    """Dropout2d."""
    _planes_of(layer, values)
    return Made([Module(f"nn.Dropout2d({layer.rate!r})")], values)


def softmax(layer: Layer, values: Values) -> Made:
    """Softmax over a vector, or over the channels."""
    last = values.in_order and len(values.shape) > 1
    if not last and len(values.shape) > 1 and not values.are_planes(first=False):
        refuse_order(layer)
    return Made([Module(f"nn.Softmax(dim={-1 if last else 1})")], values)


def _planes_of(layer: Layer, values: Values) -> tuple[int, int, int]:
    """Rows, columns and channels. ModelError unless torch has them as channels, rows, columns."""
    if not values.are_planes(first=bool(layer.channels_first(values.shape))):
        refuse_order(layer)
    return plane(layer, values.shape)


def _after(layer: Layer, values: Values) -> Values:
    first = bool(layer.channels_first(values.shape))
    return planes(layer.output_shape(values.shape), first=first)


def _outside(layer: Conv2D | Windows, shape: Shape, size: tuple[int, int]) -> Sides:
    """Rows and columns outside that windows cover where padding is "same"."""
    given, made = plane(layer, shape), plane(layer, layer.output_shape(shape))
    found = []
    for side, count, window, step in zip(given, made, size, layer.strides, strict=False):
        over = max((count - 1) * step + window - side, 0)
        found.append((over // 2, over - over // 2))
    return found[0], found[1]


def _zeros(sides: Sides) -> list[Module]:
    """Zeros at the edges; nothing where there are none."""
    (top, bottom), (left, right) = sides
    if not any((top, bottom, left, right)):
        return []
    return [Module(f"nn.ZeroPad2d({(left, right, top, bottom)!r})")]
