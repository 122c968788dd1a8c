"""The picture of one digit -> digit image -> network input; and digit images that are changed.

preparing      a picture of any kind -> digit image
mnist_form     whether a 28x28 has MNIST's own contrast, polarity and centring
mnist_steps    MNIST's seven steps: ink -> digit image
normalisation  digit images -> what a network takes
distortion     digit images distorted at random or moved alike
changes        the changes of a digit that the page's sliders and the paper's Fig. 13 show
strokes        thicker and thinner strokes
sources        distorted images as training samples, made while a network trains
"""
