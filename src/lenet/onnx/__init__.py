"""Models as ONNX files, for ONNX Runtime and whatever else reads them; and back from there.

Through the package ``onnx``, which the extra ``onnx`` installs: ``pip install 'lenet[onnx]'``.

nodes/       layers and preparation -> nodes of ONNX, as plain records
model_graph  a model -> its input, its outputs, the nodes between them
metadata     what a file says of the model beside its graph
protobuf     graph and metadata -> the record of a file, through the package ``onnx``
exporting    a model -> a file
file_size    how much of a file is not numbers, found before it is parsed
importing    a file that ``export`` wrote -> the model
"""

from lenet.onnx.exporting import Exported, export
from lenet.onnx.importing import load
from lenet.onnx.model_graph import TensorType

__all__ = ["Exported", "TensorType", "export", "load"]
