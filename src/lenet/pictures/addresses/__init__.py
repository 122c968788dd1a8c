"""Pictures that are not files of this machine: in an archive, or where fsspec gets them from.

archives  the members of zip and tar files
remote    addresses such as s3://bucket/scans/*.png, through fsspec
address   one such picture, fetched when it is read
"""
