"""A picture in an archive or behind an address, fetched when it is read."""

from __future__ import annotations

from dataclasses import dataclass

from lenet.errors import DataError, PictureError
from lenet.pictures.addresses.remote import one_line, opened
from lenet.pictures.addresses.zip_and_tar import member


@dataclass(frozen=True)
class Address:
    """Where a picture is.

    Attributes
    ----------
    file : str
        The path of an archive, or an address that fsspec opens.
    member : str
        The picture's name in the archive; "" if ``file`` is the picture.
    """

    file: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.file}/{self.member}" if self.member else self.file

    def fetched(self, most: int) -> bytes:
        """The file's content, of at most so many bytes. PictureError if it cannot be had."""
        try:
            content = self._content(most)
        except DataError as error:
            raise PictureError(str(error)) from error
        if len(content) > most:
            raise PictureError(f"{self}: expected a picture of at most {most} bytes")
        return content

    def _content(self, most: int) -> bytes:
        if self.member:
            return member(self.file, self.member, most)
        with opened(self.file) as file:
            try:
                return file.read(most + 1)
            except Exception as error:  # of whatever library opens addresses of this kind
                raise DataError(f"{self.file}: {one_line(error)}") from error
