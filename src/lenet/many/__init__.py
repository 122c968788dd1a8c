"""More pictures than one sitting, or one machine, can read; and many trainings.

A job is cut into parts of a thousand pictures. Each is read somewhere and becomes a file, named by
all that decides what is in it; so what is done is not done again, whoever died meanwhile. Of a
training the folder of its run is the file.

Its files, in the order of the flow:

job              what is to be read and how; the digest of all that decides the outcome
division         a job's pictures, divided; a part's name
store            where the parts are written: a folder, or an address such as s3://bucket/readings
part_files       the rows of a part as JSON lines or Parquet, and how many there are
part_progress    what is read of a part so far, kept in the store
part_reading     a part is read by one worker, which may die of a picture
task_progress    how far many tasks are
side_by_side     tasks in threads of this process
cluster_tasks    tasks on the workers of a Dask cluster
on_this_machine  the parts are read by processes of this machine
on_cluster       the parts are read by the workers of a Dask cluster
manifest         what the parts hold, written when all are there
reading          all of it: names of pictures -> a folder of readings
trainings        a network and seeds -> a folder of runs
"""

from lenet.many.manifest import Manifest
from lenet.many.reading import read_many
from lenet.many.trainings.train_many import train_many
from lenet.many.trainings.variation_results import ManyTrainings

__all__ = ["Manifest", "ManyTrainings", "read_many", "train_many"]
