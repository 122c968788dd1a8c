"""Many trainings: a network, several seeds, what varies in its recipe.

planning           which trainings there are, and the names of their folders
seeded_training    one of them: found finished, resumed or begun
training_process   it has a process of its own, also on a cluster's worker
variation_results  the errors of each variation, and the permutation test
train_many         all of it
"""
