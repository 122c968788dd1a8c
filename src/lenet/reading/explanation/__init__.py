"""The steps from a picture to its reading, shown as pictures.

Its files, in the order of the flow:

steps  which steps are shown, and how each is drawn
sheet  the steps as numbered files, and all on one sheet
"""
