"""Python source -> facts: imports, definitions, calls and what encloses them. Nothing is run."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from howopen.errors import ParseError

MAX_SOURCE = 1_000_000
"""Bytes of one file; ``ast`` needs about 100 times as much memory."""

MAX_NAME = 300
"""Characters of a dotted name; a longer one is treated as none."""

COMMAND_LINES = frozenset(
    {"argparse", "click", "fire", "hydra", "jsonargparse", "simple_parsing", "tyro", "typer"}
)
"""Packages that give a program its command line."""

_DIALECT = f"Python {sys.version_info.major}.{sys.version_info.minor}"
"""``ast`` reads the grammar of the running interpreter: ``type X = ...`` fails before 3.12."""


class Definition(NamedTuple):
    """A function or method.

    Attributes:
        name: Qualified inside the module: ``Trainer.fit``.
        line: Line of its ``def``, from 1.
    """

    name: str
    line: int


class Class(NamedTuple):
    """A class, qualified inside the module, with the dotted names of its bases."""

    name: str
    line: int
    bases: tuple[str, ...]


class Call(NamedTuple):
    """One call, or the decorator of a function, which is called with it.

    Attributes:
        name: As written, ``()`` and ``[]`` for what stands between: ``scaler.scale().backward``.
        target: The same with the first name replaced by what it was imported as.
        line: Line of the called name, from 1.
        function: Qualified name of the enclosing function, ``""`` in the module itself.
        loop: It stands in the body of a ``for`` or ``while`` of that function.
        passes: Dotted names handed over as positional or keyword arguments.
    """

    name: str
    target: str
    line: int
    function: str
    loop: bool
    passes: tuple[str, ...] = ()


class Module(NamedTuple):
    """What one Python file says.

    Attributes:
        path: Path in the snapshot.
        docstring: Of the module.
        imports: Local name to what it stands for, dotted; relative imports from the root.
        definitions: Functions and methods.
        classes: Classes.
        calls: Calls and decorators, in no certain order.
        made_by: Variable, as written, to the dotted names it was made from: what was called and
            what was handed over.
        numbers: Names given a number by the module itself or as a keyword of a call, and the line.
        main_line: Line of ``if __name__ == "__main__"``, or None.
        command_line: The package that reads its arguments, or ``""``.
    """

    path: str
    docstring: str
    imports: dict[str, str]
    definitions: tuple[Definition, ...]
    classes: tuple[Class, ...]
    calls: tuple[Call, ...]
    made_by: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    main_line: int | None
    command_line: str

    @property
    def dotted(self) -> str:
        """Dotted name by its path from the root: ``src.pkg.mod``; a package for ``__init__``."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def resolve(self, dotted: str) -> str:
        """`dotted` with its first name replaced by what it was imported as."""
        first, dot, rest = dotted.partition(".")
        bare = first.rstrip("()[]")
        return self.imports.get(bare, bare) + first[len(bare) :] + dot + rest

    def makers(self, name: str) -> tuple[str, ...]:
        """What the object at the front of a dotted name was made from, as far as it is seen."""
        return self.made_by.get(name.rstrip("()[]"), ())


def read_module(path: str, source: bytes) -> Module:
    """Read one Python file.

    Raises:
        ParseError: It is too large, too deeply nested, or not the Python that howopen runs on.
    """
    if len(source) > MAX_SOURCE:
        raise ParseError(f"{path}: {len(source)} bytes of Python, over the bound of {MAX_SOURCE}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are the author's matter
            tree = ast.parse(source)
    except SyntaxError as error:
        raise ParseError(f"{path}: line {error.lineno or 1}: not {_DIALECT}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ParseError(f"{path}: not readable as Python: {type(error).__name__}") from None
    reader = _Reader(path)
    reader.walk(tree)
    return reader.module(ast.get_docstring(tree) or "")


class _Place(NamedTuple):
    """Where a node stands: enclosing names, innermost function, inside a loop of it or not."""

    scope: tuple[str, ...] = ()
    function: str = ""
    loop: bool = False


class _Reader:
    """Walks a tree with its own stack: depth of nesting costs no recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.imports: dict[str, str] = {}
        self.definitions: list[Definition] = []
        self.classes: list[tuple[str, int, tuple[str, ...]]] = []
        self.calls: list[tuple[str, int, _Place, tuple[str, ...]]] = []
        self.made_by: dict[str, set[str]] = {}
        self.numbers: dict[str, int] = {}
        self.main_line: int | None = None

    def walk(self, tree: ast.Module) -> None:
        stack: list[tuple[ast.AST, _Place]] = [(tree, _Place())]
        while stack:
            node, place = stack.pop()
            stack.extend(self._enter(node, place))

    def module(self, docstring: str) -> Module:
        """What was gathered; names are resolved here, as an import may follow its use."""
        bare = Module(self.path, docstring, self.imports, (), (), (), {}, {}, None, "")
        tops = {dotted.partition(".")[0] for dotted in self.imports.values()}
        return bare._replace(
            definitions=tuple(self.definitions),
            classes=tuple(
                Class(name, line, tuple(map(bare.resolve, bases)))
                for name, line, bases in self.classes
            ),
            calls=tuple(
                Call(name, bare.resolve(name), line, place.function, place.loop, passes)
                for name, line, place, passes in self.calls
            ),
            made_by={
                name: tuple(sorted(map(bare.resolve, made))) for name, made in self.made_by.items()
            },
            numbers=self.numbers,
            main_line=self.main_line,
            command_line=min(tops & COMMAND_LINES, default=""),
        )

    def _enter(self, node: ast.AST, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
        """Take note of a node; yield its children and where they stand."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = (*place.scope, node.name)
            name = ".".join(scope)
            self.definitions.append(Definition(name, node.lineno))
            inside = _Place(scope, name)
            for decorator in node.decorator_list:
                self._decorator(decorator, inside)
                yield decorator, inside
            yield from ((child, inside) for child in node.body)
            yield node.args, place
        elif isinstance(node, ast.ClassDef):
            scope = (*place.scope, node.name)
            bases = tuple(filter(None, map(dotted_name, node.bases)))
            self.classes.append((".".join(scope), node.lineno, bases))
            yield from ((child, place._replace(scope=scope)) for child in node.body)
            yield from ((child, place) for child in node.decorator_list)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
            inside = place._replace(loop=True)
            yield from ((child, inside) for child in node.body)
            yield from ((child, place) for child in node.orelse)
            yield (node.test, inside) if isinstance(node, ast.While) else (node.iter, place)
        else:
            self._note(node, place)
            yield from ((child, place) for child in ast.iter_child_nodes(node))

    def _note(self, node: ast.AST, place: _Place) -> None:
        if isinstance(node, ast.Call):
            self._call(node, place)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                self.imports[alias.asname or top] = (alias.name if alias.asname else top)[:MAX_NAME]
        elif isinstance(node, ast.ImportFrom):
            package = self._package(node)
            for alias in node.names:
                name = f"{package}.{alias.name}".lstrip(".")
                self.imports[alias.asname or alias.name] = name[:MAX_NAME]
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            self._assignment(node, place)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._made(node.optional_vars, node.context_expr)
        elif isinstance(node, ast.If) and not place.scope and _is_main(node.test):
            self.main_line = node.lineno

    def _call(self, node: ast.Call, place: _Place) -> None:
        for keyword in node.keywords:
            if keyword.arg and _is_number(keyword.value):
                self.numbers.setdefault(keyword.arg, keyword.value.lineno)
        if name := dotted_name(node.func):
            line = node.func.end_lineno or node.lineno  # of a chain over lines, the last
            self.calls.append((name, line, place, _passed(node)))

    def _decorator(self, decorator: ast.expr, place: _Place) -> None:
        """``@no_grad`` is a call too; ``@no_grad()`` is one already."""
        if not isinstance(decorator, ast.Call) and (name := dotted_name(decorator)):
            self.calls.append((name, decorator.lineno, place, ()))

    def _package(self, node: ast.ImportFrom) -> str:
        """What is imported from, dotted from the root of the snapshot where it is relative."""
        if not node.level:
            return node.module or ""
        folders = self.path.split("/")[: -node.level]
        return ".".join([*folders, *((node.module,) if node.module else ())])

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr, place: _Place) -> None:
        if node.value is None:
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and not place.scope and _is_number(node.value):
                self.numbers.setdefault(target.id, target.lineno)
            for single in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                self._made(single, node.value)

    def _made(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(value, ast.Await):
            value = value.value
        name = dotted_name(target)
        if name and isinstance(value, ast.Call):
            made = {dotted_name(value.func), *_passed(value)} - {""}
            self.made_by.setdefault(name, set()).update(made)


def dotted_name(node: ast.expr) -> str:
    """``a.b``, ``a().b`` or ``a[].b`` for such an expression, else ``""``."""
    name = _dotted(node)
    return name if len(name) <= MAX_NAME else ""


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    suffix = ""
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr + suffix)
            node, suffix = node.value, ""
        elif isinstance(node, ast.Call):
            node, suffix = node.func, "()" + suffix
        elif isinstance(node, ast.Subscript):
            node, suffix = node.value, "[]" + suffix
        elif isinstance(node, ast.Name):
            parts.append(node.id + suffix)
            return ".".join(reversed(parts))
        else:
            # A literal or an operation: what is called on it is known, it itself has no name.
            return ".".join(["", *reversed(parts)]) if parts else ""


def _passed(call: ast.Call) -> tuple[str, ...]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    names = (dotted_name(v) for v in values if isinstance(v, ast.Name | ast.Attribute))
    return tuple(name for name in names if name)


def _is_number(node: ast.expr) -> bool:
    """A number, or arithmetic on numbers only (``5 * 8``)."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_main(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )
