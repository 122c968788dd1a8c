"""What the machine gives.

files  files written whole or not at all
cores  how many processors this process may use, how many threads work on them
ahead  the next items of an iterator are made in a thread
"""
