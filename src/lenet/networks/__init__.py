"""The networks lenet knows by name, each a list of layers, and the recipes each is trained with."""

from lenet.networks.catalogue import (
    INPUT,
    NETWORKS,
    PAPER,
    START,
    TABLE_I,
    Counts,
    Network,
    modern,
    network,
    original,
    original_layers,
    tutorial,
)

__all__ = [
    "INPUT",
    "NETWORKS",
    "PAPER",
    "START",
    "TABLE_I",
    "Counts",
    "Network",
    "modern",
    "network",
    "original",
    "original_layers",
    "tutorial",
]
