"""Untrusted files are decoded in processes of their own, within limits of time and memory.

Its files, in the order of the flow:

pool      the decoders of this process: started, lent to one file at a time, ended
decoder   a decoder as its parent sees it: asked page by page, killed when it does not answer
messages  what passes between them
child     the process itself: its limits, and what it decodes
"""
