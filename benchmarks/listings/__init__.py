"""Public listings for Keras, run by lenet: which come to their end, and what stops the others.

run    runs each listing of a folder in a process of its own, writes the table of outcomes
small  runs one with few samples and one epoch, so that outcomes are found in seconds
"""
