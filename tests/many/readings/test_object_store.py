"""Pictures from an object store and readings into it, with a server that speaks S3."""

import io
import json
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest

import lenet
from lenet.pictures.addresses.remote import listed
from lenet.pictures.named_files import picture_files

pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")

pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server():
    """A process that speaks S3 at an address."""
    port = free_port()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(address).close()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def bucket(server, monkeypatch, tmp_path):
    """An empty bucket; the libraries find the server as they would find Amazon's."""
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"b-{abs(hash(tmp_path)) % 10**9}"
    s3fs.S3FileSystem().mkdir(name)
    yield name
    s3fs.S3FileSystem.clear_instance_cache()


def upload(folder, place):
    s3fs.S3FileSystem().put(str(folder), place, recursive=True)


def told(store, out):
    names = sorted(name for name in store.ls(out, refresh=True) if "/part-" in name)
    return [json.loads(line) for name in names for line in store.cat(name).splitlines()]


def test_a_bucket_is_read_as_its_folder_is(strokes, tmp_path, bucket):
    folder, store = strokes(5), s3fs.S3FileSystem()
    upload(folder, f"{bucket}/scans")
    made = lenet.read_many(
        f"s3://{bucket}/scans", f"s3://{bucket}/out", pictures_a_part=2, length=1
    )
    assert (made.pictures, made.errors, len(made.parts)) == (5, 0, 3)
    lenet.read_many(folder, tmp_path / "out", pictures_a_part=2, length=1)
    here = [
        json.loads(line)
        for path in sorted((tmp_path / "out").glob("part-*"))
        for line in path.read_text().splitlines()
    ]
    there = told(store, f"{bucket}/out")
    assert [one.pop("file") for one in there] == [
        f"s3://{bucket}/scans/{n:04}.png" for n in range(5)
    ]
    for one in here:
        one.pop("file")
    assert here == there
    assert not store.exists(f"{bucket}/out/unfinished")
    again = lenet.read_many(
        f"s3://{bucket}/scans/*.png", f"s3://{bucket}/out", pictures_a_part=2, length=1
    )
    assert again == made


def test_the_workers_of_a_cluster_read_a_bucket(strokes, bucket, cluster):
    upload(strokes(6), f"{bucket}/scans")
    out = f"s3://{bucket}/out"
    made = lenet.read_many(
        f"s3://{bucket}/scans", out, pictures_a_part=2, scheduler=cluster.address
    )
    assert (made.pictures, made.readings, made.errors) == (6, 6, 0)
    assert len(told(s3fs.S3FileSystem(), f"{bucket}/out")) == 6


def test_an_archive_in_a_bucket_is_read_in_its_place(strokes, tmp_path, bucket):
    folder = strokes(3)
    with zipfile.ZipFile(tmp_path / "scans.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"in/{path.name}")
    upload(tmp_path / "scans.zip", f"{bucket}/scans.zip")
    files = list(picture_files([f"s3://{bucket}/scans.zip"], io.BytesIO()))
    assert [file.name for file in files] == [
        f"s3://{bucket}/scans.zip/in/{n:04}.png" for n in range(3)
    ]
    assert files[0].opened() == (folder / "0000.png").read_bytes()


def test_an_object_that_was_written_again_has_another_stamp(strokes, bucket):
    upload(strokes(1), f"{bucket}/scans")
    store = s3fs.S3FileSystem()
    ((address, before),) = listed(f"s3://{bucket}/scans")
    assert "ETag" in before
    store.pipe(address, b"other")
    store.invalidate_cache()
    ((_, after),) = listed(f"s3://{bucket}/scans")
    assert after != before


def test_what_is_not_there_is_a_fault_of_its_name(bucket):
    (file,) = picture_files([f"s3://{bucket}/absent.png"], io.BytesIO())
    assert file.fault == f"s3://{bucket}/absent.png: no such file"
    (file,) = picture_files([f"s3://{bucket}/*.tif"], io.BytesIO())
    assert "expected a folder or a pattern with pictures" in file.fault
