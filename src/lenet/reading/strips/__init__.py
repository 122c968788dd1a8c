"""A line of writing -> the likeliest texts, by networks that look at strips of it.

Its files, in the order of the flow:

geometry      how many rows a strip has, and how high digits are in it
strip         how a line is scaled and levelled into a strip
segmentation  where a strip may be cut into pieces
recognition   what a network says of a strip, swept or piece by piece, and the texts in that
guesses       how sure several looks are of each text together
views         in which views a line is looked at, in which order, and how many are taken
"""
