"""``python -m lenet`` is the command ``lenet``."""

from lenet.commands.main import main

if __name__ == "__main__":
    main()
