"""Every plot of a training: curves, confusions, mistakes, and the first image; and of a model.

style        colours, fonts, the sheet that figures are drawn on; shares in words
tile         one digit as it stands on a sheet
curves       the loss and the error rate after each epoch
confusion    the confusion matrix
mistakes     the misread images
first_image  the first test image large, beside the probability of each class
model_chain  a model as a chain of boxes
"""

from lenet.figures.confusion import confusion
from lenet.figures.curves import curves
from lenet.figures.first_image import first
from lenet.figures.mistakes import mistakes
from lenet.figures.style import percent

__all__ = ["confusion", "curves", "first", "mistakes", "percent"]
