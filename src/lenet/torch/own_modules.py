"""Modules that torch has not, as the text of their classes, which stands in the program."""

from __future__ import annotations

RESCALING = "Rescaling"
SCALED_TANH = "ScaledTanh"
SUBSAMPLING = "Subsampling2d"
TABLE_CONVOLUTION = "TableConv2d"
RADIAL_BASIS = "RBF"

CLASSES = {
    RESCALING: '''\
class Rescaling(nn.Module):
    """scale x + offset"""

    def __init__(self, scale, offset):
        super().__init__()
        self.scale, self.offset = scale, offset

    def forward(self, x):
        return self.scale * x + self.offset
''',
    SCALED_TANH: '''\
class ScaledTanh(nn.Module):
    """1.7159 tanh(2 x / 3), LeNet-5's squashing function (LeCun et al. 1998, Appendix A)"""

    def forward(self, x):
        return 1.7159 * torch.tanh(2 / 3 * x)
''',
    SUBSAMPLING: '''\
class Subsampling2d(nn.Module):
    """A coefficient times the sum of each window, plus a bias, one of both a channel"""

    def __init__(self, channels, size, bias=True):
        super().__init__()
        self.size = size
        self.coefficient = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None

    def forward(self, x):
        sums = nn.functional.avg_pool2d(x, self.size, divisor_override=1)
        y = self.coefficient[:, None, None] * sums
        return y if self.bias is None else y + self.bias[:, None, None]
''',
    TABLE_CONVOLUTION: '''\
class TableConv2d(nn.Conv2d):
    """A convolution whose filters read the channels of their row of a table alone"""

    def __init__(self, *arguments, table, **options):
        super().__init__(*arguments, **options)
        mask = torch.zeros(len(table), self.in_channels, 1, 1)
        for row, channels in enumerate(table):
            mask[row, list(channels)] = 1
        self.register_buffer("mask", mask, persistent=False)
        with torch.no_grad():
            self.weight.mul_(mask)

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)
''',
    RADIAL_BASIS: '''\
class RBF(nn.Module):
    """The squared distance to each center: the smallest is the answer"""

    def __init__(self, inputs, units, trained):
        super().__init__()
        self.centers = nn.Parameter(torch.zeros(units, inputs), requires_grad=trained)

    def forward(self, x):
        return ((x[:, None] - self.centers) ** 2).sum(-1)
''',
}  # fmt: skip
"""The text of each class by its name."""
