"""``python -m lenet`` is the command ``lenet``."""

from lenet.cli import main

if __name__ == "__main__":
    main()
