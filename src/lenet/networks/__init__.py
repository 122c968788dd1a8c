"""The networks that lenet knows by name, each a list of layers, and how each is trained.

recipe      what decides a training besides network, data and seed: optimizer, schedule, order,
            distortions
plans       the layers of the original, the tutorial's and the modern network; their recipes;
            what was published of them
catalogue   the networks by name
changed_recipe  a user's choices -> the recipe: epochs, batch size, learning rate, distortion
"""

from lenet.networks.catalogue import NETWORKS, Network, network
from lenet.networks.plans.modern import modern
from lenet.networks.plans.original import PAPER, TABLE_I, Counts, original, original_layers
from lenet.networks.plans.tutorial import tutorial
from lenet.networks.recipe import Recipe

__all__ = [
    "NETWORKS", "PAPER", "TABLE_I", "Counts", "Network", "Recipe", "modern", "network", "original",
    "original_layers", "tutorial",
]  # fmt: skip
