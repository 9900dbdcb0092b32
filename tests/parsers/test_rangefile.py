"""A `RangeFile` behaves like the file, in few reads, and within its bound."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples
from tests.parsers.torchfile import reader

from howopen.errors import ParseError
from howopen.parsers.rangefile import BLOCK, BLOCKS, RangeFile

DATA = bytes(range(256)) * 1_000


@given(
    st.lists(
        st.tuples(
            st.sampled_from([os.SEEK_SET, os.SEEK_CUR, os.SEEK_END]),
            st.integers(-len(DATA) - 5, len(DATA) + 5),
            st.integers(-1, 2 * BLOCK),
        ),
        max_size=20,
    )
)
@examples(100)
def test_reads_like_the_file(steps: list[tuple[int, int, int]]) -> None:
    real, ours = io.BytesIO(DATA), RangeFile(reader(DATA), len(DATA), len(DATA))
    for whence, offset, length in steps:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: real.tell(), os.SEEK_END: len(DATA)}[whence]
        if base + offset < 0:
            with pytest.raises(OSError, match="before the start"):
                ours.seek(offset, whence)
        else:
            assert ours.seek(offset, whence) == real.seek(offset, whence)
        assert ours.read(length) == real.read(length)
        assert ours.tell() == real.tell()


def test_small_reads_are_gathered_and_long_ones_are_one() -> None:
    reads: list[bytes] = []
    file = RangeFile(reader(DATA, reads), len(DATA), len(DATA))
    for _ in range(100):
        file.read(10)
    assert [len(read) for read in reads] == [BLOCK]
    file.read(2 * BLOCK)
    assert [len(read) for read in reads] == [BLOCK, 2 * BLOCK]


def test_the_cache_is_small() -> None:
    size = (BLOCKS + 1) * BLOCK
    reads: list[bytes] = []
    file = RangeFile(reader(bytes(size), reads), size, size)
    for index in (*range(BLOCKS + 1), 0):
        file.seek(index * BLOCK)
        file.read(1)
    assert len(reads) == BLOCKS + 2


def test_a_read_over_the_bound_is_refused() -> None:
    file = RangeFile(reader(DATA), len(DATA), 1_000)
    assert len(file.read(1_000)) == 1_000
    with pytest.raises(ParseError, match="over the bound of 1,000"):
        file.read()


def test_zipfile_and_buffers_take_it() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", DATA)
    data = buffer.getvalue()
    with zipfile.ZipFile(RangeFile(reader(data), len(data), 1_000_000)) as archive:
        assert archive.read("a/b.txt") == DATA
    buffered = io.BufferedReader(RangeFile(reader(DATA), len(DATA), len(DATA)))
    assert buffered.read() == DATA
