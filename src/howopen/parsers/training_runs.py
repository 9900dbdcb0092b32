"""Training runs in Python code, and what each starts from: nothing, or trained weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from howopen.parsers.callgraph import CallGraph, Line, training_loops
from howopen.parsers.python_code import Call, Module

_TRAINER = re.compile(
    r"^(?:transformers|trl|accelerate|pytorch_lightning|lightning|composer|sentence_transformers|"
    r"setfit|unsloth|axolotl|nemo|fairseq)\.(?:.*\.)?\w*Trainer(?:\.from_\w+)?$|"
    r"^lightning(?:\.pytorch)?\.Trainer$"
)
_ALIGNING = re.compile(r"^trl\.(?:.*\.)?\w*Trainer$")
"""TRL's trainers adapt a trained model: SFT, DPO, GRPO, PPO, reward models."""

_LAUNCHED = re.compile(r"^kauldron\.(?:.*\.)?Trainer$")
"""The constructor is the run; the framework's own program starts it."""

_MEGATRON = re.compile(r"megatron\.(?:.*\.)?pretrain$")
_KERAS = re.compile(r"^(?:tensorflow\.)?keras\.")
_ADAPTS = re.compile(r"^peft\.|(?:^|\.)get_peft_model$|(?:^|[._])Lo[rR]A\w*$|(?:^|\.)LORA\w*$")
_LOADS = re.compile(
    r"\.from_pretrained$|^torch\.(?:hub|jit)\.load$|\.LoadCheckpoint$|^timm\.create_model$"
)
_NOT_WEIGHTS = re.compile(r"tokenizer|processor|config|extractor|scheduler|vocab", re.IGNORECASE)
_SCRATCH = re.compile(
    r"\.from_config$|^transformers\.(?:.*\.)?(?!DataCollator)\w+(?:LMHeadModel|For[A-Z]\w+|Model)$"
)


class Origin(NamedTuple):
    """What the model of a run is made from, each with its first line or None.

    Attributes:
        adapts: Adapters are put on it (LoRA, PEFT), or it is aligned (TRL).
        loads: Trained weights are loaded.
        scratch: The network is built from its configuration.
    """

    adapts: Line | None = None
    loads: Line | None = None
    scratch: Line | None = None


class Run(NamedTuple):
    """A training run.

    Attributes:
        what: In words.
        lines: The chain of lines that proves it.
        paths: Files that it is put together in.
        origin: What it starts from.
        pretrains: It is Megatron's ``pretrain()``.
    """

    what: str
    lines: tuple[Line, ...]
    paths: tuple[str, ...]
    origin: Origin
    pretrains: bool = False

    @property
    def trains(self) -> bool:
        """It can train from scratch, or nothing says that it starts from trained weights."""
        return self.origin.adapts is None and (
            self.origin.loads is None or self.origin.scratch is not None
        )

    @property
    def tunes(self) -> bool:
        """It can start from trained weights."""
        return self.origin.adapts is not None or self.origin.loads is not None


def training_runs(graph: CallGraph, architectures: Iterable[str]) -> Iterator[Run]:
    """Training loops, and calls that are a whole run.

    Such calls are ``train()`` or ``fit()`` of a trainer of transformers, TRL, Lightning, Composer
    or Keras, and ``pretrain()`` of Megatron.

    Args:
        graph: The code.
        architectures: Bare names of the code's own network classes.
    """
    own = frozenset(architectures)
    for loop in training_loops(graph):
        origin = _origin(graph, loop.paths, own)
        yield Run("a loop of backward pass and optimizer step", loop.chain, loop.paths, origin)
    for path in sorted(graph.modules):
        module = graph.modules[path]
        for call in module.calls:
            kind = _whole_run(graph, module, call)
            if kind is not None:
                line = (path, call.line)
                origin = _origin(graph, (path,), own)
                if kind is _ALIGNING and origin.adapts is None:
                    origin = origin._replace(adapts=line)
                what = f"{call.name}() is a training run"
                yield Run(what, (line,), (path,), origin, pretrains=kind is _MEGATRON)


def _whole_run(graph: CallGraph, module: Module, call: Call) -> re.Pattern[str] | None:
    """Which of the trainers' patterns says that a call is a whole run, or None."""
    target = call.target.replace("()", "")
    receiver, _, last = target.rpartition(".")
    for kind in (_LAUNCHED, _MEGATRON):
        if kind.search(target):
            return kind
    if last not in {"train", "fit"}:
        return None
    makers = {*module.makers(call.name.rpartition(".")[0]), receiver}
    makers |= {base for maker in makers for base in _bases(graph, module, maker)}
    kinds = (_ALIGNING, _TRAINER, _KERAS) if last == "fit" else (_ALIGNING, _TRAINER)
    return next((kind for kind in kinds if any(map(kind.search, makers))), None)


def _bases(graph: CallGraph, module: Module, name: str, levels: int = 2) -> Iterator[str]:
    """Bases of a class that the code defines, and theirs."""
    home = graph.module(name, module) or module
    for cls in home.classes:
        if levels and cls.name == name.rpartition(".")[2]:
            for base in cls.bases:
                yield base
                yield from _bases(graph, home, base, levels - 1)


def _origin(graph: CallGraph, paths: Iterable[str], architectures: frozenset[str]) -> Origin:
    """Looks in the files of a run, and for trained weights also in what they import."""
    run = [graph.modules[path] for path in paths]
    near = graph.with_imports(paths)
    return Origin(
        adapts=_first(near.values(), lambda t: _ADAPTS.search(t) is not None, passed=True),
        loads=_first(near.values(), _loads_weights),
        scratch=_first(
            run,
            lambda t: t.rpartition(".")[2] in architectures or _SCRATCH.search(t) is not None,
        ),
    )


def _loads_weights(target: str) -> bool:
    owner = target.rpartition(".")[0]
    return _LOADS.search(target) is not None and not _NOT_WEIGHTS.search(owner)


def _first(
    modules: Iterable[Module], wanted: Callable[[str], bool], *, passed: bool = False
) -> Line | None:
    """First line that calls, or hands over where `passed`, something wanted."""
    for module in modules:
        for call in sorted(module.calls, key=lambda c: c.line):
            names = (call.target, *(module.resolve(name) for name in call.passes if passed))
            if any(map(wanted, names)):
                return module.path, call.line
    return None
