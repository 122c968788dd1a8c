"""Pictures in zip and tar files: which are found, how they are read, and what is refused."""

import io
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from lenet.errors import DataError, PictureError
from lenet.pictures.addresses.address import Address
from lenet.pictures.addresses.zip_and_tar import OpenArchive, is_archive, member
from lenet.pictures.limits import Limits
from lenet.pictures.named_files import picture_files
from lenet.reading import ReadOptions, Row, read_all, shipped_reader

FILES = {
    "in/b.png": b"two",
    "a.TIF": b"one",
    "note.txt": b"",
    ".hidden/c.png": b"",
    "in/.d.png": b"",
}


def zipped(path, files=FILES, **how):
    with zipfile.ZipFile(path, "w", **how) as archive:
        archive.writestr("in/", b"")
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path, files=FILES, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            one = tarfile.TarInfo(name)
            one.size = len(content)
            archive.addfile(one, io.BytesIO(content))
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


@pytest.fixture(params=["scans.zip", "scans.tar", "scans.tar.gz", "scans.txz"])
def archive(request, tmp_path):
    path = tmp_path / request.param
    if path.suffix == ".zip":
        return zipped(path, compression=zipfile.ZIP_DEFLATED)
    return tarred(path, mode={".tar": "w", ".gz": "w:gz", ".txz": "w:xz"}[path.suffix])


def test_an_archive_stands_for_the_pictures_in_it(archive):
    found = list(picture_files([str(archive)], io.BytesIO()))
    assert [file.name for file in found] == [f"{archive}/in/b.png", f"{archive}/a.TIF"]
    assert [file.opened() for file in found] == [b"two", b"one"]
    assert len({file.stamp for file in found} - {""}) >= 1


def test_pictures_of_two_archives_can_be_read_in_turn(tmp_path):
    one, two = (zipped(tmp_path / f"{n}.zip", {"a.png": n.encode()}) for n in "12")
    for _ in range(2):
        assert member(str(one), "a.png", 9) == b"1"
        assert member(str(two), "a.png", 9) == b"2"


def test_a_large_member_is_refused_before_it_is_unpacked(tmp_path):
    path = zipped(tmp_path / "bomb.zip", {"a.png": bytes(10**6)}, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 10**4
    with pytest.raises(PictureError, match=r"bomb.zip/a.png: expected at most 999999 bytes"):
        Address(str(path), "a.png").fetched(10**6 - 1)
    assert len(Address(str(path), "a.png").fetched(10**6)) == 10**6
    (file,) = picture_files([str(path)], io.BytesIO())
    (row,) = read_all(_Nobody(), [file], ReadOptions(limits=Limits(bytes=5)))
    assert row == Row(file.name, error=f"{file.name}: expected at most 5 bytes, it has 1000000")


class _Nobody:
    def read(self, picture, **asked):
        raise AssertionError(picture)


@pytest.mark.parametrize("name", ["bad.zip", "bad.tar", "empty.zip", "empty.tar", "absent.zip"])
def test_what_is_no_archive_is_a_fault(tmp_path, name):
    path = tmp_path / name
    if "absent" not in name:
        path.write_bytes(b"junk" * 300 if "bad" in name else b"")
    (file,) = picture_files([str(path)], io.BytesIO())
    expected = "no such file" if "absent" in name else f"expected a {path.suffix[1:]} file"
    assert file.fault.startswith(f"{path}: {expected}")
    with pytest.raises(DataError):
        OpenArchive(str(path))


def test_an_archive_without_pictures_is_a_fault(tmp_path):
    (file,) = picture_files([str(zipped(tmp_path / "a.zip", {"a.txt": b""}))], io.BytesIO())
    assert "expected an archive with pictures" in file.fault


def test_a_member_that_is_damaged_or_gone_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.png": b"content of a picture"})
    damaged = path.read_bytes().replace(b"content of", b"contemt of")
    (tmp_path / "b.zip").write_bytes(damaged)
    with pytest.raises(PictureError, match=r"b.zip/a.png: Bad CRC-32"):
        Address(str(tmp_path / "b.zip"), "a.png").fetched(100)
    with pytest.raises(PictureError, match=r"a.zip: expected c.png in it"):
        Address(str(path), "c.png").fetched(100)


def test_a_member_that_needs_a_password_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.png": b"content"})
    content = path.read_bytes()
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = content.rindex(signature) + flags
        content = content[:place] + b"\1" + content[place + 1 :]
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"a.zip/a.png: it is encrypted; unpack"):
        Address(str(path), "a.png").fetched(100)


def test_other_processes_read_archives_too(tmp_path):
    png = io.BytesIO()
    Image.fromarray(np.full((30, 30), 255, np.uint8)).save(png, "PNG")
    path = zipped(tmp_path / "a.zip", {f"{n}.png": png.getvalue() for n in range(12)})
    files = picture_files([str(path)], io.BytesIO())
    rows = list(read_all(shipped_reader(), files, ReadOptions(), workers=2))
    assert [row.file for row in rows] == [f"{path}/{n}.png" for n in range(12)]
    assert not any(row.error for row in rows)


def test_archives_are_known_by_their_names():
    assert all(map(is_archive, ["a.zip", "A.ZIP", "b.tar.gz", "c.tgz", "d.txz"]))
    assert not any(map(is_archive, ["a.gz", "zip", "a.png", "tar/a.png"]))
