"""The rule language: ``and``, ``or``, ``not``, parentheses, and calls with literal strings.

    available("weights") and licensed("weights", "osi-approved")

Rules are parsed with Python's own `ast`, and everything that is not on this short list is refused
with its place; nothing of a rule is ever executed. Which predicates there are, and what their
arguments may be, is the vocabulary that the caller gives.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

MAX_LENGTH = 4_000
"""Characters of a rule; the longest shipped one has about 450."""

MAX_DEPTH = 20
"""Nesting of a rule, parentheses included."""

_FORBIDDEN = re.compile(r"[^\n\t\x20-\x7e]|[\\#]")
"""Not ASCII text, an escape or a comment: a rule means what a reader sees."""


class Parameter(NamedTuple):
    """One argument of a predicate.

    Attributes:
        title: What it names, for messages: ``component``, ``license group``.
        allowed: The values it may take, or None for any text.
    """

    title: str
    allowed: Collection[str] | None


Vocabulary = Mapping[str, tuple[Parameter, ...]]
"""The predicates that a rule may call, each with its parameters."""


class RuleError(ValueError):
    """A rule that is not in the language.

    Attributes:
        message: What is wrong.
        offset: Index of the character where it is wrong.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True)
class Call:
    """A predicate with its arguments."""

    source: str
    predicate: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """``and`` and ``or`` of two or more parts, ``not`` of one."""

    source: str
    operator: Literal["and", "or", "not"]
    parts: tuple[Rule, ...]


Rule = Call | Operation


def parse(text: str, vocabulary: Vocabulary) -> Rule:
    """The tree of a rule.

    Raises:
        RuleError: It is too long or too deep, not in the language, or calls something, or names
            something, that is not in the vocabulary.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError(f"the rule has over {MAX_LENGTH} characters", MAX_LENGTH)
    if forbidden := _FORBIDDEN.search(text):
        character = forbidden.group()
        raise RuleError(f"{character!r} has no place in a rule", forbidden.start())
    _bound_parentheses(text)
    line = re.sub(r"\s", " ", text)  # one line: a column of the tree is an index into the text
    indent = len(line) - len(line.lstrip())
    try:
        tree = ast.parse(line[indent:], mode="eval")
    except SyntaxError as error:
        offset = indent + error.offset - 1 if error.offset else len(text)  # 0: at the end
        raise RuleError(f"not a rule: {error.msg}", min(offset, len(text))) from error
    except (RecursionError, MemoryError) as error:
        raise RuleError("not a rule: nested too deeply", 0) from error
    return _Parser(line, indent, vocabulary).rule(tree.body, MAX_DEPTH)


def _bound_parentheses(text: str) -> None:
    depth = 0
    for offset, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > MAX_DEPTH:
            raise RuleError(f"nested over {MAX_DEPTH} deep", offset)


class _Parser:
    """From the whitelisted nodes of Python's tree to ours."""

    def __init__(self, line: str, indent: int, vocabulary: Vocabulary) -> None:
        self._line = line
        self._indent = indent
        self._vocabulary = vocabulary

    def rule(self, node: ast.expr, depth: int) -> Rule:
        if depth == 0:
            raise self._error(f"nested over {MAX_DEPTH} deep", node)
        source = " ".join(self._source(node).split())
        match node:
            case ast.BoolOp(op=operator, values=values):
                parts = tuple(self.rule(value, depth - 1) for value in values)
                return Operation(source, "and" if isinstance(operator, ast.And) else "or", parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Operation(source, "not", (self.rule(operand, depth - 1),))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return Call(source, name, self._arguments(node, name, arguments))
        raise self._error("a rule has only and, or, not, ( ) and calls of predicates", node)

    def _arguments(self, call: ast.Call, name: str, nodes: list[ast.expr]) -> tuple[str, ...]:
        if name not in self._vocabulary:
            raise self._error(f"no predicate is called {name}{_near(name, self._vocabulary)}", call)
        parameters = self._vocabulary[name]
        if len(nodes) != len(parameters):
            titles = ", ".join(parameter.title for parameter in parameters)
            raise self._error(f"{name} takes ({titles}), not {len(nodes)} arguments", call)
        return tuple(self._argument(*pair) for pair in zip(nodes, parameters, strict=True))

    def _argument(self, node: ast.expr, parameter: Parameter) -> str:
        value = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(value, str) or self._source(node)[1:-1] != value:
            raise self._error(f"the {parameter.title} must be a plain string in quotes", node)
        if parameter.allowed is not None and value not in parameter.allowed:
            near = _near(value, parameter.allowed)
            raise self._error(f"no {parameter.title} is called {value!r}{near}", node)
        return value

    def _source(self, node: ast.expr) -> str:
        end = node.end_col_offset or node.col_offset
        return self._line[self._indent + node.col_offset : self._indent + end]

    def _error(self, message: str, node: ast.expr) -> RuleError:
        return RuleError(message, self._indent + node.col_offset)


def _near(word: str, words: Collection[str]) -> str:
    """A suggestion, if one is close."""
    from difflib import get_close_matches

    found = get_close_matches(word, words, n=1)
    return f"; did you mean {found[0]}?" if found else ""
