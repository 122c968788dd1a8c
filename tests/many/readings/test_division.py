"""Parts of a job: how it is divided, and what a part's name depends on."""

import os
from pathlib import Path

from lenet.many.readings.division import absolute, divided, stamp
from lenet.many.readings.job import ReadingJob, digest_of
from lenet.pictures.addresses.address import Address
from lenet.pictures.named_files import PictureFile
from lenet.reading import ReadOptions, shipped_reader


def files(folder, count=5):
    return [PictureFile(f"{n}.png", folder / f"{n}.png") for n in range(count)]


def names(made, job="a", each=2):
    return [part.name for part in divided(made, job, each)]


def test_a_job_is_divided_in_order_and_the_last_part_may_be_short(tmp_path):
    parts = list(divided(files(tmp_path), "job", 2))
    assert [[one.name for one in part.files] for part in parts] == [
        ["0.png", "1.png"],
        ["2.png", "3.png"],
        ["4.png"],
    ]
    assert [part.name[:12] for part in parts] == ["part-000001-", "part-000002-", "part-000003-"]


def test_a_part_is_named_anew_when_its_pictures_or_the_job_change_and_else_is_not(tmp_path):
    before = names(files(tmp_path))
    assert names(files(tmp_path)) == before
    assert not set(names(files(tmp_path), job="b")) & set(before)
    (tmp_path / "2.png").write_bytes(b"now it is there")
    after = names(files(tmp_path))
    assert [one == two for one, two in zip(before, after, strict=True)] == [True, False, True]
    renamed = [PictureFile("first.png", tmp_path / "0.png"), *files(tmp_path)[1:]]
    assert names(renamed)[0] != after[0]
    assert names(renamed)[1:] == after[1:]


def test_a_picture_that_was_written_again_has_another_stamp(tmp_path):
    (one,) = files(tmp_path, 1)
    (tmp_path / "0.png").write_bytes(b"1")
    before = stamp(one)
    os.utime(tmp_path / "0.png", ns=(1, 1))
    assert stamp(one) != before
    assert stamp(PictureFile("a", Address("a.zip", "a"), stamp="crc")) == "crc"


def test_workers_in_other_folders_find_the_pictures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inside = Address("scans.zip", "a.png")
    assert absolute(PictureFile("a.png", Path("a.png"))).picture == tmp_path / "a.png"
    assert absolute(PictureFile("a", inside)).picture == Address(
        str(tmp_path / "scans.zip"), "a.png"
    )
    away = PictureFile("s3://bucket/a.png", Address("s3://bucket/a.png"))
    assert absolute(away) == away
    assert absolute(PictureFile("a.png", Path("a.png"))).name == "a.png"


def test_the_digest_of_a_job_is_that_of_all_that_decides_the_readings():
    reader = shipped_reader()
    jobs = [
        ReadingJob(reader, ReadOptions()),
        ReadingJob(reader, ReadOptions(max_error=0.02)),
        ReadingJob(reader, ReadOptions(), accepted_only=True),
        ReadingJob(reader, ReadOptions(), form="parquet"),
        ReadingJob(reader.by("pieces"), ReadOptions()),
        ReadingJob(reader.calibrated(type(reader.calibration)()), ReadOptions()),
        ReadingJob(type(reader)(reader.networks[:1], reader.calibration), ReadOptions()),
    ]
    assert len({job.digest for job in jobs}) == len(jobs)
    assert ReadingJob(type(reader).load(), ReadOptions()).digest == jobs[0].digest
    assert digest_of([b"a", b"bc"]) != digest_of([b"ab", b"c"])
