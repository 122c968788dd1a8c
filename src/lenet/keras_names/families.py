"""What each kind of Keras's names is, what here does the same, and what to change.

A row's pattern is matched with the whole name, such as ``keras.layers.LSTM``; the first row that
matches speaks. ``Family.said`` continues the sentence "lenet has no keras.layers.LSTM: ".
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Family(NamedTuple):
    """Names of one kind, and the rest of the sentence about each of them."""

    pattern: str
    said: str


IMAGES = "lenet trains networks on pictures"
ELSEWHERE = "run this part of the listing with Keras itself"

FAMILIES = (
    # Layers
    Family(
        r"keras\.layers\.(.*LSTM.*|.*GRU.*|SimpleRNN.*|RNN|StackedRNNCells|Bidirectional|"
        r"TimeDistributed|Masking|Embedding|ReversibleEmbedding|RepeatVector)",
        f"a layer of sequences, and {IMAGES}; {ELSEWHERE}",
    ),
    Family(
        r"keras\.layers\..*Attention",
        f"attention is of transformers, and {IMAGES}; {ELSEWHERE}",
    ),
    Family(
        r"keras\.layers\.(.*[a-z]3D.*|.*Transpose|UpSampling\dD)",
        f"a layer of volumes or of networks that draw, and {IMAGES}; {ELSEWHERE}",
    ),
    Family(
        r"keras\.layers\.\w*1D",
        "a layer of signals: a picture of one row does the same, reshape the data to (rows, 1, "
        "channels) and take the layer's 2D sister with a kernel (size, 1)",
    ),
    Family(
        r"keras\.layers\.(Random\w+|AugMix|AutoContrast|CutMix|MixUp|Equalization|Solarization|"
        r"RandAugment|ContrastLimited\w+)",
        "distort the data instead: lenet.distort, or ImageDataGenerator with rotation_range, "
        "width_shift_range, height_shift_range, shear_range and zoom_range",
    ),
    Family(
        r"keras\.layers\.(TextVectorization|StringLookup|IntegerLookup|Hashing|HashedCrossing|"
        r"CategoryEncoding|Discretization|STFTSpectrogram|MelSpectrogram)",
        f"it prepares words, tables or sounds, and lenet takes pictures; {ELSEWHERE}",
    ),
    Family(
        r"keras\.layers\.(Normalization|Resizing|CenterCrop|Pipeline)",
        "prepare the pictures before fit: (x - mean) / deviation does what Normalization does, "
        "cv2.resize what Resizing does; Rescaling(1 / 255) is here",
    ),
    Family(
        r"keras\.layers\.(LayerNormalization|GroupNormalization|RMSNormalization|"
        r"UnitNormalization|SpectralNormalization)",
        "BatchNormalization is the normalisation of networks of pictures",
    ),
    Family(
        r"keras\.layers\.Lambda",
        "its function would run in Python between the engine's layers; do what it does to the "
        "data before fit, or with a layer that has a name, such as Activation or Reshape",
    ),
    Family(
        r"keras\.layers\.(Add|Average|Concatenate|Dot|Maximum|Minimum|Multiply|Subtract|add|"
        r"average|concatenate|dot|maximum|minimum|multiply|subtract)",
        "it joins branches, and lenet runs layers in a row; build the network as one chain",
    ),
    Family(
        r"keras\.layers\.(TFSMLayer|JaxLayer|FlaxLayer|TorchModuleWrapper)",
        f"it carries another framework's network, and lenet has its own engine; {ELSEWHERE}",
    ),
    Family(
        r"keras\.layers\.\w+",
        "not a layer of the engine's; docs/fidelity.md lists the layers that are",
    ),
    # Trained networks, data
    Family(
        r"keras\.applications.*",
        f"networks that come trained on photographs, and {IMAGES}; lenet.load('modern') is a "
        f"trained network of digits; else {ELSEWHERE}",
    ),
    Family(
        r"keras\.datasets\.(imdb|reuters|boston_housing|california_housing).*",
        "lenet has sets of pictures: mnist, fashion_mnist, cifar10, cifar100, kmnist, emnist",
    ),
    Family(
        r"keras\.(utils|preprocessing)\.(text|audio|timeseries)_dataset\w*|"
        r"keras\.(preprocessing\.sequence|preprocessing\.text|utils\.pad_sequences).*",
        f"it reads texts, sounds or series, and lenet takes pictures; {ELSEWHERE}",
    ),
    Family(
        r"keras\.(utils|preprocessing)\.(image_dataset_from_directory|split_dataset)",
        "lenet.datasets.load(FOLDER) reads a folder of pictures, one folder a class, as arrays",
    ),
    # Training by hand and by parts
    Family(
        r"keras\.(ops|legacy\.backend)(\..*)?",
        "operations on tensors inside a network are the engine's here; use NumPy on arrays",
    ),
    Family(
        r"keras\.random(\..*)?",
        "use numpy.random.default_rng(seed) on arrays, lenet.utils.set_random_seed for networks",
    ),
    Family(
        r"keras\.(Variable|KerasTensor|StatelessScope|SymbolicScope|Operation|Function|"
        r"InputSpec|RematScope|remat|name_scope|device)|keras\.tree.*",
        "a part of Keras's machinery; the engine computes with float32 arrays of its own",
    ),
    Family(
        r"keras\.(Quantizer|quantizers|distribution|distillation|dtype_policies|DTypePolicy|"
        r"FloatDTypePolicy|mixed_precision|export)\b.*",
        "lenet computes in float32, in one process, and saves its own files; take the lines out",
    ),
    Family(
        r"keras\.config\..*",
        "a setting of Keras's; lenet is channels last, float32 and has one engine",
    ),
    Family(
        r"keras\.wrappers.*",
        "make the model in a loop over the settings, and score it with model.evaluate",
    ),
    Family(
        r"keras\.visualization.*",
        "draw with matplotlib; lenet.figures has curves and the confusion matrix",
    ),
    # The parts that are chosen by name
    Family(
        r"keras\.optimizers\.(Ftrl|Lamb|Muon|LossScaleOptimizer|Adafactor)",
        "SGD and Adam are lenet's optimizers of first choice",
    ),
    Family(
        r"keras\.(losses|metrics)\.\w*(Circle|circle|Dice|dice|Tversky|tversky|IoU|Generalized|"
        r"generalized)\w*",
        "a loss or metric of detection, segmentation or likeness; choose a cross-entropy",
    ),
    Family(
        r"keras\.callbacks\.OrbaxCheckpoint",
        "ModelCheckpoint and BackupAndRestore keep the model",
    ),
    # TensorFlow itself
    Family(
        r"tensorflow\.GradientTape",
        "it trains by hand, step by step in Python, and lenet's engine trains whole epochs: call "
        "model.compile(optimizer, loss) and model.fit(x, y) in its place",
    ),
    Family(
        r"tensorflow\.(placeholder|get_variable|variable_scope|Graph|get_default_graph|layers|"
        r"contrib|train|app|global_variables|trainable_variables|assign|while_loop|cond)\b.*",
        "graphs of TensorFlow 1 are built by hand, and lenet trains networks of keras.layers: "
        "build the network with them, and call compile and fit",
    ),
    Family(
        r"tensorflow\.(Module|custom_gradient|gradients|tpu|estimator|feature_column|"
        r"saved_model|lite|raw_ops|ragged|sparse|strings|queue|quantization|xla|mlir)\b.*",
        f"a part of TensorFlow's machinery; {ELSEWHERE}",
    ),
    Family(
        r"tensorflow\.nn\.(conv|max_pool|avg_pool|bias_add|dropout|batch_norm|moments|lrn|"
        r".*cross_entropy)\w*",
        "it computes in graphs built by hand: keras.layers has the layer, keras.losses the loss",
    ),
    Family(
        r"tensorflow\..*",
        "of tensorflow itself lenet answers what listings of LeNet use, on arrays; NumPy has most "
        f"else under a like name; else {ELSEWHERE}",
    ),
    Family(
        r"(tensorflow_hub|tensorflow_addons|keras_applications|tensorboard)\b.*",
        f"a package around TensorFlow; {ELSEWHERE}",
    ),
)  # fmt: skip

_COMPILED = tuple((re.compile(family.pattern), family.said) for family in FAMILIES)


def said_of(name: str) -> str:
    """What the first family that has ``name`` says of it."""
    for pattern, said in _COMPILED:
        if pattern.fullmatch(name):
            return said
    return f"docs/listings.md lists what is here; else {ELSEWHERE}"
