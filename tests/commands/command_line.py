"""The command as tests call it: in this process, in one of its own, and on a terminal."""

import json
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lenet.commands.main import main

# A shell's background jobs are started deaf to Ctrl-C, and so is what they start.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "lenet"
from lenet.commands.main import main
main()
"""


def run(*given, **options):
    """The command, in this process."""
    done = CliRunner().invoke(main, [str(word) for word in given], **options)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def objects(done):
    """The objects that a command printed, one a line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(*given, status=1):
    """Its sentence on stderr, when it must refuse."""
    done = run(*given)
    assert done.exit_code == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def started(*given, **options):
    """The command, in a process of its own."""
    words = [sys.executable, "-c", COMMAND, *map(str, given)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, **options)


def on_a_terminal(*words, columns=80, **environment):
    """What the command sends to a terminal of so many columns."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    given = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    given |= {"TERM": "xterm-256color", **environment}
    process = started(*words, stdout=inner, env=given)
    os.close(inner)
    told = b""
    while True:
        try:
            part = os.read(outer, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        told += part
    os.close(outer)
    assert process.wait() == 0, process.stderr.read()
    process.stderr.close()
    return told.decode()


def rows(told):
    """The rows as they stand at the end: a row is written again from its start."""
    plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", told)
    return [row.rstrip("\r").split("\r")[-1] for row in plain.split("\n")]
