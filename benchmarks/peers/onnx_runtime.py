"""ONNX Runtime: prediction only, with the tutorial's network written as an ONNX graph."""

import argparse

from benchmarks.peers import job


def tutorial_graph(seed: int) -> bytes:
    """Build the network with random weights: images [n,1,28,28] -> probabilities [n,10]."""
    import numpy as np
    from onnx import TensorProto, checker, helper, numpy_helper

    random = np.random.default_rng(seed)
    network = job.TUTORIAL
    shapes = {
        "w1": (6, 1, network.kernel, network.kernel),
        "w2": (16, 6, network.kernel, network.kernel),
        "w3": (network.flat, network.dense[0]),
        "w4": network.dense,
        "b1": (6,),
        "b2": (16,),
        "b3": network.dense[:1],
        "b4": network.dense[1:],
    }
    tensors = [
        numpy_helper.from_array(random.normal(0, 0.1, shape).astype(np.float32), name)
        for name, shape in shapes.items()
    ]
    graph = helper.make_graph(
        tutorial_nodes(),
        "tutorial",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    checker.check_model(model, full_check=True)
    return model.SerializeToString()


def tutorial_nodes() -> list:
    from onnx import helper

    node = helper.make_node
    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
    return [
        node("Conv", ["images", "w1", "b1"], ["c1"]),
        node("Tanh", ["c1"], ["t1"]),
        node("AveragePool", ["t1"], ["s2"], **pool),
        node("Conv", ["s2", "w2", "b2"], ["c3"]),
        node("Tanh", ["c3"], ["t3"]),
        node("AveragePool", ["t3"], ["s4"], **pool),
        node("Flatten", ["s4"], ["f4"]),
        node("Gemm", ["f4", "w3", "b3"], ["d5"]),
        node("Tanh", ["d5"], ["t5"]),
        node("Gemm", ["t5", "w4", "b4"], ["d6"]),
        node("Softmax", ["d6"], ["probabilities"]),
    ]


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:
    """One session on every core and one on a single core, which is quicker for one image."""
    import onnxruntime

    graph = tutorial_graph(options.seed)
    ways = {}
    for threads in sorted({1, options.threads}):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(graph, settings, ["CPUExecutionProvider"])
        ways[f"{threads} threads"] = lambda x, session=session: session.run(
            None, {"images": x.reshape(-1, 1, 28, 28)}
        )[0]
    return ways


if __name__ == "__main__":
    job.main(packages=("onnxruntime", "onnx"), module="onnxruntime", predictors=predictors)
