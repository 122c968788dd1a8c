"""A folder and a bucket keep the same files."""

import pytest

from lenet.errors import DataError
from lenet.many.readings.store import Bucket, Folder, store_at


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return store_at(tmp_path / "out")
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").store.clear()
    return store_at("memory://bucket/out")


def test_a_file_is_read_as_it_was_written_and_can_be_removed(store):
    assert store.read("a.jsonl") is None
    store.write("a.jsonl", b"1")
    store.write("a.jsonl", b"22")
    store.write("unfinished/part/000.jsonl", b"3")
    assert (store.read("a.jsonl"), store.read("unfinished/part/000.jsonl")) == (b"22", b"3")
    store.remove("a.jsonl")
    store.remove("absent")
    assert store.read("a.jsonl") is None


def test_names_are_sorted_and_a_folder_goes_with_its_files(store):
    assert store.names() == []
    for name in ("part-2", "part-1", "unfinished/b", "unfinished/a"):
        store.write(name, b"x")
    assert store.names() == ["part-1", "part-2"]
    assert store.names("unfinished") == ["a", "b"]
    store.remove("unfinished")
    assert store.names("unfinished") == []


def test_a_place_with_a_scheme_is_a_bucket_and_a_path_is_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert store_at("s3://bucket/out") == Bucket("s3://bucket/out")
    assert store_at("out") == Folder(tmp_path / "out")


def test_a_store_that_cannot_be_opened_is_told_in_a_sentence():
    pytest.importorskip("fsspec")
    with pytest.raises(DataError, match="nowhere://bucket: "):
        store_at("nowhere://bucket").read("a")
