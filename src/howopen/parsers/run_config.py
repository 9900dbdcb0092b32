"""Configurations and launch scripts of training runs, whatever their format.

YAML, TOML, JSON, shell and batch scripts all give a name and a number on one line, so lines are
read, not formats: no anchors to expand, no shell to interpret, and every fact has its line. A
configuration counts as one of a run when it sets the learning rate and
how much is trained on or how the rate warms up.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"""["']?\d[\d._]*(?:e[+-]?\d+)?(?![\w.])"""
_GIVES = r"""["']?(?:\s*[:=]\s*|\s+)"""
_LEARNING_RATE = r"(?:(?:max|peak|base)[_-])?(?:lr|learning[_-]?rate)"
_AMOUNT = (
    r"(?:(?:global|micro|train|per[_-]device[_-]train|train[_-]micro)[_-])*batch[_-]?size\w*|gbs|"
    r"(?:num|max|n|train|total)[_-](?:train[_-])?(?:iters|steps|samples|epochs|tokens|batches)|"
    r"train[_-]iters|epochs|(?:lr[_-])?warmup[_-]\w+"
)
_FIRST = r"(?<![\w-])(?:--)?"
_SETS_RATE = re.compile(rf"{_FIRST}{_LEARNING_RATE}{_GIVES}{_NUMBER}", re.IGNORECASE)
_SETS_AMOUNT = re.compile(rf"{_FIRST}(?:{_AMOUNT}){_GIVES}{_NUMBER}", re.IGNORECASE)
_RATE_NAME = re.compile(rf"{_LEARNING_RATE}", re.IGNORECASE)
_AMOUNT_NAME = re.compile(rf"{_AMOUNT}", re.IGNORECASE)
_FROM_TRAINED = re.compile(
    r"(?<![\w-])(?:--)?(?:model_name_or_path|name_or_path|base_model|pretrained_model\w*|lora_\w+|"
    r"use_peft|adapter|finetuning_type)[\"']?(?:\s*[:=]\s*|\s+)[^\s#]|"
    r"(?<![\w-])[\"']?finetune[\"']?\s*[:=]\s*true|--finetune(?![\w-])",
    re.IGNORECASE,
)
_EVALUATES = re.compile(
    r"(?:^|[\s;&|(/])(?:lm[_-]eval|lighteval|opencompass|helm-run|olmes|evalplus\.evaluate|"
    r"eval_harness/evaluate\.py)(?:\s+(?=\S)|$)"
)

SCRIPTS = (".sh", ".slurm", ".sbatch")
"""Only these run commands; elsewhere the name of a harness is a dependency."""


class RunConfig(NamedTuple):
    """What one configuration or script says; lines count from 1.

    Attributes:
        path: Its path in the snapshot.
        rate: Line that sets the learning rate, or None.
        amount: Line that sets batch size, steps, samples or epochs, or None.
        from_trained: Line that names trained weights to start from, or an adapter, or None.
        evaluates: Line that starts an evaluation harness, or None.
    """

    path: str
    rate: int | None = None
    amount: int | None = None
    from_trained: int | None = None
    evaluates: int | None = None

    @property
    def trains(self) -> bool:
        """It configures a training run."""
        return self.rate is not None and self.amount is not None


def read_run_config(path: str, text: bytes) -> RunConfig:
    """Read a configuration or script; any bytes will do, the first lines that tell are kept."""
    found: dict[str, int] = {}
    patterns = {"rate": _SETS_RATE, "amount": _SETS_AMOUNT, "from_trained": _FROM_TRAINED}
    if path.lower().endswith(SCRIPTS):
        patterns["evaluates"] = _EVALUATES
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        if line.lstrip().startswith(("#", "//")):
            continue
        for name, pattern in patterns.items():
            # Longer lines are data; the patterns are linear, the bound keeps them cheap.
            if name not in found and pattern.search(line[:1_000]):
                found[name] = number
    return RunConfig(path, **found)


def numbers_config(path: str, numbers: dict[str, int]) -> RunConfig:
    """The same from names that Python code gives numbers to (``learning_rate = 6e-4``)."""

    def line(pattern: re.Pattern[str]) -> int | None:
        return min((n for name, n in numbers.items() if pattern.fullmatch(name)), default=None)

    return RunConfig(path, rate=line(_RATE_NAME), amount=line(_AMOUNT_NAME))
