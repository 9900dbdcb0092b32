"""What a pickle would build, as inert nodes: an interpreter of its opcodes that runs nothing.

`pickle.Unpickler` imports and calls what the stream names. This reader keeps the name instead:
a call becomes an `Object` that says what would have been called, with which arguments. Opcodes
and their arguments are those of the standard library's `pickletools`.

Every node, memo entry and list item costs at least one opcode, so the bounds on opcodes and
nodes bound memory too.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from typing import NamedTuple

from howopen.errors import ParseError
from howopen.parsers.pickle_nodes import (
    INERT,
    Contents,
    Global,
    Mapping,
    Object,
    Persistent,
    Sequence,
    Value,
)

MAX_BYTES = 64_000_000
"""Longest pickle. That of torch takes about 130 bytes a tensor."""

MAX_OPCODES = 5_000_000
"""Most opcodes, about 5 s of work. Torch needs 33 to 40 a tensor."""

MAX_NODES = 1_500_000
"""Most nodes, and most memo entries. Torch needs about 8 nodes a tensor."""

MAX_NESTING = 10_000
"""Most marks open at once."""

MAX_INTEGER = 1_024
"""Longest integer in bytes or in decimal digits; Python's own decimal limit is 4,300 digits."""

MAX_NAME = 1_000
"""Longest name of a global; text is kept up to this length."""

MAX_IMPORTS = 10_000
"""Most different globals."""


class Truncated(ParseError):
    """The stream goes on behind the bytes at hand."""


class Pickle(NamedTuple):
    """One pickle, read.

    Attributes:
        root: The value it would have given.
        imports: All globals it names, sorted.
        end: Position after its last byte.
    """

    root: Value
    imports: tuple[str, ...]
    end: int


def read_pickle(data: bytes, start: int = 0) -> Pickle:
    """Read the pickle that begins at `start`; what follows it is not looked at.

    Raises:
        Truncated: The bytes end before the pickle does.
        ParseError: It is broken, or over a bound. The message names what it had imported by
            then, for a stream may break on purpose after the call that matters.
    """
    machine = _Machine(data, start)
    try:
        root = machine.run()
    except ParseError as error:
        kind = type(error)
        where = f"pickle, byte {machine.position}"
        raise kind(f"{where}: {error}{_imported(machine.imports)}") from None
    return Pickle(root, tuple(sorted(machine.imports)), machine.position)


def _imported(imports: set[str]) -> str:
    if not imports:
        return ""
    shown = ", ".join(sorted(imports)[:5])
    return f" (after importing {shown}{', ...' if len(imports) > 5 else ''})"


class _Machine:
    """The pickle machine: a stack, the stacks below the open marks, and a memo."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data = data
        self.position = start
        self.start = start
        self.stack: list[Value] = []
        self.below: list[list[Value]] = []
        self.memo: dict[int, Value] = {}
        self.imports: set[str] = set()
        self.nodes = 0

    def run(self) -> Value:
        """Read up to STOP; the value on top of the stack."""
        data = self.data
        for _ in range(MAX_OPCODES):
            if self.position >= len(data):
                raise Truncated("the stream ends without STOP")
            code = data[self.position]
            self.position += 1
            if code == _STOP:
                return self.pop()
            operation = _OPERATIONS.get(code)
            if operation is None:
                raise ParseError(f"0x{code:02x} is not an opcode")
            operation(self)
        raise ParseError(f"over {MAX_OPCODES:,} opcodes")

    # ------------------------------------------------------------------ arguments of opcodes
    def take(self, length: int) -> bytes:
        end = self.position + length
        if end - self.start > MAX_BYTES:
            raise ParseError(f"claims {length:,} bytes, over the bound of {MAX_BYTES:,} in all")
        if end > len(self.data):
            raise Truncated(f"{length:,} bytes are announced and not there")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self, width: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(width), "little", signed=signed)

    def line(self) -> bytes:
        end = self.data.find(b"\n", self.position, self.position + MAX_BYTES)
        if end < 0:
            raise Truncated("a line that does not end")
        return self.take(end + 1 - self.position)[:-1]

    def decimal(self) -> int:
        digits = self.line().removesuffix(b"L")
        if len(digits) > MAX_INTEGER or not digits.removeprefix(b"-").isdigit():
            raise ParseError("a line that is not a decimal integer")
        return int(digits)

    # --------------------------------------------------------------------------------- stack
    def push(self, value: Value) -> None:
        self.stack.append(value)

    def push_node(self, node: Sequence | Mapping | Global | Persistent | Object) -> None:
        self.count_node()
        self.stack.append(node)

    def count_node(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ParseError(f"over {MAX_NODES:,} objects")

    def pop(self) -> Value:
        if not self.stack:
            raise ParseError("the stack is empty")
        return self.stack.pop()

    def top(self) -> Value:
        if not self.stack:
            raise ParseError("the stack is empty")
        return self.stack[-1]

    def mark(self) -> None:
        if len(self.below) >= MAX_NESTING:
            raise ParseError(f"over {MAX_NESTING:,} marks are open")
        self.below.append(self.stack)
        self.stack = []

    def pop_mark(self) -> list[Value]:
        if not self.below:
            raise ParseError("there is no mark")
        items = self.stack
        self.stack = self.below.pop()
        return items

    def drop_mark(self) -> None:
        self.pop_mark()

    def drop_or_unmark(self) -> None:
        """POP drops the mark where that is on top."""
        if self.stack:
            self.stack.pop()
        else:
            self.drop_mark()

    def check_top(self) -> None:
        """READONLY_BUFFER changes what is on top, and here nothing."""
        self.top()

    # ---------------------------------------------------------------------------------- memo
    def put(self, index: int) -> None:
        if index not in self.memo and len(self.memo) >= MAX_NODES:
            raise ParseError(f"over {MAX_NODES:,} memo entries")
        self.memo[index] = self.top()

    def get(self, index: int) -> None:
        if index not in self.memo:
            raise ParseError(f"memo entry {index} is not set")
        self.stack.append(self.memo[index])

    # -------------------------------------------------------------------------------- values
    def push_text(self, raw: bytes, encoding: str = "utf-8") -> None:
        # A character takes at most 4 bytes; the cut may split the last one.
        self.stack.append(raw[: 4 * MAX_NAME].decode(encoding, "replace")[:MAX_NAME])

    def push_integer(self, length: int) -> None:
        if length > MAX_INTEGER:
            raise ParseError(f"an integer of {length:,} bytes")
        self.stack.append(self.number(length, signed=True))

    def skip(self, length: int) -> None:
        self.take(length)
        self.stack.append(INERT)

    def skip_line(self) -> None:
        self.line()
        self.stack.append(INERT)

    def tuple_of(self, length: int) -> None:
        self.push_node(Sequence([self.pop() for _ in range(length)][::-1]))

    def pairs(self, items: list[Value]) -> list[tuple[Value, Value]]:
        if len(items) % 2:
            raise ParseError("a key without a value")
        return list(zip(items[::2], items[1::2], strict=True))

    # -------------------------------------------------------------------- filling what exists
    def append(self, items: list[Value]) -> None:
        target = self.top()
        if isinstance(target, Sequence):
            target.items.extend(items)
        else:
            self.contents(target).items.extend(items)

    def set_items(self, items: list[Value]) -> None:
        pairs = self.pairs(items)
        target = self.top()
        if isinstance(target, Mapping):
            target.pairs.extend(pairs)
        else:
            self.contents(target).pairs.extend(pairs)

    def build(self) -> None:
        state = self.pop()
        self.contents(self.top()).states.append(state)

    def contents(self, target: Value) -> Contents:
        if not isinstance(target, Object):
            raise ParseError(f"{type(target).__name__} cannot be filled")
        if target.contents is None:
            self.count_node()
            target.contents = Contents([], [], [])
        return target.contents

    # --------------------------------------------------------------------- globals and calls
    def imported(self, module: Value, name: Value) -> Global:
        if not isinstance(module, str) or not isinstance(name, str):
            raise ParseError("the name of a global is not text")
        dotted = f"{module}.{name}"
        if len(dotted) >= MAX_NAME:
            raise ParseError(f"the name of a global is over {MAX_NAME} characters")
        self.imports.add(dotted)
        if len(self.imports) > MAX_IMPORTS:
            raise ParseError(f"over {MAX_IMPORTS:,} globals")
        return Global(dotted)

    def named_by_lines(self) -> Global:
        module = self.line().decode("utf-8", "replace")
        return self.imported(module, self.line().decode("utf-8", "replace"))

    def named_by_stack(self) -> None:
        name = self.pop()
        self.push_node(self.imported(self.pop(), name))

    def extension(self, width: int) -> None:
        """A global by its number in the reader's `copyreg`, which the stream cannot know."""
        self.push_node(self.imported("copyreg", f"extension_{self.number(width)}"))

    def call(self) -> None:
        arguments = self.pop()
        self.push_node(Object(self.pop(), arguments))

    def call_with_keywords(self) -> None:
        keywords, arguments = self.pop(), self.pop()
        self.count_node()
        self.push_node(Object(self.pop(), arguments, Contents([], [], [keywords])))

    def call_marked(self, callee: Value, arguments: list[Value]) -> None:
        self.count_node()
        self.push_node(Object(callee, Sequence(arguments)))

    def instance(self) -> None:
        callee = self.named_by_lines()
        self.call_marked(callee, self.pop_mark())

    def object_of_marked(self) -> None:
        items = self.pop_mark()
        if not items:
            raise ParseError("a call without a callee")
        self.call_marked(items[0], items[1:])

    def protocol(self) -> None:
        """The version of the protocol; the opcodes of all versions are read."""
        self.take(1)

    def frame(self) -> None:
        """A frame only announces how many bytes follow; they are read as they come."""
        length = self.number(8)
        here = self.position
        self.take(length)
        self.position = here


_BY_NAME: dict[str, Callable[[_Machine], None]] = {
    "MARK": _Machine.mark,
    "POP": _Machine.drop_or_unmark,
    "POP_MARK": _Machine.drop_mark,
    "DUP": lambda m: m.push(m.top()),
    "PROTO": _Machine.protocol,
    "FRAME": _Machine.frame,
    # constants and numbers
    "NONE": lambda m: m.push(None),
    "NEWTRUE": lambda m: m.push(True),
    "NEWFALSE": lambda m: m.push(False),
    "INT": lambda m: m.push(m.decimal()),
    "LONG": lambda m: m.push(m.decimal()),
    "BININT": lambda m: m.push(m.number(4, signed=True)),
    "BININT1": lambda m: m.push(m.number(1)),
    "BININT2": lambda m: m.push(m.number(2)),
    "LONG1": lambda m: m.push_integer(m.number(1)),
    "LONG4": lambda m: m.push_integer(m.number(4)),
    "FLOAT": _Machine.skip_line,
    "BINFLOAT": lambda m: m.skip(8),
    # text and bytes
    "STRING": lambda m: m.push_text(m.line().strip()[1:-1]),
    "BINSTRING": lambda m: m.push_text(m.take(m.number(4))),
    "SHORT_BINSTRING": lambda m: m.push_text(m.take(m.number(1))),
    "UNICODE": lambda m: m.push_text(m.line(), "raw-unicode-escape"),
    "SHORT_BINUNICODE": lambda m: m.push_text(m.take(m.number(1))),
    "BINUNICODE": lambda m: m.push_text(m.take(m.number(4))),
    "BINUNICODE8": lambda m: m.push_text(m.take(m.number(8))),
    "SHORT_BINBYTES": lambda m: m.skip(m.number(1)),
    "BINBYTES": lambda m: m.skip(m.number(4)),
    "BINBYTES8": lambda m: m.skip(m.number(8)),
    "BYTEARRAY8": lambda m: m.skip(m.number(8)),
    "NEXT_BUFFER": lambda m: m.push(INERT),
    "READONLY_BUFFER": _Machine.check_top,
    # containers
    "EMPTY_LIST": lambda m: m.push_node(Sequence([])),
    "EMPTY_TUPLE": lambda m: m.push_node(Sequence([])),
    "EMPTY_SET": lambda m: m.push_node(Sequence([])),
    "EMPTY_DICT": lambda m: m.push_node(Mapping([])),
    "LIST": lambda m: m.push_node(Sequence(m.pop_mark())),
    "TUPLE": lambda m: m.push_node(Sequence(m.pop_mark())),
    "FROZENSET": lambda m: m.push_node(Sequence(m.pop_mark())),
    "TUPLE1": lambda m: m.tuple_of(1),
    "TUPLE2": lambda m: m.tuple_of(2),
    "TUPLE3": lambda m: m.tuple_of(3),
    "DICT": lambda m: m.push_node(Mapping(m.pairs(m.pop_mark()))),
    "APPEND": lambda m: m.append([m.pop()]),
    "APPENDS": lambda m: m.append(m.pop_mark()),
    "ADDITEMS": lambda m: m.append(m.pop_mark()),
    "SETITEM": lambda m: m.set_items([m.pop(), m.pop()][::-1]),
    "SETITEMS": lambda m: m.set_items(m.pop_mark()),
    # memo
    "PUT": lambda m: m.put(m.decimal()),
    "BINPUT": lambda m: m.put(m.number(1)),
    "LONG_BINPUT": lambda m: m.put(m.number(4)),
    "MEMOIZE": lambda m: m.put(len(m.memo)),
    "GET": lambda m: m.get(m.decimal()),
    "BINGET": lambda m: m.get(m.number(1)),
    "LONG_BINGET": lambda m: m.get(m.number(4)),
    # globals and calls
    "GLOBAL": lambda m: m.push_node(m.named_by_lines()),
    "STACK_GLOBAL": _Machine.named_by_stack,
    "EXT1": lambda m: m.extension(1),
    "EXT2": lambda m: m.extension(2),
    "EXT4": lambda m: m.extension(4),
    "REDUCE": _Machine.call,
    "NEWOBJ": _Machine.call,
    "NEWOBJ_EX": _Machine.call_with_keywords,
    "INST": _Machine.instance,
    "OBJ": _Machine.object_of_marked,
    "BUILD": _Machine.build,
    "PERSID": lambda m: m.push_node(Persistent(m.line().decode("utf-8", "replace")[:MAX_NAME])),
    "BINPERSID": lambda m: m.push_node(Persistent(m.pop())),
}

_CODES = {op.name: ord(op.code) for op in pickletools.opcodes}
_STOP = _CODES["STOP"]
_OPERATIONS = {_CODES[name]: operation for name, operation in _BY_NAME.items()}
