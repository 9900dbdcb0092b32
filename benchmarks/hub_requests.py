"""Requests and bytes for a model of DeepSeek-V3's shape: 163 shards, 91,991 tensors.

An audit beside `huggingface_hub.get_safetensors_metadata`, at the same pinned commit, on the same
server: olah behind a proxy that counts, first as it is, then with what the Hub does: redirects of
large files, and the batch call of Git LFS. The audit reads the card, licenses and code too; the
peer reads the index and the headers.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.sources import deepseek_shape as deepseek
from tests.sources.olah_server import Large, lay_out, serving

from benchmarks.compare import Row, run
from benchmarks.counting_proxy import Traffic, counting

MOST_REQUESTS = 330
MOST_BYTES = 32_000_000
NAME = "org/shape"
FILES: dict[str, bytes] = {
    "README.md": b"---\nlicense: mit\n---\n# A model\n\nSee the [paper](https://arxiv.org/abs/1).\n",
    "LICENSE-CODE": b"MIT License",
    "LICENSE-MODEL": b"MODEL LICENSE AGREEMENT",
    "config.json": b'{"architectures": ["DeepseekV3ForCausalLM"]}',
    "modeling_deepseek.py": b"import torch\n",
    "tokenizer.json": b"{}",
    "inference/generate.py": b"import torch\n",
}
PEER = """
import sys
from huggingface_hub import HfApi
found = HfApi(endpoint=sys.argv[1]).get_safetensors_metadata(sys.argv[2], revision=sys.argv[3])
print(sum(found.parameter_count.values()))
"""


class Taken(NamedTuple):
    """What one program took."""

    requests: int
    bytes: int
    connections: int
    seconds: float

    def __str__(self) -> str:
        counted = f"requests {self.requests}, connections {self.connections}"
        return f"{counted}, {self.bytes / 1e6:.1f} MB, {self.seconds:.1f} s"


def rows() -> Iterator[Row]:
    """As olah serves the shards; as the Hub does; and as a server that only redirects."""
    shards = deepseek.shards()
    large = {shard.name: Large(shard.header, shard.size) for shard in shards}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = {"model.safetensors.index.json": deepseek.index(shards)}
        commit = lay_out(folder / "mirrors", NAME, {**FILES, **index, **large})
        batch = {file.sha256: f"/{NAME}/resolve/{commit}/{path}" for path, file in large.items()}
        with serving(folder, folder / "mirrors") as olah:
            with counting(olah) as (url, traffic):
                peer = _peer(url, commit, folder / "peer", traffic)
                yield _row("as olah serves them", _audit(url, commit, folder / "a", traffic), peer)
                yield _row("from the cache", _audit(url, commit, folder / "a", traffic), peer)
            with counting(olah, redirects=True, batch=batch) as (url, traffic):
                peer = _peer(url, commit, folder / "redirected", traffic)
                yield _row("as the Hub does", _audit(url, commit, folder / "b", traffic), peer)
            with counting(olah, redirects=True) as (url, traffic):
                ours = _audit(url, commit, folder / "c", traffic)
                yield _row("redirected, no batch call", ours, peer)


def _row(what: str, ours: Taken, theirs: Taken) -> Row:
    return Row(
        f"audit of 163 shards, {what}",
        str(ours),
        "get_safetensors_metadata",
        str(theirs),
        f"requests {ours.requests / theirs.requests:.2f}, bytes {ours.bytes / theirs.bytes:.2f}",
        f"<= {MOST_REQUESTS} and {MOST_BYTES / 1e6:.0f} MB",
        ours.requests <= MOST_REQUESTS and ours.bytes <= MOST_BYTES,
    )


def _audit(url: str, commit: str, cache: Path, traffic: Traffic) -> Taken:
    command = [sys.executable, "-m", "howopen", "audit", f"hf:{NAME}@{commit}", "--quiet"]
    start = time.perf_counter()
    out = run([*command, "--endpoint", url, "--output", "json"], HOWOPEN_CACHE=str(cache))
    seconds = time.perf_counter() - start
    claims = [evidence["claim"] for evidence in json.loads(out)["evidence"]]
    tensors = sum(claim.get("tensors") or 0 for claim in claims)
    if tensors != deepseek.TENSORS:
        raise RuntimeError(f"the audit found {tensors:,} tensors of {deepseek.TENSORS:,}")
    return _taken(traffic, seconds)


def _peer(url: str, commit: str, cache: Path, traffic: Traffic) -> Taken:
    start = time.perf_counter()
    quiet = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    out = run([sys.executable, "-c", PEER, url, NAME, commit], HF_HOME=str(cache), **quiet)
    seconds = time.perf_counter() - start
    if int(out) != deepseek.ELEMENTS:
        raise RuntimeError(f"the peer found {int(out):,} elements of {deepseek.ELEMENTS:,}")
    return _taken(traffic, seconds)


def _taken(traffic: Traffic, seconds: float) -> Taken:
    passed = traffic.take()
    return Taken(passed.requests, passed.bytes, passed.connections, seconds)
