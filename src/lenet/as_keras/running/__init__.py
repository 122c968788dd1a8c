"""A listing, run as it stands.

cells       a notebook's JSON -> its cells of code
magics      a notebook's lines that are not Python's: passed over and told
tracebacks  an error as the listing's author sees it, and what else can be said of it
elsewhere   modules of other machines: IPython's display, Colab's
python2     print x -> print(x)
old_numpy   names that NumPy has dropped
old_styles  names that matplotlib's styles had
own_module  a listing's own ``lenet.py``
windows     plots that have no window to open: written to files
shown       a backend of matplotlib's that writes what it would show
listing     runs a file
"""
