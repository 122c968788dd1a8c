"""More pictures than one sitting, or one machine, can read; and many trainings.

Each becomes a file or a folder that is named by all that decides what is in it. So what is done is
not done again, whoever died meanwhile.

Its files, in the order of the flow:

task_progress  how far many tasks are
side_by_side   tasks in threads of this process
cluster_tasks  tasks on the workers of a Dask cluster
readings/      names of pictures -> a folder of readings, in parts
trainings/     a network and seeds -> a folder of runs
"""

from lenet.many.readings.manifest import Manifest
from lenet.many.readings.read_many import read_many
from lenet.many.trainings.train_many import train_many
from lenet.many.trainings.variation_results import ManyTrainings

__all__ = ["Manifest", "ManyTrainings", "read_many", "train_many"]
