"""A user's own labelled strings as strips to train on.

Its files, in the order of the flow:

cutting   what is written on a labelled line, and where it is cut between its symbols
splicing  how strips are made of the parts of own strings, and mixed with drawn strips
"""
