"""Header of an ONNX file, read without trusting it and without its data.

An ONNX file is one Protocol Buffers message (onnx.proto); the data of tensors are stepped over.
Weights usually are initializers of the main graph, and `read_header` gives these. Some exporters
put them into ``Constant`` nodes and into the subgraphs of ``If`` and ``Loop``; `read_constants`
gives those. Graphs for training (``training_info``) are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.protobuf import Span, Wire
from howopen.parsers.tensor import ReadAt, Tensor

MAX_TENSORS = 1_000_000
MAX_RANK = 64
MAX_NAME = 65_535
MAX_TEXT = 1_000_000
"""Longest value of a metadata property, in bytes."""
MAX_NESTING = 32

DTYPES: dict[int, tuple[str, int]] = {
    1: ("FLOAT", 32),
    2: ("UINT8", 8),
    3: ("INT8", 8),
    4: ("UINT16", 16),
    5: ("INT16", 16),
    6: ("INT32", 32),
    7: ("INT64", 64),
    8: ("STRING", 0),
    9: ("BOOL", 8),
    10: ("FLOAT16", 16),
    11: ("DOUBLE", 64),
    12: ("UINT32", 32),
    13: ("UINT64", 64),
    14: ("COMPLEX64", 64),
    15: ("COMPLEX128", 128),
    16: ("BFLOAT16", 16),
    17: ("FLOAT8E4M3FN", 8),
    18: ("FLOAT8E4M3FNUZ", 8),
    19: ("FLOAT8E5M2", 8),
    20: ("FLOAT8E5M2FNUZ", 8),
    21: ("UINT4", 4),
    22: ("INT4", 4),
    23: ("FLOAT4E2M1", 4),
    24: ("FLOAT8E8M0", 8),
    25: ("UINT2", 2),
    26: ("INT2", 2),
    27: ("FLOAT6E2M3", 6),
    28: ("FLOAT6E3M2", 6),
}
"""Name and bits of one element, by number of the data type (onnx.proto; STRING has no width)."""


_STRING = 8  # the data type

# Fields of TensorProto with data: float_data, double_data; int32_data, int64_data, uint64_data;
# string_data; raw_data.
_FIXED, _VARINTS, _STRINGS, _RAW = (4, 10), (5, 7, 11), 6, 9
_DATA = {*_FIXED, *_VARINTS, _STRINGS, _RAW}


class External(NamedTuple):
    """Data of a tensor that lie in another file.

    Attributes:
        tensor: Name of the tensor.
        location: Path as written, which should be relative to the folder of the ONNX file.
        offset: Where the data begin, in bytes.
        length: Their length in bytes, from the tensor's type and shape.
    """

    tensor: str
    location: str
    offset: int
    length: int


class Header(NamedTuple):
    """What an ONNX file says it holds.

    Attributes:
        producer: Name and version of the program that wrote it.
        ir_version: Version of the format.
        opsets: Version of each operator set that it uses, by domain; ``""`` is ONNX's own.
        metadata: The publisher's own properties.
        tensors: Initializers of the main graph; of a sparse one, the values that are stored.
        external: Where the data of tensors lie that are in other files.
    """

    producer: str
    ir_version: int
    opsets: dict[str, int]
    metadata: dict[str, str]
    tensors: tuple[Tensor, ...]
    external: tuple[External, ...]


def read_header(read_at: ReadAt, size: int) -> Header:
    """Read what the model and its main graph declare.

    Args:
        read_at: Reads the file.
        size: Size of the file in bytes.

    Raises:
        ParseError: It is not a well-formed model or over a bound, or a tensor's data are not of
            the length that its type and shape ask for.
    """
    wire = _Onnx(read_at, size)
    producer = ["", ""]
    ir_version = 0
    opsets: dict[str, int] = {}
    metadata: dict[str, str] = {}
    graphs: list[tuple[list[Tensor], list[External]]] = []
    for number, value in wire.fields(wire.whole):
        if number == 1:
            ir_version = wire.number(value)
        elif number in (2, 3):
            producer[number - 2] = wire.text(value)
        elif number == 7:
            graphs.append(_initializers(wire, wire.span(value)))
        elif number == 8:
            domain, version = _opset(wire, wire.span(value))
            opsets[domain] = version
        elif number == 14:
            wire.add_property(metadata, wire.span(value))
    if not ir_version or len(graphs) != 1:
        raise wire.error(f"not a model: IR version {ir_version}, {len(graphs)} graphs")
    tensors, external = graphs[0]
    return Header(
        " ".join(producer).strip(), ir_version, opsets, metadata, tuple(tensors), tuple(external)
    )


def read_constants(read_at: ReadAt, size: int) -> tuple[Tensor, ...]:
    """Read the tensors that are not initializers of the main graph.

    These are the tensors in attributes of nodes, and the initializers of subgraphs, at any depth
    and in functions. Takes longer than `read_header`, as it visits every node.

    Raises:
        ParseError: As for `read_header`.
    """
    wire = _Onnx(read_at, size)
    found: list[Tensor] = []
    for number, value in wire.fields(wire.whole):
        if number == 7:  # graph
            _nodes(wire, wire.span(value), 1, found)
        elif number == 25:  # function
            _nodes(wire, wire.span(value), 7, found)
    return tuple(found)


class _Onnx(Wire):
    """Reads fields as what onnx.proto says they are."""

    def __init__(self, read_at: ReadAt, size: int) -> None:
        super().__init__(read_at, size, "ONNX model")

    def number(self, value: int | Span) -> int:
        """The value of a field that is an integer."""
        if isinstance(value, Span):
            raise self.error(f"bytes at {value.start} where a number belongs")
        return value

    def numbers(self, value: int | Span) -> list[int]:
        """The values of a field that is repeated integers: one, or several packed."""
        return self.varints(value, 10 * MAX_RANK) if isinstance(value, Span) else [value]

    def span(self, value: int | Span) -> Span:
        """The place of a field that is a message or bytes."""
        if isinstance(value, Span):
            return value
        raise self.error("a number where a message belongs")

    def text(self, value: int | Span, most: int = MAX_NAME) -> str:
        """The value of a field that is a string."""
        try:
            return self.read(self.span(value), most).decode("utf-8")
        except UnicodeDecodeError:
            raise self.error("a string that is not UTF-8") from None

    def add_property(self, properties: dict[str, str], entry: Span) -> None:
        """Add a StringStringEntryProto."""
        key = text = ""
        for number, value in self.fields(entry):
            if number == 1:
                key = self.text(value)
            elif number == 2:
                text = self.text(value, MAX_TEXT)
        if key in properties:
            raise self.error(f"duplicate property {key[:80]!r}")
        properties[key] = text


@dataclass
class _Declared:
    """A TensorProto, as far as it was read.

    `data` has the length in bytes of every piece of data, by the number of its field.
    """

    name: str = ""
    dtype: int = 0
    shape: list[int] = field(default_factory=list)
    data: dict[int, list[int]] = field(default_factory=dict)
    is_external: bool = False
    external: dict[str, str] = field(default_factory=dict)

    def bytes_in(self, *fields: int) -> int:
        """Bytes of all data in these fields."""
        return sum(sum(self.data.get(number, ())) for number in fields)


def _opset(wire: _Onnx, entry: Span) -> tuple[str, int]:
    """Domain and version of an OperatorSetIdProto."""
    domain, version = "", 0
    for number, value in wire.fields(entry):
        if number == 1:
            domain = wire.text(value)
        elif number == 2:
            version = wire.number(value)
    return domain, version


def _initializers(wire: _Onnx, graph: Span) -> tuple[list[Tensor], list[External]]:
    """The initializers of a GraphProto, dense and sparse."""
    tensors: dict[str, Tensor] = {}
    externals = []
    for number, value in wire.fields(graph):
        if number not in (5, 15):
            continue
        tensor, external = _tensor(wire, wire.span(value), sparse=number == 15)
        if tensor.name in tensors:
            raise wire.error(f"duplicate tensor {tensor.name[:80]!r}")
        if len(tensors) == MAX_TENSORS:
            raise wire.error(f"more than {MAX_TENSORS} tensors")
        tensors[tensor.name] = tensor
        if external:
            externals.append(external)
    return list(tensors.values()), externals


def _nodes(wire: _Onnx, graph: Span, node: int, found: list[Tensor], depth: int = 0) -> None:
    """Add the tensors in the attributes of the nodes, which are field `node` of `graph`."""
    for number, value in wire.fields(graph):
        if number == node:
            for inner, attribute in wire.fields(wire.span(value)):
                if inner == 5:
                    _attribute(wire, wire.span(attribute), found, depth)


def _attribute(wire: _Onnx, attribute: Span, found: list[Tensor], depth: int) -> None:
    """Add the tensors in an AttributeProto, and those of the graphs in it."""
    for number, value in wire.fields(attribute):
        if number in (5, 10, 22, 23):  # t, tensors, sparse_tensor, sparse_tensors
            if len(found) == MAX_TENSORS:
                raise wire.error(f"more than {MAX_TENSORS} tensors")
            found.append(_tensor(wire, wire.span(value), sparse=number > 20)[0])
        elif number in (6, 11):  # g, graphs
            if depth == MAX_NESTING:
                raise wire.error(f"graphs in graphs, more than {MAX_NESTING} deep")
            graph = wire.span(value)
            found.extend(_initializers(wire, graph)[0])
            _nodes(wire, graph, 1, found, depth + 1)


def _tensor(wire: _Onnx, message: Span, *, sparse: bool) -> tuple[Tensor, External | None]:
    """The tensor in a TensorProto, or that of the values in a SparseTensorProto."""
    if sparse:
        values = [value for number, value in wire.fields(message) if number == 1]
        if len(values) != 1:
            raise wire.error("a sparse tensor without values")
        message = wire.span(values[0])
    declared = _declared(wire, message)
    name, shape = declared.name, declared.shape
    if len(shape) > MAX_RANK or any(item >= 1 << 63 for item in shape):
        raise wire.error(f"tensor {name[:80]!r} has an impossible shape")
    if declared.dtype not in DTYPES:
        raise wire.error(f"tensor {name[:80]!r} has unknown data type {declared.dtype}")
    dtype, bits = DTYPES[declared.dtype]
    tensor = Tensor(name, dtype, tuple(shape))
    length = (tensor.elements * bits + 7) // 8
    if declared.is_external:
        return tensor, _external(declared, length)
    if not _holds(declared, prod(shape), length):
        raise wire.error(f"tensor {name[:80]!r}: {dtype} {shape[:8]} does not fit its data")
    return tensor, None


def _declared(wire: _Onnx, message: Span) -> _Declared:
    """The fields of a TensorProto."""
    tensor = _Declared()
    for number, value in wire.fields(message):
        if number == 1:
            tensor.shape += wire.numbers(value)
            if len(tensor.shape) > MAX_RANK:
                break
        elif number == 2:
            tensor.dtype = wire.number(value)
        elif number in _DATA:
            length = value.length if isinstance(value, Span) else 1
            tensor.data.setdefault(number, []).append(length)
        elif number == 8:
            tensor.name = wire.text(value)
        elif number == 13:
            wire.add_property(tensor.external, wire.span(value))
        elif number == 14:
            tensor.is_external = value == 1
    return tensor


def _holds(tensor: _Declared, elements: int, length: int) -> bool:
    """Whether the data in the message can be those of a tensor of `length` bytes."""
    if tensor.dtype == _STRING:
        return len(tensor.data.get(_STRINGS, ())) == elements
    if _RAW in tensor.data:
        return tensor.data[_RAW] == [length]
    if varints := tensor.bytes_in(*_VARINTS):
        return 4 * varints >= elements  # a number holds one element, or up to four of two bits
    return tensor.bytes_in(*_FIXED) == length


def _external(tensor: _Declared, length: int) -> External:
    """Where the data of the tensor lie, from its external_data."""
    said = tensor.external
    numbers = [said.get("offset") or "0", said.get("length") or str(length)]
    if not said.get("location") or not all(n.isascii() and n.isdigit() for n in numbers):
        raise ParseError(f"ONNX model: tensor {tensor.name[:80]!r} does not say where its data are")
    if any(len(n) > 18 for n in numbers) or int(numbers[1]) != length:
        raise ParseError(f"ONNX model: tensor {tensor.name[:80]!r} does not fit its external data")
    return External(tensor.name, said["location"], int(numbers[0]), length)
