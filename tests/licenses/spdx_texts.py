"""Texts of known licenses, where an earlier run fetched them into the cache of the user."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from howopen.licenses.index import shipped, unpack
from howopen.sources.base import Session
from howopen.sources.license_texts import license_texts
from howopen.sources.store import default_store


def spdx_texts() -> Mapping[str, str]:
    """License id to its text; skips the test where they are not at hand. Fetches nothing."""
    texts = _cached()
    if not texts:
        pytest.skip("the license texts are not in the cache: howopen license --diff fetches them")
    return texts


@cache
def _cached() -> Mapping[str, str]:
    sources = unpack(shipped()).sources
    store = default_store()
    if store.get_record("license-texts " + " ".join(sources)) is None:
        return {}
    return license_texts(sources, Session(store=store))
