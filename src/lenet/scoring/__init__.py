"""Labelled pictures -> how well they are read.

Its files, in the order of the flow:

labels         which labels a folder of pictures may have, and when a reading is right
score          what is counted: strings, digits, errors among the accepted, calibration
score_figures  the figures of a score: curves, and the sheet of misread strings
report         what ``lenet score`` prints and writes
folds          how pictures are divided for cross-validation
comparison     the same pictures before and after calibrating or training a reader
"""
