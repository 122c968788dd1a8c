"""What the machine gives.

file_lock    a lock that is free when its holder ends
files        files written whole or not at all, and read up to a limit
json_text    JSON that anybody may have written
random_seed  the seeds of models that were given none; Keras's set_random_seed
cores        how many processors this process may use, how many threads work on them
ahead        the next items of an iterator are made in a thread
python_process  another process of the same Python
"""
