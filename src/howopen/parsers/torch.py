"""Checkpoints of PyTorch: tensors, parameters and imports, with neither torch nor pickle.

`torch.save` writes one of these, all named ``.bin``, ``.pt``, ``.pth`` or ``.ckpt``:

* zip (torch 1.6 and later): ``<name>/data.pkl`` and one member a storage, ``<name>/data/<key>``;
* torchscript: the same, with ``<name>/code/`` and ``<name>/constants.pkl`` beside it;
* legacy: four pickles one after another (magic number, protocol, system, content), the keys of
  the storages, and the storages;
* pickle: not of `torch.save`, but `torch.load` would run it before it finds out.

The tar files of torch before 0.1.10 (2017) are refused. No storage is ever read.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from math import prod
from typing import Literal

from howopen.errors import ParseError
from howopen.parsers.pickle_nodes import Sequence
from howopen.parsers.pickle_ops import MAX_BYTES, Pickle, Truncated, read_pickle
from howopen.parsers.rangefile import RangeFile
from howopen.parsers.tensor import ReadAt, Tensor
from howopen.parsers.torch_state import (
    ITEM_BYTES,
    STORAGE_DTYPES,
    StoredTensor,
    stored_tensors,
)

Format = Literal["zip", "torchscript", "legacy", "pickle"]

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
"""The first pickle of a legacy file (`torch.serialization.MAGIC_NUMBER`)."""

FIRST_WINDOW = 131_072
"""Bytes read first of a legacy file; eight times as many while its pickles go on."""

MAX_DIRECTORY = 16_000_000
"""Longest zip directory: about 200,000 storages."""

PIECE = 8_000_000
"""Bytes of ``data.pkl`` read at once."""

ALLOWED = frozenset(
    {
        "_codecs.encode",
        "__builtin__.set",
        "builtins.bytearray",
        "builtins.complex",
        "builtins.set",
        "collections.Counter",
        "collections.OrderedDict",
        "torch.Size",
        "torch.Tensor",
        "torch._tensor._rebuild_from_type_v2",
        "torch._utils._rebuild_device_tensor_from_cpu_tensor",
        "torch._utils._rebuild_device_tensor_from_numpy",
        "torch._utils._rebuild_meta_tensor_no_storage",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "torch._utils._rebuild_qtensor",
        "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_wrapper_subclass",
        "torch.device",
        "torch.nn.parameter.Parameter",
        "torch.per_channel_affine",
        "torch.per_channel_affine_float_qparams",
        "torch.per_channel_symmetric",
        "torch.per_tensor_affine",
        "torch.per_tensor_symmetric",
        "torch.serialization._get_layout",
        "torch.storage.TypedStorage",
        "torch.storage.UntypedStorage",
    }
    | {f"torch.{dtype}" for dtype in ITEM_BYTES}
    | {f"torch.{sign}int{bits}" for sign in ("", "u") for bits in range(1, 8)}
    | {f"torch.{storage}" for storage in STORAGE_DTYPES}
)
"""Globals that plain weights need: those that ``torch.load(weights_only=True)`` allows by itself
(``torch/_weights_only_unpickler.py``, `_get_allowed_globals`)."""

TORCHSCRIPT_ALLOWED = ("__torch__.", "torch.jit._pickle.")
"""What else a TorchScript file names: classes of its own ``code/``, and builders of typed lists."""


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint holds.

    Attributes:
        tensors: All, in the order of the file, with the dtype as torch names it (``float32``).
        parameters: Elements of floating, complex or quantized type. A storage that several
            tensors share (tied, sliced) counts once, and only as far as tensors show it. What is
            stored below a first key such as ``optimizer_state_dict`` is left out.
        imports: Every global that the pickle names, sorted.
        unexpected: Those that plain weights do not need. Having none does not make a file safe.
        format: How it was written.
    """

    tensors: tuple[Tensor, ...]
    parameters: int
    imports: tuple[str, ...]
    unexpected: tuple[str, ...]
    format: Format


def read_checkpoint(read_at: ReadAt, size: int) -> Checkpoint:
    """Read the structure of a checkpoint.

    Args:
        read_at: Gives the bytes of the file.
        size: Of the file, in bytes.

    Raises:
        ParseError: Not a checkpoint, broken, untrue about its storages, or over a bound.
    """
    start = read_at(0, min(size, 512))
    if start.startswith(b"PK\x03\x04"):
        return _read_zip(read_at, size)
    if start[257:262] == b"ustar":
        raise ParseError("torch checkpoint: the tar format of torch before 0.1.10 is not read")
    return _read_stream(read_at, size)


# ------------------------------------------------------------------------------- zip
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,  # a seek to before the start
    EOFError,
    RuntimeError,  # encrypted, or a feature that zipfile lacks
    ValueError,  # a name that is not in its encoding
    OverflowError,
)


def _read_zip(read_at: ReadAt, size: int) -> Checkpoint:
    try:
        with zipfile.ZipFile(RangeFile(read_at, size, MAX_DIRECTORY)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if len(members) != len(archive.infolist()):
                raise ParseError("torch checkpoint: a zip member is there twice")
            root = _root(members)
            data = _content(archive, members[f"{root}data.pkl"])
    except _ZIP_ERRORS as error:
        raise ParseError(f"torch checkpoint: broken zip: {str(error)[:120]}") from None
    pickle = read_pickle(data)
    tensors = tuple(stored_tensors(pickle.root))
    for tensor in tensors:
        stored = members.get(f"{root}data/{tensor.storage}")
        what = f"tensor {tensor.name!r}: storage {tensor.storage[:80]!r}"
        if stored is None:
            raise ParseError(f"{what} is not in the zip")
        if tensor.storage_bytes not in (None, stored.file_size):
            raise ParseError(f"{what} has {stored.file_size} bytes, not {tensor.storage_bytes}")
    script = any(name.startswith((f"{root}code/", f"{root}constants.pkl")) for name in members)
    return _checkpoint(pickle.imports, tensors, "torchscript" if script else "zip")


def _root(members: dict[str, zipfile.ZipInfo]) -> str:
    """The folder of ``data.pkl``, with its slash; torch puts it in the only one there is."""
    roots = [
        name.removesuffix("data.pkl")
        for name in members
        if name.split("/")[-1] == "data.pkl" and name.count("/") <= 1
    ]
    if len(roots) != 1:
        raise ParseError(f"torch checkpoint: a zip with {len(roots)} data.pkl instead of one")
    return roots[0]


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The decompressors of the others give all that is packed in a piece at once.
        raise ParseError(f"torch checkpoint: data.pkl is packed by method {info.compress_type}")
    content = bytearray()
    with archive.open(info) as member:
        while piece := member.read(PIECE):
            content += piece
            if len(content) > MAX_BYTES:
                raise ParseError(f"torch checkpoint: data.pkl is over {MAX_BYTES:,} bytes")
    return bytes(content)


# ------------------------------------------------------------- legacy, and other pickles
def _read_stream(read_at: ReadAt, size: int) -> Checkpoint:
    """Read growing windows from the start, for a legacy file does not say how long it reads."""
    window = FIRST_WINDOW
    while True:
        data = read_at(0, min(size, window))
        try:
            return _read_pickles(data, size)
        except Truncated:
            if window >= min(size, MAX_BYTES):
                raise
        window = min(8 * window, MAX_BYTES)


def _read_pickles(data: bytes, size: int) -> Checkpoint:
    pickles = [read_pickle(data)]
    if pickles[0].root != MAGIC_NUMBER:
        tensors = tuple(stored_tensors(pickles[0].root))
        return _checkpoint(pickles[0].imports, tensors, "pickle")
    for _ in ("protocol", "system", "content", "storage keys"):
        pickles.append(read_pickle(data, pickles[-1].end))
    tensors = tuple(stored_tensors(pickles[3].root))
    _check_legacy_size(tensors, pickles[4], size)
    imports = {name for pickle in pickles for name in pickle.imports}
    return _checkpoint(tuple(sorted(imports)), tensors, "legacy")


def _check_legacy_size(tensors: tuple[StoredTensor, ...], keys: Pickle, size: int) -> None:
    """The storages follow their keys, each as its number of elements (8 bytes) and these."""
    listed = {str(key) for key in keys.root.items} if isinstance(keys.root, Sequence) else set()
    needed: dict[str, int] = {}
    for tensor in tensors:
        length = 8 + (tensor.storage_bytes or 0)
        if needed.setdefault(tensor.storage, length) != length:
            raise ParseError(f"torch checkpoint: storage {tensor.storage[:80]!r} has two sizes")
    if missing := needed.keys() - listed:
        raise ParseError(f"torch checkpoint: storage {min(missing)[:80]!r} is not listed")
    if keys.end + sum(needed.values()) > size:
        raise ParseError(
            f"torch checkpoint: the file ends within its storages: {size} bytes, "
            f"at least {keys.end + sum(needed.values())} are needed"
        )


# ------------------------------------------------------------------------------ both
def _checkpoint(
    imports: tuple[str, ...], tensors: tuple[StoredTensor, ...], form: Format
) -> Checkpoint:
    more = TORCHSCRIPT_ALLOWED if form == "torchscript" else ()
    return Checkpoint(
        tensors=tuple(Tensor(tensor.name, tensor.dtype, tensor.shape) for tensor in tensors),
        parameters=_parameters(tensors),
        imports=imports,
        unexpected=tuple(
            name for name in imports if name not in ALLOWED and not name.startswith(more)
        ),
        format=form,
    )


_LEARNED = re.compile(r"b?float|complex|qu?int")
_OPTIMIZER = re.compile(r"optim(izers?)?(_states?)?(_dicts?)?(\.|$)")


def _parameters(tensors: tuple[StoredTensor, ...]) -> int:
    """See `Checkpoint.parameters`."""
    shown: dict[tuple[str, str], int] = {}
    whole: dict[tuple[str, str], int] = {}
    views = {
        tensor._replace(name="")
        for tensor in tensors
        if _LEARNED.match(tensor.dtype) and not _OPTIMIZER.match(tensor.name)
    }
    for view in views:
        place = view.storage, view.dtype
        elements = prod(view.shape)
        shown[place] = shown.get(place, 0) + elements
        width = ITEM_BYTES.get(view.dtype)
        if width is not None and view.storage_bytes is not None:
            whole[place] = view.storage_bytes // width
    return sum(min(elements, whole.get(place, elements)) for place, elements in shown.items())
