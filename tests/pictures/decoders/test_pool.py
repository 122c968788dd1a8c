"""Decoder processes: limits, replacement, equal pixels, threads, forks, the end."""

import io
import os
import resource
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lenet.errors import PictureError
from lenet.pictures.decoders import decoder as decoder_module
from lenet.pictures.decoders import pool as pool_module
from lenet.pictures.decoders.decoder import DecoderError, EncodedFile
from lenet.pictures.decoders.pool import DecoderPool
from lenet.pictures.formats import open_pages
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.pdf import is_pdf, pdf_pages
from lenet.pictures.pillow import pillow_pages

from ..hostile import commented_gif, nested_forms_pdf, segmented_jpeg
from ..test_formats import WHOLE, encoded, noise, pages_file

ISOLATED = Limits(isolated=True)
SMALL = Limits(side=200, pixels=40_000)

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such limit")


@pytest.fixture
def pool(monkeypatch):
    """A pool of the test's own in the place of the process's."""
    own = DecoderPool()
    monkeypatch.setattr(pool_module, "decoders", own)
    yield own
    own.close()


@pytest.fixture
def bomb():
    pytest.importorskip("pypdfium2")
    return nested_forms_pdf()


def three_pages():
    """A file of three pages that a decoder process opens."""
    return pages_file("TIFF")


def pids(pool, count=1):
    """The decoders that are lent next."""
    if not count:
        return []
    with pool.lent(EncodedFile()) as decoder:
        return [decoder.process.pid, *pids(pool, count - 1)]


def greys(source, **options):
    return [page.grey for page in open_pages(source, **options)]


# Limits


@linux
def test_a_page_that_takes_too_much_memory_is_one_sentence_and_the_next_file_is_read(
    pool, bomb, tmp_path
):
    assert len(bomb) < 3600
    (tmp_path / "bomb.pdf").write_bytes(bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2):
        with pytest.raises(PictureError) as refused:
            greys(tmp_path / "bomb.pdf", limits=SMALL)
        told = f"{tmp_path}/bomb.pdf: expected a page that can be decoded in 0.1 GB, "
        assert str(refused.value).startswith(f"{told}the decoder ended at it (signal ")
        (grey,) = greys(nested_forms_pdf(depth=1), limits=SMALL)
        assert grey.shape == (199, 199)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2**14  # kilobytes


@linux
@pytest.mark.parametrize("hostile", [commented_gif, segmented_jpeg])
def test_memory_that_a_decoder_lacks_is_one_sentence_and_the_decoder_is_kept(pool, hostile):
    assert greys(hostile(1), limits=SMALL)[0].shape == (1, 1)
    (before,) = pids(pool)
    with pytest.raises(PictureError, match=r"^expected a page that takes at most 0\.1 GB to dec"):
        greys(hostile(10**6), limits=SMALL)
    assert pids(pool) == [before]


def test_a_page_that_takes_too_long_is_one_sentence_and_the_next_file_is_read(pool, bomb):
    with pytest.raises(PictureError, match=r"^expected a page that takes at most 0\.2 seconds to"):
        greys(bomb, limits=Limits(seconds=0.2))
    assert len(greys(three_pages())) == 3


class LeftError(Exception):
    """The caller left."""


def leave():
    raise LeftError


def test_a_caller_is_asked_while_a_decoder_works_and_may_leave(pool, bomb):
    (before,) = pids(pool)
    with pytest.raises(LeftError):
        greys(bomb, check=leave)
    assert_ended(before)
    assert pids(pool) != [before]


@linux
@pytest.mark.slow
def test_a_decoder_that_nobody_waits_for_ends_by_its_processor_time(pool, bomb):
    with pool.lent(EncodedFile()) as decoder:
        decoder.open(EncodedFile(bomb, limits=Limits(seconds=1), check=leave))
        with pytest.raises(LeftError):
            decoder.page()
        assert decoder.process.wait() == -signal.SIGXCPU


def test_the_limit_of_one_file_is_none_for_the_next(pool):
    large = three_pages() + bytes(2 * Limits(pixels=0).memory)
    (before,) = pids(pool)
    assert len(greys(three_pages(), limits=SMALL)) == 3
    assert len(greys(large)) == 3
    assert pids(pool) == [before]


# Replacement


def assert_ended(pid):
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_decoder_killed_in_the_middle_of_a_page_is_one_sentence_and_is_replaced(pool, bomb):
    with pool.lent(EncodedFile()) as decoder:
        decoder.open(EncodedFile(bomb, check=decoder.process.kill))
        with pytest.raises(DecoderError, match=r"the decoder ended at it \(signal 9\)"):
            decoder.page()
    assert pids(pool) != [decoder.process.pid]
    assert len(greys(three_pages())) == 3


def test_a_decoder_killed_while_it_rests_is_replaced_in_silence(pool):
    for before in pids(pool, 2):
        os.kill(before, signal.SIGKILL)
    assert len(greys(three_pages())) == 3


def test_whoever_leaves_between_two_pages_gives_the_decoder_back_without_the_file(pool):
    (before,) = pids(pool)
    pages = open_pages(three_pages())
    assert next(pages).number == 1
    pages.close()
    assert pids(pool) == [before]
    with pool.lent(EncodedFile()) as decoder:
        assert decoder.page() is None


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes_is_for_the_one_that_has_the_decoders(pool, kind):
    pages = open_pages(three_pages())
    next(pages)
    (decoder,) = pool._lent
    assert os.getpgid(decoder.process.pid) == decoder.process.pid  # Ctrl-C is for the other group
    decoder.process.send_signal(kind)
    assert [page.number for page in pages] == [2, 3]
    assert pids(pool) == [decoder.process.pid]


@linux
def test_a_decoder_that_has_grown_is_replaced_in_silence(pool, monkeypatch):
    pytest.importorskip("pypdfium2")
    growing = decoder_module.START.replace(
        "import main; main()", "import main; main.__globals__['GROWTH'] = 2**20; main()"
    )
    monkeypatch.setattr(decoder_module, "START", growing)
    (before,) = pids(pool)
    assert len(greys(three_pages())) == 3
    assert len(greys(nested_forms_pdf(depth=1))) == 1
    assert pids(pool) != [before]
    assert len(greys(three_pages())) == 3


# What is decoded

SAMPLES = [*WHOLE, encoded(noise(), "PDF"), *(encoded(noise().convert("F"), "TIFF"),)]


@pytest.mark.parametrize("data", SAMPLES)
def test_a_decoder_gives_the_pixels_that_this_process_would(pool, data, tmp_path):
    if is_pdf(data):
        pytest.importorskip("pypdfium2")
    here = list((pdf_pages if is_pdf(data) else pillow_pages)(io.BytesIO(data), "", LIMITS))
    (tmp_path / "file").write_bytes(data)
    for source in (data, tmp_path / "file", io.BytesIO(data)):
        apart = greys(source, limits=ISOLATED)
        assert len(apart) == len(here) > 0
        for one, other in zip(apart, here, strict=True):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)


def test_a_large_page_comes_whole(pool):
    data = encoded(noise(0, 3000, 2000), "PPM")
    (grey,) = greys(data, limits=ISOLATED)
    np.testing.assert_array_equal(grey, greys(data)[0])


def test_a_refusal_names_the_file_and_the_page(pool, tmp_path):
    path = tmp_path / "scan.tif"
    path.write_bytes(three_pages()[:-900])
    pages = open_pages(path, limits=ISOLATED)
    assert next(pages).number == 1
    with pytest.raises(PictureError, match=rf"^{path}: page 2: expected a picture that can be"):
        list(pages)


def test_without_pypdfium2_a_decoder_says_what_to_install(pool, monkeypatch, tmp_path):
    (tmp_path / "pypdfium2.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PictureError, match=r"to read PDF, install pypdfium2 .*lenet\[pdf\]"):
        greys(encoded(noise(), "PDF"))


def test_threads_have_a_decoder_each_and_all_get_their_own_pages(pool):
    files = [encoded(noise(seed), "TIFF") for seed in range(24)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(greys, files))
    for seed, (grey,) in enumerate(found):
        np.testing.assert_array_equal(grey, np.asarray(noise(seed), np.uint16) * 257)
    assert 1 <= len(pool._idle) <= 3


# The beginning and the end


def test_decoders_can_be_started_before_they_are_needed(pool):
    pool.start(2)
    started = {decoder.process.pid for decoder in pool._idle}
    assert set(pids(pool, 2)) == started
    pool.start(2)
    assert {decoder.process.pid for decoder in pool._idle} == started
    assert pool.can_start()


def test_a_decoder_that_cannot_start_is_one_sentence(pool, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert not pool.can_start()
    with pytest.raises(PictureError, match="expected a decoder that starts: No such file"):
        greys(three_pages())
    with pytest.raises(FileNotFoundError):
        pool.start(1)


def test_a_decoder_that_ends_at_once_is_one_sentence(pool, monkeypatch):
    monkeypatch.setattr(decoder_module, "START", "raise SystemExit(3)")
    pool.start(1)
    with pytest.raises(PictureError, match=r"a decoder that starts, it ended \(status 3\)"):
        greys(three_pages())


FORKING = """
import os, sys
from lenet.errors import PictureError
from lenet.pictures.decoders.pool import decoders
from lenet.pictures.formats import open_pages
pages = open_pages(sys.argv[1])
assert next(pages).number == 1
forked = os.fork()
if not forked:
    assert len(list(open_pages(sys.argv[1]))) == 3
    try:
        next(pages)
    except PictureError:
        assert len(list(open_pages(sys.argv[1]))) == 3
        sys.exit(5)
    sys.exit(6)
assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 5
assert [page.number for page in pages] == [2, 3]
"""

LEFT_OPEN = """
import sys
from lenet.pictures.decoders.pool import decoders
from lenet.pictures.formats import open_pages
pages = open_pages(sys.argv[1])
next(pages)
other = open_pages(sys.argv[1])
assert len(list(other)) == 3
print(*(one.process.pid for one in (*decoders._lent, *decoders._idle)), flush=True)
"""


@pytest.fixture
def script(tmp_path):
    (tmp_path / "scan.tif").write_bytes(three_pages())

    def start(code):
        command = [sys.executable, "-X", "dev", "-W", "error", "-c", code, tmp_path / "scan.tif"]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    return start


def test_a_forked_process_has_decoders_of_its_own(script):
    with script(FORKING) as forking:
        assert forking.communicate() == (b"", b"")
    assert forking.returncode == 0


def test_decoders_end_with_their_process_without_a_word(script):
    with script(LEFT_OPEN) as leaving:
        printed, said = leaving.communicate()
    assert (leaving.returncode, said) == (0, b"")
    assert len(printed.split()) == 2
    for pid in printed.split():
        assert_ended(int(pid))


@linux
def test_decoders_end_when_their_process_is_killed(script):
    with script(LEFT_OPEN + "sys.stdin.read()") as killed:
        assert killed.stdout is not None
        orphans = [os.pidfd_open(int(pid)) for pid in killed.stdout.readline().split()]
        killed.kill()
        for orphan in orphans:
            assert select.select([orphan], [], [], 60)[0]
            os.close(orphan)
    assert len(orphans) == 2
