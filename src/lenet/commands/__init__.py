"""The shell: a file a group of commands."""
