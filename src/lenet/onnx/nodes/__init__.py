"""Layers and the preparation of pictures as nodes of ONNX, which are plain records here.

chain              nodes in a row: the tensor so far, the arrays that nodes take
element_functions  activations
plane_layers       convolution, poolings, sub-sampling, padding, cropping
dense_layers       Dense, RBF, BatchNormalization
shape_layers       Flatten, Reshape, Permute
each_layer         which of these functions is which layer's
pixels             raw pixels -> the network's input
"""
