"""Grey -> ink: which pixels of a picture are writing, whatever the paper, the light and the print.

Its files, in the order of the flow:

dithering  when a picture of dots is turned into grey
ruling/    which lines are printed on the form, and how they are removed
dashes     which small marks are a dashed or dotted rule
edges      which marks on the picture's edge are rules, borders and neighbours cut by the crop
cleaning   which pixels are ink: polarity, uneven light, thresholds, specks
smaller_copy  how small a copy of a large picture is cleaned
"""
