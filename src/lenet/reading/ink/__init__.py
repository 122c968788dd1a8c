"""Grey -> ink -> what is to be read: lines of writing, or the boxes of a form.

Its files, in the order of the flow:

dithering  when a picture of dots is turned into grey
ruling/    which lines are printed on the form, and how they are removed
cleaning   which pixels are ink: polarity, uneven light, thresholds, specks
line       a line of writing as data
lines      which ink belongs to one line, how high its digits are, the order to read in
fields     what is to be read of a page: its lines, or the boxes of a form
"""
