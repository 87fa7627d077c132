"""Saying what is being done."""

import sys


def tell(line: str) -> None:
    """Say it to whoever watches, on one line that the next words replace."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
