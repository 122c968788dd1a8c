"""A file -> pages of grey.

Its files, in the order of the flow:

named_files   the pictures that a command was given: files, folders, standard input
limits        how large a picture may be
formats       which kinds of files and arrays are opened, page by page
quiet_pillow  Pillow's warnings and its own limit, while a picture is opened
pdf           the pages of a PDF, and how finely they are drawn
grey          colours, alpha and bit depths as one grey; the EXIF turn
planes        operations on masks and planes that many files need: components, thresholds
boxes         rectangles of a picture
"""
