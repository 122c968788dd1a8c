"""Many pictures, read by this machine: what is written, and what is not read again."""

import json
import os
import zipfile
from pathlib import Path

import pytest

import lenet
from lenet.errors import DataError, LenetError, ModelError
from lenet.many.readings import on_this_machine
from lenet.reading import Reader, read_all


def parts(out):
    return sorted(path.name for path in out.glob("part-*"))


def told(out):
    return [
        json.loads(line) for name in parts(out) for line in (out / name).read_text().splitlines()
    ]


def test_parts_hold_what_read_gives_in_order(strokes, tmp_path):
    folder, out = strokes(7), tmp_path / "out"
    seen = []
    made = lenet.read_many(
        folder, out, pictures_a_part=3, length=1, progress=lambda *two: seen.append(two)
    )
    assert [one["file"] for one in told(out)] == [str(path) for path in sorted(folder.iterdir())]
    for one in told(out):
        (reading,) = lenet.read(one.pop("file"), length=1)
        assert one == reading.as_dict()
    assert (made.pictures, made.readings, made.errors) == (7, 7, 0)
    assert [entry.pictures for entry in made.parts] == [3, 3, 1]
    assert [entry.file for entry in made.parts] == parts(out)
    assert seen[0] == (0, 7)
    assert seen[-1] == (7, 7)
    written = json.loads((out / "manifest.json").read_text())
    assert written["accepted"] == made.accepted == sum(one["accepted"] for one in told(out))


def test_what_is_there_is_not_read_again_and_new_pictures_are(strokes, tmp_path, monkeypatch):
    folder, out = strokes(6), tmp_path / "out"
    lenet.read_many(folder, out, pictures_a_part=4)
    before = {name: (out / name).read_bytes() for name in parts(out)}
    counted = []

    def counting(reader, pictures, options, **further):
        for row in read_all(reader, pictures, options, **further):
            counted.append(Path(row.file).name)
            yield row

    monkeypatch.setattr(on_this_machine, "read_all", counting)
    lenet.read_many(folder, out, pictures_a_part=4)
    assert counted == []
    (folder / "0006.png").write_bytes((folder / "0001.png").read_bytes())
    made = lenet.read_many(folder, out, pictures_a_part=4)
    # the second part has a picture more: it replaces the former one, the first stays as it was
    assert counted == ["0004.png", "0005.png", "0006.png"]
    assert made.pictures == 7
    assert parts(out)[0] in before
    assert len(parts(out)) == 2
    assert not (out / "unfinished").exists()


def test_a_part_that_was_removed_is_read_and_counted_again(strokes, tmp_path):
    folder, out = strokes(2), tmp_path / "out"
    picture = folder / "0001.png"
    content, when = picture.read_bytes(), picture.stat().st_mtime_ns

    def write(some: bytes) -> None:
        picture.write_bytes(some)
        os.utime(picture, ns=(when, when))

    write(bytes(len(content)))
    assert lenet.read_many(folder, out).errors == 1
    write(content)
    assert lenet.read_many(folder, out).errors == 1  # as nothing says that it changed
    (out / parts(out)[0]).unlink()
    assert lenet.read_many(folder, out).errors == 0


def test_a_folder_is_one_jobs(strokes, tmp_path):
    folder, out = strokes(2), tmp_path / "out"
    lenet.read_many(folder, out)
    with pytest.raises(DataError, match="what another job wrote"):
        lenet.read_many(folder, out, max_error=0.1)
    (out / "manifest.json").write_text("[]")
    with pytest.raises(DataError, match="as it was written"):
        lenet.read_many(folder, out)


def test_after_ctrl_c_nothing_that_is_read_is_lost(strokes, tmp_path, monkeypatch):
    folder, out, whole = strokes(9), tmp_path / "out", tmp_path / "whole"
    monkeypatch.setattr(on_this_machine, "PIECE", 2)

    def stop(done, total):
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lenet.read_many(folder, out, pictures_a_part=5, progress=stop)
    seen = []
    lenet.read_many(folder, out, pictures_a_part=5, progress=lambda done, _: seen.append(done))
    assert seen[1] >= 6
    lenet.read_many(folder, whole, pictures_a_part=5)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        path.name: path.read_bytes() for path in whole.iterdir()
    }


def test_parquet_parts_have_the_columns_of_the_csv(strokes, tmp_path):
    dataset = pytest.importorskip("pyarrow.dataset")
    folder, out = strokes(5), tmp_path / "out"
    (folder / "0005.png").write_bytes(b"no picture")
    made = lenet.read_many([folder], out, pictures_a_part=2, form="parquet")
    files = [str(out / entry.file) for entry in made.parts]
    table = dataset.dataset(files).to_table().to_pylist()
    assert [Path(one["file"]).name for one in table] == [f"{n:04}.png" for n in range(6)]
    assert "0005.png: expected a picture" in table[-1]["error"]
    assert (made.readings, made.errors) == (5, 1)
    assert sum(bool(one["accepted"]) for one in table) == made.accepted


def test_pictures_in_an_archive_are_read_as_those_in_its_folder(strokes, tmp_path):
    folder = strokes(4)
    with zipfile.ZipFile(tmp_path / "scans.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    for name in ("scans", "scans.zip"):
        lenet.read_many(tmp_path / name, tmp_path / f"out-{name}", accepted_only=True, length=1)
    one, two = (told(tmp_path / f"out-{name}") for name in ("scans", "scans.zip"))
    assert [row.pop("file").replace("scans.zip/", "scans/") for row in two] == [
        row.pop("file") for row in one
    ]
    assert one == two
    assert all(row["accepted"] for row in one)


def test_what_cannot_be_is_refused_before_anything_is_written(strokes, tmp_path):
    folder, out = strokes(1), tmp_path / "out"
    for wrong in (
        {"scheduler": "tcp://127.0.0.1:1", "workers": 2},
        {"form": "csv"}, {"pictures_a_part": 0}, {"pattern": "("}, {"grammar": "words"},
    ):  # fmt: skip
        with pytest.raises(LenetError):
            lenet.read_many(folder, out, **wrong)
    with pytest.raises(ModelError, match="standard input"):
        lenet.read_many("-", out)
    assert not out.exists()


def test_a_reader_of_ones_own_reads(strokes, tmp_path):
    folder, reader = strokes(2), Reader.load()
    other = reader.calibrated(type(reader.calibration)(offset=-9.0))
    lenet.read_many(folder, tmp_path / "out", reader=other, length=1)
    assert not any(one["accepted"] for one in told(tmp_path / "out"))


@pytest.mark.parametrize("pictures", [None, 3, [3], [b"a.png"]])
def test_what_is_no_name_is_told(pictures, tmp_path):
    with pytest.raises(ModelError, match=r"expected (a list for pictures|names of pictures)"):
        lenet.read_many(pictures, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_reader_is_told(strokes, tmp_path):
    with pytest.raises(ModelError, match=r"expected a Reader, .*received 'modern'"):
        lenet.read_many(strokes(1), tmp_path / "out", reader="modern")  # type: ignore[arg-type]


def test_no_workers_are_refused(strokes, tmp_path):
    with pytest.raises(ModelError, match="expected workers of at least 1, received 0"):
        lenet.read_many(strokes(1), tmp_path / "out", workers=0)


def test_what_is_no_address_of_a_scheduler_is_told(strokes, tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(LenetError, match="expected a Dask scheduler at 8786"):
        lenet.read_many(strokes(1), tmp_path / "out", scheduler=8786)  # type: ignore[arg-type]
