"""``lenet data`` as its users meet it."""

import json

from .command_line import refused, run


def test_data_says_where_each_set_is(tiny, tiny_parts, write_idx, cache_folder, tmp_path):
    write_idx(tmp_path / "sets", tiny_parts)
    told = run("data", "--data-dir", tmp_path / "sets").stdout
    assert f"tiny: the folder {tmp_path / 'sets'}" in told
    for line in run("data", "--json").stdout.splitlines():
        assert {"name", "path", "verified", "note"} == json.loads(line).keys()
    assert "lenet data tiny fetches it" in run("data").stdout


def test_a_set_is_found_by_data_dir_and_by_the_environment(
    tiny, tiny_parts, write_idx, tmp_path, monkeypatch
):
    write_idx(tmp_path / "sets" / "tiny-mnist", tiny_parts, packed=True)
    told = run("data", "tiny", "--data-dir", tmp_path / "sets").stdout
    assert told.startswith("tiny: 12 training and 6 test images of 3 classes, from the folder")
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "sets"))
    found = json.loads(run("data", "tiny", "--json").stdout)
    assert (found["train"], found["test"], found["classes"]) == (12, 6, ["a", "b", "c"])
    words = ("train", "--quiet", "--data", "tiny", "--epochs", 1, "--out", tmp_path / "run")
    assert run(*words).exit_code == 0


def test_a_set_that_nobody_has_is_one_error_with_the_way_out(tiny):
    told = refused("data", "tiny")
    assert "is nowhere to be had" in told
    assert "--data-dir FOLDER" in told


def test_an_unknown_name_is_told_what_there_is():
    for words in (("data", "nix"), ("train", "--data", "nix")):
        assert refused(*words).startswith("lenet: expected mnist, fashion, kmnist")
    assert "pen-digits" in refused("data", "nix")
