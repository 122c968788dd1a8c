"""``lenet serve`` in a process of its own, and a Chromium to look at its page with."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

COMMAND = "import sys; sys.argv[0] = 'lenet'; from lenet.commands.main import main; main()"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")


@contextlib.contextmanager
def service(*options: str, python: str = sys.executable) -> Iterator[tuple[str, int]]:
    """The address and the process of a service on a free port, closed at the end."""
    words = [python, "-c", COMMAND, "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"], process.pid
        finally:
            process.terminate()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Selenium's driver of Debian's Chromium, with a profile that is thrown away."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            yield driver
        finally:
            driver.quit()
