"""The layers of each network, what was published of it, and the recipes it is trained by."""
