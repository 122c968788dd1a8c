"""The picture of one digit -> a network's answer, or that it is not one digit, and why.

Its files, in the order of the flow:

sight            what the reader of strings sees in the ink: one digit, several, a mark
digit_confidence how sure that there is one digit, and that the answer is right; its file
digit_fitting    how these are fitted to pictures that are known
digit_reading    what was read, and its JSON
digit_reader     a picture -> its ink -> what is seen -> the network's answer
"""
