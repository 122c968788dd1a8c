"""Look inside LeNet-5: the kernels it learned, and the maps of every layer for one digit.

    python examples/look_inside.py [NUMBER]

NUMBER is a test image of MNIST, from 0. It draws inside.png: the six 5x5 kernels of C1 in
the first row, then the maps of one layer a row, from C1 to S4.
"""

import sys

import numpy as np
from matplotlib.figure import Figure

import lenet

number = int(sys.argv[1]) if len(sys.argv) > 1 else 0
_, (images, labels) = lenet.datasets.mnist.load_data()

model = lenet.load("original")
x = lenet.networks.network("original").recipe.network_input(images[number : number + 1])
maps = model.maps(x)  # by the layer's name, float32 (1, rows, columns, channels) or (1, units)
kernels = model.get_weights()[0]  # of C1, float32 (5, 5, 1, 6)

rows = {"kernels of C1": kernels[:, :, 0]}
rows |= {name: maps[name][0] for name in ("C1", "S2", "C3", "S4")}
figure = Figure(figsize=(12, 5))
axes = figure.subplots(len(rows), max(planes.shape[-1] for planes in rows.values()))
for axis in axes.flat:
    axis.axis("off")
for line, (name, planes) in zip(axes, rows.items(), strict=True):
    line[0].set_title(name, loc="left")
    for axis, plane in zip(line, np.moveaxis(planes, -1, 0), strict=False):
        axis.imshow(plane, cmap="gray")
figure.savefig("inside.png")

scores = model.scores(x)[0]
print(f"a {labels[number]}, read as {scores.argmax()} with probability {scores.max():.2%}")
