"""The paper of 1998, reproduced: what it reports, trained and measured again, on one page.

``jobs`` are trainings, each done once and kept; ``results`` are numbers with their seeds and the
paper's figure beside them; ``page`` is what a reader sees.
"""
