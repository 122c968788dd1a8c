"""The layers of each network, the recipes it is trained by, and what was published of it.

original  LeNet-5 of 1998
tutorial  a popular Keras tutorial's
modern    as one would train it today
"""
