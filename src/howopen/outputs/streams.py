"""Standard output and error that cannot be written to any more."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TextIO


def let_go(stream: TextIO) -> None:
    """Leave what could not be written: Python would try it again at its end, and exit with 120."""
    with suppress(OSError, ValueError, AttributeError):  # it may be closed, None, or no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
