"""Which texts are allowed, and which of them a line most likely is.

Its files, in the order of the flow:

automaton  the texts that are allowed, as a deterministic automaton over 12 symbols
nfa        the parts of a pattern, and the nondeterministic automaton that matches them
pattern    patterns as people type them, a small part of regular expressions
amount     in which forms amounts of money are written, and how much each is
grammar    which texts a reading is asked for: amounts, digits, a length, a pattern
decoding   the likeliest allowed texts of a network's answers
"""
