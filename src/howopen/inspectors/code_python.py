"""Which roles the Python code of a snapshot plays.

Looks at: Python files, and the configurations and scripts that set up training runs.

Claims: training, fine-tuning, inference, evaluation and data preparation code, and networks that
code defines, each with the lines that prove it. Training is a loop of backward pass and optimizer
step that is found by following calls, or a call of a trainer; its code is ``full`` when the
configuration of a run is there as well. It is available in part only where it always starts from
trained weights, where it is not seen what it starts from, where it is only an example, and where
only configurations are there.

Cannot see: what a program does when it runs; other languages; evaluation and data preparation
that use no known library; whether it is the code or the configuration that was really used.
Vendored code, tests, documentation and benchmarks do not count. Where a file is named like a role,
or works on JSON records, and nothing proves what for, that is a gap: no evidence, no absence.

Sources: Model Openness Framework (arXiv 2403.13784), components 7, 8, 9, 16 and 18; OSAID 1.0,
"Code". The rules were tuned and measured on public repositories, see benchmarks/code_roles.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

from howopen.errors import HowopenError, ParseError
from howopen.inspectors.found import here, observed, unread
from howopen.inspectors.registry import inspector, whole
from howopen.parsers.code_roles import Role, Sign, signs
from howopen.parsers.python_code import Module, read_module
from howopen.parsers.run_config import RunConfig, numbers_config, read_run_config
from howopen.schema import Artifact, Available, Code, Evidence, Gap, State
from howopen.view import View

MAX_PYTHON = 512_000
MAX_CONFIG = 64_000
PYTHON_FILES = 4_000
CONFIG_FILES = 500
"""A pattern."""
MAX_TOTAL = 64_000_000
"""Bytes of all files of a pattern; half a minute of parsing."""
CONFIGS = ("*.sh", "*.slurm", "*.sbatch", "*.yml", "*.yaml", "*.toml")
MOST = 8
"""Citations and entry points of one piece of evidence, and files named one by one as unread."""

COMPONENTS: dict[Role, str] = {
    "training": "training-code",
    "fine-tuning": "training-code",
    "inference": "inference-code",
    "evaluation": "evaluation-code",
    "data": "data-processing-code",
    "architecture": "model-architecture",
}
SEES = tuple(dict.fromkeys(COMPONENTS.values()))

_BENCHMARK = re.compile(r"(?:^|/)bench\w*(?:/|\.py$)", re.IGNORECASE)
_NOT_ITS_OWN = re.compile(
    r"(?:^|/)(?:third_?party|vendor(?:ed)?|extern(?:al)?|dependencies|deps|submodules|tests?|"
    r"node_modules|site-packages|docs?|\.[^/]+)/|(?:^|/)(?:test_\w*|\w+_test|conftest|setup)\.py$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:^|/)(?:examples?|demos?|tutorials?|samples?)/", re.IGNORECASE)
_NAMED_LIKE = {
    "training-code": re.compile(
        r"(?:^|[/_-])(?:(?:pre)?train(?:ing)?|fine_?tun(?:e|ing))(?=[/_.-])"
    ),
    "evaluation-code": re.compile(r"(?:^|[/_-])(?:evals?|evaluat(?:e|ion|or))(?=[/_.-])"),
    "inference-code": re.compile(r"(?:^|[/_-])(?:inference|infer|predict|generate)(?=[/_.-])"),
    "data-processing-code": re.compile(
        r"(?:^|/)(?:data_?prep\w*|(?:prepare|preprocess)_?(?:data|corpus)\w*)[/.]|"
        r"(?:^|[/_-])(?:dedup\w*|decontam\w*|scraper?|crawl(?:er)?)(?=[/_.-])"
    ),
}

_Fact = TypeVar("_Fact", Module, RunConfig)


@inspector(
    "code.python",
    version=1,
    claims=(Available, Code),
    reads={
        "*.py": whole(MAX_PYTHON, files=PYTHON_FILES),
        **{pattern: whole(MAX_CONFIG, files=CONFIG_FILES) for pattern in CONFIGS},
    },
    sees=SEES,
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Read all code, then tell of each role."""
    modules: list[Module] = []
    configs: list[RunConfig] = []
    yield from _read(view, _own_files(view, "*.py", PYTHON_FILES), read_module, modules, SEES)
    for pattern in CONFIGS:
        paths = _own_files(view, pattern, CONFIG_FILES)
        yield from _read(view, paths, read_run_config, configs, ("training-code",))
    by_role: dict[Role, list[Sign]] = defaultdict(list)
    for sign in signs(modules):
        by_role[sign.role].append(sign)
    for found in by_role.values():
        found.sort(key=_in_example)
    in_code = [numbers_config(module.path, module.numbers) for module in modules]
    evidence = [*_training(view, by_role, configs, in_code), *_others(view, by_role, configs)]
    yield from evidence
    yield from _suspicions(view, modules, {e.component for e in evidence})


def _own_files(view: View, pattern: str, most: int) -> Iterator[Artifact | Gap]:
    """The release's own files, those near the root first; a gap where that is too much."""
    own = [a for a in view.glob(pattern) if a.kind == "file" and not a.lfs and _is_own(a.path)]
    own.sort(key=lambda a: (a.path.count("/"), a.path))
    sizes = accumulate(min(a.size or MAX_CONFIG, _limit(a.path)) for a in own)
    within = [a for a, total in zip(own, sizes, strict=True) if total <= MAX_TOTAL][:most]
    yield from within
    if len(within) < len(own):
        why = f"{len(own)} files match {pattern}, {len(within)} were read"
        yield Gap(view.snapshot.cite(), why)


def _limit(path: str) -> int:
    return MAX_PYTHON if path.lower().endswith(".py") else MAX_CONFIG


def _is_own(path: str) -> bool:
    return _NOT_ITS_OWN.search(path) is None and _BENCHMARK.search(path) is None


def _in_example(sign: Sign) -> bool:
    return _EXAMPLE.search(sign.lines[0][0]) is not None


def _read(
    view: View,
    files: Iterable[Artifact | Gap],
    parse: Callable[[str, bytes], _Fact],
    facts: list[_Fact],
    hides: tuple[str, ...],
) -> Iterator[Gap]:
    """Parse files into `facts`; those that fail are gaps, the first ones named one by one."""
    failed = 0
    for file in files:
        if isinstance(file, Gap):
            yield Gap(file.what, file.why, hides)
            continue
        limit = _limit(file.path)
        try:
            if limit == MAX_PYTHON and (file.size or 0) > limit:  # half a configuration still tells
                raise ParseError(f"longer than the {limit:,} bytes of a module that are read")
            facts.append(parse(file.path, view.read(file.path, 0, limit)))
        except HowopenError as error:
            failed += 1
            if failed <= MOST:
                yield unread(view, file.path, error, *hides)
    if failed > MOST:
        yield Gap(view.snapshot.cite(), f"{failed} files of code could not be read", hides)


def _training(
    view: View,
    by_role: dict[Role, list[Sign]],
    configs: Iterable[RunConfig],
    in_code: Iterable[RunConfig],
) -> Iterator[Evidence]:
    """Evidence about training code: the runs, their configurations, and what of it is there."""
    tuning = [c for c in configs if c.trains and c.from_trained is not None]
    scratch = [c for c in configs if c.trains and c.from_trained is None]
    settings = scratch + [c for c in in_code if c.trains]
    runs = [sign for sign in by_role["training"] if not _in_example(sign)]
    if by_role["training"]:
        yield _code(view, by_role["training"], settings)
    if by_role["fine-tuning"]:
        yield _code(view, by_role["fine-tuning"], tuning)
    if runs and (scratch or any(run.certain for run in runs)):
        note = "" if settings else "no configuration of a run was found"
        yield _available(view, runs, here(view), note)
    elif runs:
        yield _available(view, runs, "partial", "not seen what the model starts from")
    elif found := by_role["training"] + by_role["fine-tuning"]:
        only_examples = all(map(_in_example, found))
        note = "in examples only" if only_examples else "fine-tuning only"
        yield _available(view, found, "partial", note)
    elif scripts := scratch + tuning:
        kind = "training" if scratch else "fine-tuning"
        note = f"configurations of {kind} runs; the code that they configure is not here"
        cites = (view.snapshot.cite(c.path, c.rate) for c in scripts[:MOST])
        yield observed("training-code", Available("partial", note), *cites)


def _others(
    view: View, by_role: dict[Role, list[Sign]], configs: Iterable[RunConfig]
) -> Iterator[Evidence]:
    roles: tuple[Role, ...] = ("inference", "evaluation", "data", "architecture")
    for role in roles:
        if found := by_role[role]:
            yield _code(view, found)
            yield _available(view, found, here(view))
    harness = [(c.path, c.evaluates) for c in configs if c.evaluates is not None][:MOST]
    if harness:
        cites = [view.snapshot.cite(*line) for line in harness]
        paths = tuple(path for path, _ in harness)
        yield observed("evaluation-code", Code("evaluation", "full", paths), *cites)
        yield observed("evaluation-code", Available(here(view)), *cites)


def _code(view: View, found: Sequence[Sign], configs: Sequence[RunConfig] = ()) -> Evidence:
    """What the code does, with the proof of each place and two of the configurations."""
    role = found[0].role
    paths = tuple(dict.fromkeys(path for sign in found for path in sign.paths))[:MOST]
    claim = Code(role, "full" if configs else "code-only", paths)
    setup = (view.snapshot.cite(c.path, c.rate) for c in configs[:2])
    return observed(COMPONENTS[role], claim, *_cites(view, found), *setup)


def _available(view: View, found: Sequence[Sign], state: State, note: str = "") -> Evidence:
    skipped = sum(not _is_own(a.path) for a in view.glob("*.py")) if state != "open" else 0
    if skipped:
        not_counted = f"not counted: vendored code, tests, docs, benchmarks ({skipped} files)"
        note = f"{note}; {not_counted}" if note else not_counted
    return observed(COMPONENTS[found[0].role], Available(state, note), *_cites(view, found))


def _cites(view: View, found: Sequence[Sign]) -> tuple[str, ...]:
    """The whole proof of the first sign, then the first line of each other."""
    lines = [*found[0].lines, *(sign.lines[0] for sign in found[1:])]
    return tuple(view.snapshot.cite(path, line) for path, line in dict.fromkeys(lines))[:MOST]


def _suspicions(view: View, modules: Sequence[Module], said: set[str]) -> Iterator[Gap]:
    """What may play a role that nothing proves: no evidence, but absence is not concluded."""
    for component, pattern in _NAMED_LIKE.items():
        named = sorted(m.path for m in modules if m.calls and pattern.search(m.path.lower()))
        if named and component not in said:
            why = f"named like {component}; what it does was not recognized"
            yield unread(view, named[0], why, component)
    if "evaluation-code" not in said:
        for artifact in [a for a in view.glob("*.py") if _BENCHMARK.search(a.path)][:1]:
            why = "benchmarks were not looked at: of speed, or of the model"
            yield unread(view, artifact.path, why, "evaluation-code")
    if "data-processing-code" not in said:
        for path, line in sorted(filter(None, map(_records, modules)))[:1]:
            why = "works on JSON records; whether that prepares data was not recognized"
            yield Gap(view.snapshot.cite(path, line), why, ("data-processing-code",))


def _records(module: Module) -> tuple[str, int] | None:
    """Line that writes JSON in a loop, where the module also reads JSON in a loop."""
    looped = {call.target: call.line for call in module.calls if call.loop}
    line = looped.get("json.dumps", looped.get("json.dump"))
    return (module.path, line) if line is not None and "json.loads" in looped else None
