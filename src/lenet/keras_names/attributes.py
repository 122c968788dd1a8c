"""Attributes that Keras's objects have and lenet's have not, and what is said of each."""

from __future__ import annotations

from lenet.errors import AbsentNameError

_HAND = (
    "it is for training by hand, and lenet's engine trains whole epochs: compile and fit, or "
    "train_on_batch"
)
_PARAMETERS = (
    "lenet's engine runs the layers of lenet.layers, and a layer of your own with parameters is "
    "not among them: compose those layers in call"
)
_SHAPES = "a tensor's shape says it: layer.output.shape, model.output.shape"
_WITHIN = "a part of Keras's machinery, and nothing here depends on it: leave it out"
_TYPES = "lenet computes in float32"
_QUANTIZED = f"{_TYPES}: leave it out"
_FILES = "save and save_weights write Keras's files, load_model and load_weights read them"

_OF_BOTH = {
    "add_weight": _PARAMETERS,
    "add_variable": _PARAMETERS,
    "build_from_config": _FILES,
    "get_build_config": _FILES,
    "load_own_variables": _FILES,
    "save_own_variables": _FILES,
    "add_loss": "the loss is compile's, and penalties are kernel_regularizer's",
    "losses": "the penalties are in the loss that fit and evaluate give",
    "activity_regularizer": "kernel_regularizer and bias_regularizer are here",
    "add_metric": "metrics are compile's",
    "metrics_variables": _HAND,
    "compute_output_shape": _SHAPES,
    "compute_output_spec": _SHAPES,
    "input_spec": _SHAPES,
    **dict.fromkeys(("autocast", "compute_dtype", "variable_dtype", "input_dtype"), _TYPES),
    **dict.fromkeys(
        ("dtype_policy", "quantize", "quantization_mode", "quantized_build", "quantized_call"),
        _QUANTIZED,
    ),
    **dict.fromkeys(
        (
            "call_signature_parameters", "compute_mask", "supports_masking", "supports_jit",
            "stateless_call", "symbolic_call", "rematerialized_call", "path", "variable_names",
            "inbound_nodes", "outbound_nodes", "get_output_at", "get_input_at", "updates",
            "stateful", "dynamic",
        ),
        _WITHIN,
    ),
    "call": "call the layer or the model itself: model(x)",
}  # fmt: skip

ATTRIBUTES: dict[str, dict[str, str]] = {
    "Layer": {
        **_OF_BOTH,
        **dict.fromkeys(("enable_lora", "lora_enabled", "lora_rank", "lora_alpha"), _WITHIN),
        "kernel": "the layer has no kernel, or is in no model yet that knows its input's shape",
        "bias": "the layer has no bias, or is in no model yet that knows its input's shape",
        "metrics": "metrics are the model's: model.metrics",
        "build": "a model builds its layers: model.build(input_shape)",
        "convolution_op": _WITHIN,
    },
    "Model": {
        **_OF_BOTH,
        **dict.fromkeys(
            (
                "train_step", "test_step", "predict_step", "make_train_function",
                "make_test_function", "make_predict_function", "train_function", "test_function",
                "predict_function", "compute_loss", "compute_metrics", "get_metrics_result",
                "reset_metrics", "compute_loss_and_updates", "stateless_compute_loss",
                "compiled_loss",
            ),
            _HAND,
        ),
        **dict.fromkeys(
            ("run_eagerly", "steps_per_execution", "jit_compile", "jax_state_sync",
             "get_state_tree", "set_state_tree", "distribute_strategy"),
            _WITHIN,
        ),
        "export": "lenet.onnx.export(model, path) writes ONNX, model.save a .keras or .h5 file",
        "compile_from_config": _FILES,
        "get_compile_config": _FILES,
        "state_updates": _WITHIN,
        "reset_states": "lenet has no layers that remember: leave it out",
    },
    "Optimizer": {
        **dict.fromkeys(
            ("apply", "apply_gradients", "minimize", "get_gradients", "get_updates",
             "compute_gradients", "update_step", "scale_loss", "stateless_apply"),
            _HAND,
        ),
        **dict.fromkeys(
            ("variables", "get_weights", "set_weights", "add_variable", "build", "built",
             "add_variable_from_reference", "add_optimizer_variables", "assign", "assign_add",
             "assign_sub", "finalize_variable_values", "load_own_variables",
             "save_own_variables", "exclude_from_weight_decay", "weights"),
            "the model holds how far an optimizer is: model.save keeps it and load_model reads it",
        ),
    },
}  # fmt: skip
"""Keras's class -> attribute -> the rest of the sentence."""


def absent_attribute(kind: str, shown: str, name: str) -> AttributeError:
    """What ``__getattr__`` raises for an attribute that an object does not have.

    ``kind``: Keras's class, such as ``Layer``; ``shown``: the object's own, such as ``Conv2D``.
    """
    said = ATTRIBUTES[kind].get(name)
    if said is None:
        return AttributeError(f"{shown!r} object has no attribute {name!r}")
    return AbsentNameError(f"lenet's {shown} has no {name}: {said}")
