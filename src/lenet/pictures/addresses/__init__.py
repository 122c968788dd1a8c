"""Pictures that are not files of this machine: in an archive, or where fsspec gets them from.

zip_and_tar  the files in zip and tar files
remote       addresses such as s3://bucket/scans/*.png, through fsspec
address      one such picture, fetched when it is read
"""
