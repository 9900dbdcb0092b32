"""Small weight files, honest and lying, and a reader that remembers what it was asked for."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any


class Reads:
    """A `ReadAt` over bytes, of a file that may be said to be larger."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.asked: list[tuple[int, int]] = []

    def __call__(self, start: int, length: int) -> bytes:
        assert start >= 0
        assert length >= 0
        self.asked.append((start, length))
        return self.data[start : start + length]

    @property
    def bytes(self) -> int:
        return sum(length for _, length in self.asked)


def entry(dtype: str, shape: list[int], start: int, stop: int) -> dict[str, Any]:
    """One tensor in a safetensors header."""
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


def safetensors_file(header: Mapping[str, Any] | bytes, data_bytes: int) -> bytes:
    """A safetensors file with this header and so many zero bytes of data."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(data_bytes)


class Gguf:
    """Writes GGUF by hand, for what no writer would write."""

    def __init__(self, version: int = 3, order: str = "<") -> None:
        self.version = version
        self.order = order
        self.keys: list[bytes] = []
        self.tensors: list[bytes] = []

    def pack(self, code: str, *values: Any) -> bytes:
        return struct.pack(self.order + code, *values)

    def count(self, value: int) -> bytes:
        return self.pack("I" if self.version == 1 else "Q", value)

    def text(self, value: str | bytes) -> bytes:
        data = value if isinstance(value, bytes) else value.encode()
        return self.count(len(data)) + data

    def key(self, name: str | bytes, kind: int, value: bytes) -> Gguf:
        self.keys.append(self.text(name) + self.pack("I", kind) + value)
        return self

    def array(self, name: str, kind: int, length: int, values: bytes) -> Gguf:
        return self.key(name, 9, self.pack("I", kind) + self.count(length) + values)

    def tensor(self, name: str, shape: list[int], kind: int = 0, offset: int = 0) -> Gguf:
        dims = b"".join(self.count(size) for size in shape)
        rank = self.pack("I", len(shape))
        self.tensors.append(self.text(name) + rank + dims + self.pack("IQ", kind, offset))
        return self

    def file(
        self, data_bytes: int = 0, *, tensors: int | None = None, keys: int | None = None
    ) -> bytes:
        counts = [
            len(self.tensors) if tensors is None else tensors,
            len(self.keys) if keys is None else keys,
        ]
        start = b"GGUF" + self.pack("I", self.version) + b"".join(map(self.count, counts))
        header = start + b"".join(self.keys) + b"".join(self.tensors)
        return header + bytes(-len(header) % 32) + bytes(data_bytes)


def varint(value: int) -> bytes:
    """A number as Protocol Buffers write it."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def message(*fields: tuple[int, int | bytes]) -> bytes:
    """A Protocol Buffers message of integer and length-delimited fields."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            out += varint(number << 3 | 2) + varint(len(value)) + value
    return out
