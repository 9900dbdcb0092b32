"""The tensors among the inert nodes of a torch pickle: names, shapes, dtypes and storages.

A tensor is a view (offset, shape, strides) of a storage; tied weights are two views of one. The
calls and their arguments are those of ``torch/_utils.py``, the identifiers of storages those of
``torch/serialization.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.pickle_nodes import Global, Mapping, Object, Persistent, Sequence, Value

MAX_DEPTH = 200
"""Deepest nesting; a pickled module takes four levels for each of its own."""

MAX_NAME = 500
"""Longest tensor name, in characters."""

MAX_RANK = 64
"""Most dimensions; torch itself handles 64 in most operations."""

MAX_COUNT = 2**63 - 1
"""Largest size, stride, offset and number of elements (int64)."""

ITEM_BYTES = {
    "bool": 1,
    "uint8": 1,
    "int8": 1,
    "uint16": 2,
    "int16": 2,
    "uint32": 4,
    "int32": 4,
    "uint64": 8,
    "int64": 8,
    "float8_e4m3fn": 1,
    "float8_e4m3fnuz": 1,
    "float8_e5m2": 1,
    "float8_e5m2fnuz": 1,
    "float8_e8m0fnu": 1,
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex32": 4,
    "complex64": 8,
    "complex128": 16,
    "qint8": 1,
    "quint8": 1,
    "qint32": 4,
}
"""Bytes of one element; dtypes that pack several elements into a byte are left out."""

STORAGE_DTYPES = {
    "BoolStorage": "bool",
    "ByteStorage": "uint8",
    "CharStorage": "int8",
    "ShortStorage": "int16",
    "IntStorage": "int32",
    "LongStorage": "int64",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
    "QInt8Storage": "qint8",
    "QUInt8Storage": "quint8",
    "QInt32Storage": "qint32",
    "QUInt4x2Storage": "quint4x2",
    "QUInt2x4Storage": "quint2x4",
    "UntypedStorage": "",
}
"""Storage classes and the dtype of their elements; an untyped storage counts bytes."""

_VIEWS = {
    f"torch._utils.{name}"
    for name in ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_qtensor")
}
_WRAPPERS = {
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
}
_SUBCLASS = "torch._tensor._rebuild_from_type_v2"

_MODULE_PARTS = {"_modules", "_parameters", "_buffers"}
"""Attributes of a pickled module that its state_dict leaves out of the names."""


class StoredTensor(NamedTuple):
    """One tensor of a checkpoint.

    Attributes:
        name: Path to it, keys and positions joined by dots.
        dtype: Torch's name without ``torch.``.
        shape: Its dimensions.
        stride: Elements between neighbors, by dimension.
        offset: First element, in elements from the start of the storage.
        storage: Key of its storage.
        storage_bytes: Size of that, or None for a dtype of unknown width.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int
    storage: str
    storage_bytes: int | None


class _Path(NamedTuple):
    """Where a node was met; names are only put together for tensors."""

    parent: _Path | None
    segment: str | None
    depth: int


def stored_tensors(root: Value) -> Iterator[StoredTensor]:
    """The tensors that hang below `root`, in the order of the stream.

    Each container is entered once, under the first name it is met by, so that cycles end and
    nothing grows beyond the stream; a tensor is given under every name it has in these.

    Raises:
        ParseError: A tensor is malformed or reaches outside its storage, or is nested too deeply.
    """
    entered: set[int] = set()
    pending: list[tuple[Mapping | Sequence | Object, _Path]] = []
    if isinstance(root, Mapping | Sequence | Object):
        pending.append((root, _Path(None, None, 0)))
    while pending:
        node, path = pending.pop()
        if isinstance(node, Object) and (view := _view_arguments(node)) is not None:
            yield _tensor(_name(path), view)
            continue
        if id(node) in entered:
            continue
        entered.add(id(node))
        if path.depth >= MAX_DEPTH:
            raise ParseError(f"values are nested over {MAX_DEPTH} levels deep")
        below = [
            (child, _Path(path, segment, path.depth + 1))
            for segment, child in _children(node)
            if isinstance(child, Mapping | Sequence | Object) and id(child) not in entered
        ]
        pending.extend(reversed(below))


def _children(node: Mapping | Sequence | Object) -> Iterator[tuple[str | None, Value]]:
    """What a container holds, each with its part of the name, if it has one."""
    if isinstance(node, Mapping):
        yield from _by_key(node.pairs)
    elif isinstance(node, Sequence):
        yield from ((str(index), item) for index, item in enumerate(node.items))
    elif _callee(node) in _WRAPPERS:
        yield from ((None, item) for item in _items(node.arguments)[:1])
    else:
        yield from _object_children(node)


def _object_children(node: Object) -> Iterator[tuple[str | None, Value]]:
    arguments = _items(node.arguments)
    if _callee(node) == "collections.OrderedDict" and arguments:
        # Python 2 gives the items to the call: OrderedDict([[key, value], ...]).
        entries = [_items(entry) for entry in _items(arguments[0])]
        yield from _by_key([(entry[0], entry[1]) for entry in entries if len(entry) == 2])
    else:
        yield from ((str(index), item) for index, item in enumerate(arguments))
    if node.contents is not None:
        yield from ((str(index), item) for index, item in enumerate(node.contents.items))
        yield from _by_key(node.contents.pairs)
        for state in node.contents.states:
            if isinstance(state, Mapping):
                yield from (
                    (None if key in _MODULE_PARTS else key, value)
                    for key, value in _by_key(state.pairs)
                )
            else:
                yield None, state


def _by_key(pairs: list[tuple[Value, Value]]) -> Iterator[tuple[str, Value]]:
    """The entries of a dict; of those with the same key the last counts, as it would in one."""
    last = {key: value for key, value in pairs if isinstance(key, str | int)}
    yield from ((str(key), value) for key, value in last.items())
    yield from (("?", value) for key, value in pairs if not isinstance(key, str | int))


def _name(path: _Path | None) -> str:
    segments: list[str] = []
    length = 0
    while path is not None:
        if path.segment is not None:
            segments.append(path.segment)
            length += len(path.segment) + 1
        if length > MAX_NAME:
            raise ParseError(f"the name of a tensor is over {MAX_NAME} characters")
        path = path.parent
    return ".".join(reversed(segments))


# ---------------------------------------------------------------------------- one tensor
def _view_arguments(node: Object) -> list[Value] | None:
    """Arguments of the call that makes a tensor of a storage, or None if this is none."""
    callee, arguments = _callee(node), _items(node.arguments)
    if callee == _SUBCLASS and len(arguments) > 2 and isinstance(arguments[0], Global):
        # (function, class, arguments of the function, state)
        callee, arguments = arguments[0].name, _items(arguments[2])
    return arguments if callee in _VIEWS else None


def _tensor(name: str, arguments: list[Value]) -> StoredTensor:
    """The tensor that ``(storage, offset, size, stride, ...)`` describes."""
    what = f"tensor {name!r}"
    if len(arguments) < 4:
        raise ParseError(f"{what}: {len(arguments)} arguments, at least 4 are needed")
    key, dtype, elements = _storage(arguments[0], what)
    if not dtype:
        # _rebuild_tensor_v3: the storage counts bytes, the dtype comes seventh.
        dtype = _dtype(arguments[6] if len(arguments) > 6 else None, what)
        elements //= ITEM_BYTES.get(dtype, 1)
    offset = _count(arguments[1], what)
    shape, stride = _counts(arguments[2], what), _counts(arguments[3], what)
    if len(shape) != len(stride):
        raise ParseError(f"{what}: {len(shape)} dimensions and {len(stride)} strides")
    count: int = prod(shape)
    if count > MAX_COUNT:
        raise ParseError(f"{what}: over 2^63-1 elements")
    width = ITEM_BYTES.get(dtype)
    if width is not None and count:
        last = offset + sum((n - 1) * step for n, step in zip(shape, stride, strict=True))
        if last >= elements:
            raise ParseError(f"{what}: reaches element {last} of a storage of {elements}")
    size = None if width is None else elements * width
    return StoredTensor(name, dtype, shape, stride, offset, key, size)


def _storage(node: Value, what: str) -> tuple[str, str, int]:
    """Key, dtype and number of elements of ``('storage', class, key, location, elements)``."""
    pid = _items(node.pid) if isinstance(node, Persistent) else []
    if len(pid) < 5 or pid[0] != "storage" or not isinstance(pid[1], Global):
        raise ParseError(f"{what}: has no storage")
    class_name = pid[1].name.rsplit(".", 1)[-1]
    dtype = STORAGE_DTYPES.get(class_name)
    if dtype is None:
        raise ParseError(f"{what}: unknown storage class {pid[1].name[:80]}")
    if not isinstance(pid[2], str | int):
        raise ParseError(f"{what}: the key of its storage is not text")
    return str(pid[2])[:MAX_NAME], dtype, _count(pid[4], what)


def _dtype(node: Value, what: str) -> str:
    if not isinstance(node, Global) or not node.name.startswith("torch."):
        raise ParseError(f"{what}: has no dtype")
    return node.name.removeprefix("torch.")


def _count(value: Value, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise ParseError(f"{what}: a size, stride or offset is not a number from 0 to 2^63-1")
    return value


def _counts(node: Value, what: str) -> tuple[int, ...]:
    """A shape or strides: a tuple or list, also inside a call of `torch.Size`."""
    if isinstance(node, Object) and _callee(node) == "torch.Size":
        arguments = _items(node.arguments)
        node = arguments[0] if arguments else None
    if not isinstance(node, Sequence) or len(node.items) > MAX_RANK:
        raise ParseError(f"{what}: no shape or strides of at most {MAX_RANK} dimensions")
    return tuple(_count(item, what) for item in node.items)


def _callee(node: Object) -> str | None:
    return node.callee.name if isinstance(node.callee, Global) else None


def _items(node: Value) -> list[Value]:
    return node.items if isinstance(node, Sequence) else []
