"""``keras`` and ``tensorflow`` answered by lenet, in this process alone.

roots    the table: under which names Keras is imported
paths    the table: Keras's and TensorFlow's modules, and where the names of each are at home
names    the table: names whose home is not that of their module, or that need an old word's care
imported   a name that is imported and not here: refused where it is used
answers  a module that finds its names by these tables, and refuses the others in a sentence
finder   the finder of imports that answers with such modules
"""
