"""A file -> pages of grey, and which of their pixels are ink.

Its files, in the order of the flow:

named_files   the pictures that a command was given: files, folders, archives, addresses
addresses/    pictures in zip and tar files, and at addresses such as s3://bucket/scan.png
limits        how large a picture may be, how long it may take to decode and how much memory
formats       which kinds of files and arrays are opened, page by page, and where they are decoded
decoders/     files are decoded in processes of their own, within the limits
pillow        the pages of all files but HEIC and PDF
quiet_pillow  Pillow's warnings and its own limit, while a picture is opened
heic          the picture of a HEIC file, as iPhones take them
pdf           the pages of a PDF, and how finely they are drawn
grey          colours, alpha and bit depths as one grey; the EXIF turn
planes        operations on masks and planes that many files need: components, thresholds
boxes         rectangles of a picture
ink/          which pixels are ink: polarity, uneven light, thresholds, ruled lines
"""
