"""Writes checkpoints the way `torch.save` does, without torch.

Stand-ins for the classes and functions of torch are put where `pickle` looks for them; see
`fake_torch`.
"""

from __future__ import annotations

import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
ITEM_BYTES = {"FloatStorage": 4, "HalfStorage": 2, "LongStorage": 8, "UntypedStorage": 1}


def _stand_in(module: str, name: str) -> Any:
    made = type(name, (), {})
    made.__module__, made.__qualname__ = module, name
    return made


GLOBALS: dict[str, Any] = {
    f"{module}.{name}": _stand_in(module, name)
    for module, name in [
        *(("torch", storage) for storage in ITEM_BYTES),
        ("torch", "float16"),
        ("torch", "Size"),
        ("torch.nn.modules.linear", "Linear"),
        ("torch._utils", "_rebuild_tensor_v2"),
        ("torch._utils", "_rebuild_tensor_v3"),
        ("torch._utils", "_rebuild_parameter"),
        ("torch._tensor", "_rebuild_from_type_v2"),
        ("__torch__", "Net"),
    ]
}


@dataclass(frozen=True)
class Storage:
    key: str
    elements: int
    kind: str = "FloatStorage"

    @property
    def size(self) -> int:
        return self.elements * ITEM_BYTES[self.kind]


@dataclass
class Call:
    """Pickled as a call of a stand-in, by its name, or of a class; then `state` is restored."""

    called: str | type
    arguments: tuple[Any, ...] = ()
    state: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        called = GLOBALS[self.called] if isinstance(self.called, str) else self.called
        if self.state is None:
            return called, self.arguments
        return called, self.arguments, self.state


def tensor(
    storage: Storage,
    *shape: int,
    offset: int = 0,
    stride: tuple[int, ...] | None = None,
    call: str = "torch._utils._rebuild_tensor_v2",
    more: tuple[Any, ...] = (),
) -> Call:
    """A tensor over `storage`, contiguous unless `stride` says otherwise."""
    if stride is None:
        steps = [1]
        for n in reversed(shape[1:]):
            steps.append(steps[-1] * n)
        stride = tuple(reversed(steps)) if shape else ()
    return Call(call, (storage, offset, shape, stride, False, OrderedDict(), *more))


@contextmanager
def fake_torch() -> Iterator[None]:
    """Let `pickle` find the stand-ins under their names."""
    modules: dict[str, types.ModuleType] = {}
    for dotted, made in GLOBALS.items():
        module, _, name = dotted.rpartition(".")
        setattr(modules.setdefault(module, types.ModuleType(module)), name, made)
    with mock.patch.dict(sys.modules, modules):
        yield


def pickled(value: Any, protocol: int = 2, *, legacy: bool = False) -> bytes:
    """`value` pickled, its storages as persistent identifiers."""

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: Any) -> Any:
            if not isinstance(obj, Storage):
                return None
            pid = ("storage", GLOBALS[f"torch.{obj.kind}"], obj.key, "cpu", obj.elements)
            return (*pid, None) if legacy else pid

    buffer = io.BytesIO()
    with fake_torch():
        Pickler(buffer, protocol).dump(value)
    return buffer.getvalue()


def zip_checkpoint(
    data: bytes,
    storages: list[Storage],
    *,
    extra: dict[str, bytes] | None = None,
    compression: int = zipfile.ZIP_STORED,
    name: str = "archive/data.pkl",
) -> bytes:
    """The zip of a pickle and its storages."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr(name, data)
        for storage in storages:
            archive.writestr(f"archive/data/{storage.key}", bytes(storage.size))
        for path, content in (extra or {}).items():
            archive.writestr(path, content)
    return buffer.getvalue()


def legacy_checkpoint(data: bytes, storages: list[Storage]) -> bytes:
    """The format before torch 1.6."""
    system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}}
    head = [pickle.dumps(part, 2) for part in (MAGIC_NUMBER, 1001, system)]
    keys = pickle.dumps([storage.key for storage in storages], 2)
    bodies = [storage.elements.to_bytes(8, "little") + bytes(storage.size) for storage in storages]
    return b"".join([*head, data, keys, *bodies])


def reader(data: bytes, reads: list[bytes] | None = None) -> Callable[[int, int], bytes]:
    """`read_at` over bytes; every answer is also put into `reads`."""

    def read_at(start: int, length: int) -> bytes:
        answer = data[start : start + length]
        if reads is not None:
            reads.append(answer)
        return answer

    return read_at
