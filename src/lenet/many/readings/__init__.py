"""Names of pictures -> a folder of readings, in parts of a thousand pictures.

job              what is to be read and how; the digest of all that decides the outcome
division         a job's pictures, divided; a part's name
store            where the parts are written: a folder, or an address such as s3://bucket/readings
part_files       the rows of a part as JSON lines or Parquet, and how many there are
part_progress    what is read of a part so far, kept in the store
part_reading     a part is read by one worker, which may die of a picture
on_this_machine  the parts are read by processes of this machine
on_cluster       the parts are read by the workers of a Dask cluster
manifest         what the parts hold, complete when all are there
read_many        all of it
"""
