"""The layout of DeepSeek-V3: 163 safetensors shards, 91,991 tensors, 684,531,386,000 elements.

Its names, dtypes and shapes follow from the dimensions in its configuration (61 layers and one for
multi-token prediction, 256 experts, FP8 weights with one scale for each block of 128 x 128). How
the tensors lie in the shards is ours: evenly, in order.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from math import prod
from typing import NamedTuple

SHARDS = 163
TENSORS = 91_991
ELEMENTS = 684_531_386_000

HIDDEN, LAYERS, DENSE_LAYERS, EXPERTS, VOCABULARY = 7168, 61, 3, 256, 129_280
QUERY_RANK, KEY_RANK, HEADS = 1536, 512, 128
HEAD, ROTARY, VALUE = 128, 64, 128
DENSE, EXPERT = 18_432, 2048
BLOCK = 128
BYTES = {"BF16": 2, "F32": 4, "F8_E4M3": 1}

Row = tuple[str, str, tuple[int, ...]]


class Shard(NamedTuple):
    """A file: its header as the format has it, and its size with the data that follows."""

    name: str
    header: bytes
    size: int


def shards() -> list[Shard]:
    """All shards, with real headers."""
    rows = list(tensors())
    each = -(-len(rows) // SHARDS)
    return [
        _shard(f"model-{n + 1:05d}-of-{SHARDS:06d}.safetensors", rows[n * each : (n + 1) * each])
        for n in range(SHARDS)
    ]


def index(files: list[Shard]) -> bytes:
    """The index that comes with the shards: which tensor is in which."""
    weight_map: dict[str, str] = {}
    total = 0
    for file in files:
        names = [name for name in json.loads(file.header[8:]) if name != "__metadata__"]
        weight_map |= dict.fromkeys(names, file.name)
        total += file.size - len(file.header)
    return json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}).encode()


def tensors() -> Iterator[Row]:
    """Every tensor in order: name, dtype, shape."""
    yield "model.embed_tokens.weight", "BF16", (VOCABULARY, HIDDEN)
    for layer in range(LAYERS + 1):
        prefix = f"model.layers.{layer}."
        yield from _attention(prefix)
        yield from _dense(prefix) if layer < DENSE_LAYERS else _mixture(prefix)
        if layer == LAYERS:
            yield from _prediction(prefix)
    yield "model.norm.weight", "BF16", (HIDDEN,)
    yield "lm_head.weight", "BF16", (VOCABULARY, HIDDEN)


def _attention(prefix: str) -> Iterator[Row]:
    yield f"{prefix}input_layernorm.weight", "BF16", (HIDDEN,)
    yield f"{prefix}post_attention_layernorm.weight", "BF16", (HIDDEN,)
    attention = f"{prefix}self_attn."
    yield from _linear(f"{attention}q_a_proj", QUERY_RANK, HIDDEN)
    yield f"{attention}q_a_layernorm.weight", "BF16", (QUERY_RANK,)
    yield from _linear(f"{attention}q_b_proj", HEADS * (HEAD + ROTARY), QUERY_RANK)
    yield from _linear(f"{attention}kv_a_proj_with_mqa", KEY_RANK + ROTARY, HIDDEN)
    yield f"{attention}kv_a_layernorm.weight", "BF16", (KEY_RANK,)
    yield from _linear(f"{attention}kv_b_proj", HEADS * (HEAD + VALUE), KEY_RANK)
    yield from _linear(f"{attention}o_proj", HIDDEN, HEADS * VALUE)


def _dense(prefix: str) -> Iterator[Row]:
    yield from _gated(f"{prefix}mlp.", DENSE)


def _mixture(prefix: str) -> Iterator[Row]:
    yield f"{prefix}mlp.gate.weight", "BF16", (EXPERTS, HIDDEN)
    yield f"{prefix}mlp.gate.e_score_correction_bias", "F32", (EXPERTS,)
    for expert in range(EXPERTS):
        yield from _gated(f"{prefix}mlp.experts.{expert}.", EXPERT)
    yield from _gated(f"{prefix}mlp.shared_experts.", EXPERT)


def _prediction(prefix: str) -> Iterator[Row]:
    yield f"{prefix}enorm.weight", "BF16", (HIDDEN,)
    yield f"{prefix}hnorm.weight", "BF16", (HIDDEN,)
    yield f"{prefix}eh_proj.weight", "BF16", (HIDDEN, 2 * HIDDEN)
    yield f"{prefix}embed_tokens.weight", "BF16", (VOCABULARY, HIDDEN)
    yield f"{prefix}shared_head.norm.weight", "BF16", (HIDDEN,)
    yield f"{prefix}shared_head.head.weight", "BF16", (VOCABULARY, HIDDEN)


def _gated(prefix: str, width: int) -> Iterator[Row]:
    yield from _linear(f"{prefix}gate_proj", width, HIDDEN)
    yield from _linear(f"{prefix}up_proj", width, HIDDEN)
    yield from _linear(f"{prefix}down_proj", HIDDEN, width)


def _linear(name: str, out: int, into: int) -> Iterator[Row]:
    """An FP8 weight, and its scales."""
    yield f"{name}.weight", "F8_E4M3", (out, into)
    yield f"{name}.weight_scale_inv", "F32", (-(-out // BLOCK), -(-into // BLOCK))


def _shard(name: str, rows: list[Row]) -> Shard:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for tensor, dtype, shape in rows:
        end = offset + prod(shape) * BYTES[dtype]
        header[tensor] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return Shard(name, struct.pack("<Q", len(text)) + text, 8 + len(text) + offset)
