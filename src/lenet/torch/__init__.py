"""Models that go to PyTorch and come back, as safetensors of an ``nn.Sequential``'s state dict.

Nothing here imports torch: a file of arrays and a program in text are written, and arrays are read.

value_order       which value of lenet's sample each value of torch's is: torch has channels first
own_modules       modules that torch has not, as the text of their classes
torch_functions   activations -> the modules that apply them
torch_module      a module as text, and which of lenet's arrays each of its tensors holds
plane_modules     a layer -> its modules: convolution, poolings, zeros, sub-sampling
vector_modules    the same of Dense, Flatten, BatchNormalization, activations, RBF
torch_sequential  a model -> the modules of its ``nn.Sequential``, in their order
program           the program that builds it, loads its state dict and reads pictures
state_dict        a model's arrays <-> the state dict
state_dict_file   the files: export, load
"""

from lenet.torch.state_dict_file import export, load

__all__ = ["export", "load"]
