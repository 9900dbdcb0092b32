"""Finds training loops: who calls the backward pass and the optimizer step, and in which loop.

Calls alone prove little: ``backward()`` and ``step()`` mostly stand in methods that a loop calls
from somewhere else. So the callers of both are followed by name, a few levels up, until one
function reaches both and repeats the step. Names are matched as far as imports tell, and by the
bare method name otherwise: a small call graph, no type inference.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from howopen.parsers.python_code import Call, Module

LEVELS = 5
"""Callers are followed this far up; found by trial on nanoGPT, OLMo and gpt-neox."""

MAX_SEEDS = 1_000
MAX_REACHED = 1_000
MAX_NAMESAKES = 8
"""A method name with more definitions than this says nothing about who is called."""

_OPTIMIZER = re.compile(r"(?:^|_)(?:optim\w*|opts?|scaler|engine)(?:_|$)", re.IGNORECASE)
_OPTIMIZER_MAKERS = re.compile(
    r"(?:^|\.)(?:optim|optax|optimizers?|bitsandbytes)\.|"
    r"\.(?:initialize|prepare|configure_optimizers)$|"
    r"(?:^|\.)(?:Adam\w*|SGD|Lion|Adafactor|RMSprop|Adagrad|LAMB|Muon|Shampoo)$"
)
_GRADIENT_NAMES = frozenset({"backward", "value_and_grad"})
_APPLY_NAMES = frozenset({"apply_updates", "apply_gradients"})

Line = tuple[str, int]
"""A path and a line of it, from 1."""


class Node(NamedTuple):
    """A function of a module; ``""`` is the module's own body."""

    path: str
    function: str


class Loop(NamedTuple):
    """A training loop.

    Attributes:
        chain: From the call in the loop down to the optimizer step, then the backward pass.
        paths: Files of the functions that reach it, its own first: where the run is put together.
    """

    chain: tuple[Line, ...]
    paths: tuple[str, ...]


class CallGraph:
    """Who calls whom, by name, among the functions of some modules."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = {module.path: module for module in modules}
        self._methods: dict[str, list[Node]] = defaultdict(list)
        self._local: dict[tuple[str, str], list[Node]] = defaultdict(list)
        self._by_dotted: dict[str, Module] = {m.dotted: m for m in self.modules.values()}
        self._packages = {part for m in self.modules.values() for part in m.dotted.split(".")}
        for module in self.modules.values():
            for definition in module.definitions:
                owner, _, last = definition.name.rpartition(".")
                node = Node(module.path, definition.name)
                self._local[module.path, last].append(node)
                if owner:
                    self._methods[last].append(node)
        self._callers: dict[Node, list[tuple[Node, Call]]] = defaultdict(list)
        for module in self.modules.values():
            for call in module.calls:
                for callee in self._callees(module, call):
                    self._callers[callee].append((Node(module.path, call.function), call))

    def module(self, dotted: str, importer: Module) -> Module | None:
        """The module that an import leads to, or that holds the imported name.

        From the root, from ``src``, or from beside the importing file, as scripts do.
        """
        beside = importer.path.rpartition("/")[0].replace("/", ".")
        while dotted:
            for prefix in ("", "src.", f"{beside}."):
                if found := self._by_dotted.get(prefix + dotted):
                    return found
            dotted = dotted.rpartition(".")[0]
        return None

    def with_imports(self, paths: Iterable[str]) -> dict[str, Module]:
        """The modules at some paths, and what of the code they import directly."""
        near = {path: self.modules[path] for path in paths}
        for module in list(near.values()):
            for dotted in module.imports.values():
                if (found := self.module(dotted, module)) is not None:
                    near[found.path] = found
        return near

    def ancestors(self, node: Node, loop: bool) -> dict[tuple[Node, bool], tuple[Line, ...]]:
        """Functions that reach `node`, whether a loop was crossed, and the calls on the way."""
        found: dict[tuple[Node, bool], tuple[Line, ...]] = {(node, loop): ()}
        queue = deque(found)
        while queue:
            here, looped = queue.popleft()
            chain = found[here, looped]
            if len(chain) == LEVELS or len(found) >= MAX_REACHED:
                continue
            for caller, call in self._callers.get(here, ()):
                state = (caller, looped or call.loop)
                if state not in found:
                    found[state] = ((caller.path, call.line), *chain)
                    queue.append(state)
        return found

    def _callees(self, module: Module, call: Call) -> Iterator[Node]:
        """Functions that a call may reach, and those it hands over (``jit(train_step)``)."""
        yield from self._named(module, call.name)
        for name in (*call.passes, *module.makers(call.name)):
            if not name.rpartition(".")[2][:1].isupper():
                yield from self._named(module, name)

    def _named(self, module: Module, name: str) -> Sequence[Node]:
        """Functions of the code that `name` may stand for in `module`."""
        receiver, _, last = name.rpartition(".")
        first = name.partition(".")[0].rstrip("()[]")
        here = self._local.get((module.path, last), [])
        if first in module.imports:
            return self._imported(module, module.resolve(name))
        if not receiver:
            functions = [node for node in here if "." not in node.function]
            return functions or here
        if receiver in {"self", "cls", "super()"} and here:
            return here
        return self._methods_named(last)

    def _imported(self, module: Module, target: str) -> Sequence[Node]:
        """Functions for an imported name: in the module it leads to, else methods of that name."""
        if target.partition(".")[0] not in self._packages:
            return []  # of a library
        last = target.rpartition(".")[2]
        home = self.module(target, module)
        if home is not None and (found := self._local.get((home.path, last))):
            return found
        return self._methods_named(last)

    def _methods_named(self, name: str) -> Sequence[Node]:
        nodes = self._methods.get(name, [])
        return nodes if len(nodes) <= MAX_NAMESAKES else []


def training_loops(graph: CallGraph, limit: int = 20) -> list[Loop]:
    """Loops that run a backward pass and an optimizer step, the shortest chain first.

    Both must be reached from one function, and the step must be repeated: PyTorch's
    ``loss.backward()`` and ``optimizer.step()``, those of an accelerator, scaler or engine, a
    gradient tape or ``value_and_grad`` with ``apply_gradients`` or ``apply_updates``.
    """
    gradients: dict[Node, list[tuple[int, Line]]] = defaultdict(list)
    for seed, call in islice(_seeds(graph, _is_gradient), MAX_SEEDS):
        for (node, _), chain in graph.ancestors(seed, call.loop).items():
            gradients[node].append((len(chain), (seed.path, call.line)))
    loops: dict[Node, Loop] = {}
    for seed, call in islice(_seeds(graph, _is_step), MAX_SEEDS):
        ancestors = graph.ancestors(seed, call.loop)
        meeting = ((c, n) for (n, looped), c in ancestors.items() if looped and n in gradients)
        if (best := min(meeting, default=None, key=lambda m: (len(m[0]), m[1]))) is None:
            continue
        chain, node = best
        lines = (*chain, (seed.path, call.line), min(gradients[node])[1])
        if node not in loops or len(lines) < len(loops[node].chain):
            above = (n.path for n, _ in graph.ancestors(node, loop=True))
            paths = (node.path, *above, *(path for path, _ in lines))
            loops[node] = Loop(lines, tuple(dict.fromkeys(paths)))
    return sorted(loops.values(), key=lambda loop: (len(loop.chain), loop.chain))[:limit]


def _seeds(graph: CallGraph, wanted: Callable[[Module, Call], bool]) -> Iterator[tuple[Node, Call]]:
    for path in sorted(graph.modules):
        module = graph.modules[path]
        for call in module.calls:
            if wanted(module, call):
                yield Node(path, call.function), call


def _is_gradient(module: Module, call: Call) -> bool:
    receiver, _, last = call.target.rpartition(".")
    if last == "gradient":
        return any(made.endswith("GradientTape") for made in module.makers(receiver))
    if last == "grad":
        return receiver == "jax"
    return (
        last in _GRADIENT_NAMES
        and receiver.partition(".")[0] != "ctx"
        and not _in_autograd_function(module, call)
    )


def _in_autograd_function(module: Module, call: Call) -> bool:
    """Inside a ``torch.autograd.Function``, which defines a gradient and trains nothing."""
    owner = call.function.rpartition(".")[0]
    return any(
        base.rpartition(".")[2] == "Function"
        for cls in module.classes
        if cls.name == owner
        for base in cls.bases
    )


def _is_step(module: Module, call: Call) -> bool:
    receiver, _, last = call.name.rpartition(".")
    if last in _APPLY_NAMES:
        return True
    if last not in {"step", "update"} or not receiver:
        return False
    variable = receiver.rpartition(".")[2].rstrip("()[]")
    if last == "update":  # MLX: optimizer.update(model, gradients)
        return len(call.passes) > 1 and "optim" in variable.lower()
    if "sched" in variable.lower():
        return False
    if variable.startswith("model") and "deepspeed" in module.imports.values():
        return True
    return _OPTIMIZER.search(variable) is not None or any(
        _OPTIMIZER_MAKERS.search(made) for made in module.makers(receiver)
    )
