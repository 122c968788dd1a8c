"""The pages of a PDF file as grey, through pypdfium2, which the extra ``pdf`` installs.

PDFium cannot be interrupted, takes what memory a file makes it take, and ends the process when
there is no more. So this is called in decoder processes alone. It is not safe for threads either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from lenet.errors import PictureError
from lenet.pictures.grey import Grey, grey_of_array
from lenet.pictures.limits import Limits

DOTS_AN_INCH = 300
"""The resolution at which a page is drawn: handwritten digits are then about 40 pixels high."""

POINTS_AN_INCH = 72


def is_pdf(start: bytes) -> bool:
    """Whether a file that begins so is a PDF."""
    return start.lstrip().startswith(b"%PDF-")


def pdf_pages(file: BinaryIO, name: str, limits: Limits) -> Iterator[Grey]:
    """Yield the pages of a PDF, each drawn as uint16 [H, W] at 300 dots an inch.

    A page that is too large for ``limits`` is drawn at fewer dots. PictureError, beginning with
    ``name``, for a damaged or locked file, and if pypdfium2 is not installed.
    """
    try:
        import pypdfium2 as pdfium  # type: ignore[import-untyped]
    except ImportError as error:
        raise PictureError(
            f"{name}expected a picture: to read PDF, install pypdfium2 (pip install 'lenet[pdf]')"
        ) from error
    document: Any = None
    try:
        document = pdfium.PdfDocument(file)
        count = len(document)
        if not count:
            raise PictureError(f"{name}expected a PDF file with pages, received one without")
        for index in range(count):
            yield _drawn(document[index], limits)
    except pdfium.PdfiumError as error:
        raise PictureError(f"{name}expected a PDF file that can be read: {error}") from error
    finally:
        if document is not None:
            document.close()


def _drawn(page: Any, limits: Limits) -> Grey:
    try:
        width, height = (side / POINTS_AN_INCH for side in page.get_size())
        dots = min(
            DOTS_AN_INCH,
            (limits.side - 1) / max(width, height, 1e-3),
            ((limits.pixels - 2 * limits.side) / max(width * height, 1e-6)) ** 0.5,
        )
        bitmap = page.render(scale=dots / POINTS_AN_INCH, grayscale=True)
        try:
            return grey_of_array(np.asarray(bitmap.to_numpy(), np.uint8))
        finally:
            bitmap.close()
    finally:
        page.close()
