"""Grey -> ink: which pixels of a picture are writing, whatever the paper, the light and the print.

Its files, in the order of the flow:

dithering  when a picture of dots is turned into grey
ruling/    which lines are printed on the form, and how they are removed
cleaning   which pixels are ink: polarity, uneven light, thresholds, specks
"""
