"""How many examples Hypothesis tries: few in a test run, more when asked for.

``HOWOPEN_FUZZ=100 pytest tests/parsers`` tries a hundred times as many.
"""

from __future__ import annotations

import os

from hypothesis import settings


def examples(n: int) -> settings:
    """Settings for a test that tries `n` examples, times the environment's ``HOWOPEN_FUZZ``."""
    return settings(max_examples=n * int(os.environ.get("HOWOPEN_FUZZ", "1")), deadline=None)
