"""A training and its folder.

folder         the folder of a run: its file names, how it is taken and given back
record         what config.json says of a run: recipe, data, versions, result
recorded_data  the data that a recorded network was trained on
classes        labels by the names of a network's classes
history_file   history.csv, a row an epoch
card_metadata  what the Hugging Face hub reads at the head of the model card
card           the model card, README.md
run            begin, resume, train, write
"""
