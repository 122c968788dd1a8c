"""A training and the folder that is left of it.

folder         the folder of a run: the names in it, how it is taken and given back
record         what config.json says of a run: recipe, data, versions, result
recorded_data  the data that a run's network was trained on, found again
classes        the names of a network's classes; labels by these names
history_file   history.csv, a row an epoch
card           the model card, README.md
run            begin, resume, train, write
"""
