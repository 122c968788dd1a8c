"""How sure a reading is, and from which confidence on it is accepted.

Its files, in the order of the flow:

log_odds    raw confidences as the terms of a linear model, and log-odds as probabilities
acceptance  from which confidence on a reading is accepted, for a greatest error
confidence  the map from raw confidence to probability, and its file ``calibration.json``
logistic    the most probable weights of a logistic model
fitting     how the map is fitted to readings known to be right or wrong
"""
