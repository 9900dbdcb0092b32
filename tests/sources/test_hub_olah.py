"""End to end against olah, a Hub-compatible server that is not ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest

from howopen import pipeline
from howopen.errors import NotFound
from howopen.schema import Available, Evidence, Weights
from howopen.sources.base import MB, Session, Want
from howopen.sources.hub import open_ref
from howopen.sources.store import Store

from . import deepseek_shape as deepseek
from .olah_server import Large, lay_out, serving

Files = dict[str, bytes | Large]

HEADER = 100_000
"""Bytes that are read of every shard at first."""

SMALL = {
    "README.md": b"---\nlicense: mit\n---\n# A model\n",
    "config.json": b'{"architectures": ["DeepseekV3ForCausalLM"]}',
    "LICENSE-CODE": b"MIT License",
    "LICENSE-MODEL": b"DEEPSEEK LICENSE AGREEMENT",
    "configuration_deepseek.py": b"# configuration\n",
    "modeling_deepseek.py": b"# architecture\n",
    "tokenizer_config.json": b"{}",
    "tokenizer.json": b"{}",
    "generation_config.json": b"{}",
    "inference/generate.py": b"# inference\n",
    "inference/requirements.txt": b"torch\n",
    "inference/configs/config_671B.json": b"{}",
}

SAFETENSORS = b"\x08\0\0\0\0\0\0\0{}      " + bytes(range(256)) * 1000


@pytest.fixture(scope="module")
def shards() -> list[deepseek.Shard]:
    return deepseek.shards()


class Olah:
    """The server, and the commits of its repositories."""

    def __init__(self, url: str, commits: dict[str, str]) -> None:
        self.url = url
        self.commits = commits

    def session(self, store: Store | None = None) -> Session:
        return Session(store=store, hub_endpoint=self.url, hub_token="")


@pytest.fixture(scope="module")
def olah(tmp_path_factory: pytest.TempPathFactory, shards: list[deepseek.Shard]) -> Iterator[Olah]:
    folder = tmp_path_factory.mktemp("olah")
    mirrors = folder / "mirrors"
    small: Files = {
        "README.md": SMALL["README.md"],
        "sub/model.safetensors": Large(SAFETENSORS, len(SAFETENSORS)),
    }
    shape: Files = {
        **SMALL,
        "model.safetensors.index.json": deepseek.index(shards),
        **{shard.name: Large(shard.header, shard.size) for shard in shards},
    }
    commits = {
        "org/small": lay_out(mirrors, "org/small", small),
        "org/shape": lay_out(mirrors, "org/shape", shape),
    }
    with serving(folder, mirrors) as url:
        yield Olah(url, commits)


def test_a_branch_is_opened_at_its_commit_with_sizes_and_digests(olah: Olah) -> None:
    opened = open_ref("hf:org/small@main", olah.session())
    snapshot = opened.parts[0].view.snapshot

    assert opened.name == "org/small"
    assert (snapshot.ref, snapshot.revision) == ("hf://org/small", olah.commits["org/small"])
    assert snapshot.access == "open"
    assert snapshot.metadata["cardData"] == {"license": "mit"}
    readme, weights = snapshot.artifacts
    assert (readme.path, readme.size, readme.lfs) == ("README.md", len(SMALL["README.md"]), False)
    assert readme.digest == "git:" + _git_blob(SMALL["README.md"])
    assert (weights.path, weights.size, weights.lfs) == (
        "sub/model.safetensors",
        len(SAFETENSORS),
        True,
    )
    assert weights.digest == "sha256:" + Large(SAFETENSORS, 0).sha256


def test_small_files_and_ranges_of_large_files_are_read(olah: Olah) -> None:
    session = olah.session()
    view = open_ref("hf:org/small", session).parts[0].view

    assert view.read("README.md") == SMALL["README.md"]
    assert view.read("sub/model.safetensors", 8, 8) == SAFETENSORS[8:16]
    assert view.read("sub/model.safetensors", -10) == SAFETENSORS[-10:]
    assert view.read("sub/model.safetensors") == SAFETENSORS  # its sha256 is checked


def test_an_address_on_the_server_is_a_reference(olah: Olah) -> None:
    opened = open_ref(f"{olah.url}/org/small/blob/main/README.md", olah.session())
    assert opened.parts[0].view.snapshot.revision == olah.commits["org/small"]


@pytest.mark.parametrize("ref", ["hf:org/nothing", "hf:org/small@no-such-branch"])
def test_what_is_not_there_is_not_found(olah: Olah, ref: str) -> None:
    with pytest.raises(NotFound):
        open_ref(ref, olah.session())


def test_a_model_in_163_shards_is_read_within_330_requests_and_32_mb(
    olah: Olah, shards: list[deepseek.Shard], tmp_path: Path
) -> None:
    session = olah.session(Store(tmp_path))
    ref = f"hf:org/shape@{olah.commits['org/shape']}"

    elements, tensors = _read_headers(ref, session, shards)

    assert (elements, tensors) == (deepseek.ELEMENTS, deepseek.TENSORS)
    assert session.usage.requests <= 330
    assert session.usage.bytes <= 32 * MB

    again = olah.session(Store(tmp_path))
    assert _read_headers(ref, again, shards) == (deepseek.ELEMENTS, deepseek.TENSORS)
    assert again.usage.requests == 1  # what the repository says of itself today


def test_the_audit_of_such_a_model_counts_its_parameters_within_the_same_bounds(
    olah: Olah,
) -> None:
    session = olah.session()
    audit = pipeline.audit(f"hf:org/shape@{olah.commits['org/shape']}", session)

    (weights,) = (e.claim for e in audit.evidence if isinstance(e.claim, Weights))
    assert (weights.files, weights.tensors) == (163, deepseek.TENSORS)
    assert sum(weights.dtypes.values()) == deepseek.ELEMENTS
    # Main model and draft layer; the 41,540,496 scales are no parameters.
    assert weights.parameters == 671_026_419_200 + 13_463_426_304
    (there,) = (e.claim for e in audit.evidence if e.component == "weights" and _is_state(e))
    assert there == Available("open")
    assert session.usage.requests <= 330
    assert session.usage.bytes <= 32 * MB


def _is_state(evidence: Evidence) -> bool:
    return isinstance(evidence.claim, Available)


def _read_headers(ref: str, session: Session, shards: list[deepseek.Shard]) -> tuple[int, int]:
    view = open_ref(ref, session).parts[0].view
    wants = [Want(shard.name, 0, HEADER) for shard in shards]
    wants += [Want(path, 0, MB) for path in SMALL]
    view.prefetch([*wants, Want("model.safetensors.index.json", 0, 16 * MB)])

    assert all(view.read(path) == content for path, content in SMALL.items())
    names = json.loads(view.read("model.safetensors.index.json"))["weight_map"]
    sizes = {artifact.path: artifact.size for artifact in view.glob("*.safetensors")}
    elements = tensors = 0
    for shard in shards:
        head = view.read(shard.name, 0, HEADER)
        header = json.loads(head[8 : 8 + int.from_bytes(head[:8], "little")])
        del header["__metadata__"]
        assert sizes[shard.name] == shard.size
        assert all(names[name] == shard.name for name in header)
        tensors += len(header)
        elements += sum(prod(tensor["shape"]) for tensor in header.values())
    return elements, tensors


def _git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
