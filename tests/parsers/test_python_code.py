"""Python source is read without running it, and training loops are found by following calls."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers.callgraph import CallGraph, training_loops
from howopen.parsers.python_code import MAX_SOURCE, Module, read_module
from howopen.parsers.run_config import RunConfig, numbers_config, read_run_config


def module(source: str, path: str = "train.py") -> Module:
    return read_module(path, dedent(source).encode())


def chains(**sources: str) -> list[tuple[tuple[str, int], ...]]:
    modules = [module(text, f"{name}.py") for name, text in sources.items()]
    return [loop.chain for loop in training_loops(CallGraph(modules))]


def test_a_module_says_what_it_imports_defines_and_calls() -> None:
    found = module(
        '''
        """Trains."""
        import numpy as np, os.path
        from torch import nn
        from .data import load
        import argparse

        rate = 6e-4
        steps = 5 * 8

        class Net(nn.Module):
            @np.errstate(all="ignore")
            def forward(self, x):
                for part in self.parts():
                    x = part(x)
                return x

        if __name__ == "__main__":
            net = Net(width=3)
            np.save("x", net)
        ''',
        "pkg/train.py",
    )
    assert found.docstring == "Trains."
    assert found.imports["np"] == "numpy"
    assert found.imports["os"] == "os"
    assert found.imports["load"] == "pkg.data.load"
    assert found.command_line == "argparse"
    assert [(c.name, c.bases) for c in found.classes] == [("Net", ("torch.nn.Module",))]
    assert [d.name for d in found.definitions] == ["Net.forward"]
    calls = {call.target: call for call in found.calls}
    assert calls["part"].loop
    assert not calls["self.parts"].loop
    assert calls["numpy.errstate"].function == "Net.forward"
    assert calls["numpy.save"].passes == ("net",)
    assert found.made_by == {"net": ("Net",), "x": ("part", "x")}
    assert found.numbers == {"rate": 8, "steps": 9, "width": 19}
    assert found.main_line == 18


def test_relative_imports_are_told_from_the_root() -> None:
    found = module("from ..core import a\nfrom . import b\n", "x/y/z.py")
    assert found.imports == {"a": "x.core.a", "b": "x.y.b"}


def test_the_line_is_that_of_the_called_name() -> None:
    (call, *_) = module("(\n  scaler\n  .scale(loss)\n  .backward()\n)\n").calls
    assert (call.name, call.line) == ("scaler.scale().backward", 4)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"print 'Python 2'", "line 1: not Python 3"),
        (b"x = (", "never closed"),
        (b"\x00", "null"),
        (b"# -*- coding: klingon -*-\n", "encoding"),
        (b"(" * 5_000 + b")" * 5_000, "nested"),
        (b"+".join([b"1"] * 20_000), "RecursionError"),
        (b"x = " + b"-" * 100_000 + b"1", "not readable as Python"),
        (b"#" * (MAX_SOURCE + 1), "over the bound"),
    ],
)
def test_what_is_not_python_is_one_clear_error(source: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why) as raised:
        read_module("a.py", source)
    assert str(raised.value).startswith("a.py: ")
    assert "\n" not in str(raised.value)


def test_warnings_of_the_compiler_are_not_ours() -> None:
    assert module(r"x = '\d'; y = 1 is 1").path == "train.py"


@examples(60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_parse_or_raise_parse_error(source: bytes) -> None:
    try:
        found = read_module("a.py", source)
    except ParseError:
        return
    training_loops(CallGraph([found]))


def test_a_loop_with_both_is_a_training_loop() -> None:
    (chain,) = chains(train="for b in data:\n    loss.backward()\n    optimizer.step()\n")
    assert chain == (("train.py", 3), ("train.py", 2))


def test_calls_are_followed_across_files_to_the_loop() -> None:
    (chain,) = chains(
        engine="""
        class Trainer:
            def micro(self, loss):
                loss.backward()
            def one(self, batch):
                for part in batch:
                    self.micro(part)
                self.optim.step()
            def fit(self, data):
                for batch in data:
                    self.one(batch)
        """,
        main="from engine import Trainer\nTrainer().fit([])\n",
    )
    assert chain == (("engine.py", 11), ("engine.py", 8), ("engine.py", 4))


@pytest.mark.parametrize(
    ("setup", "step"),
    [
        ("adam = torch.optim.AdamW(p)", "adam.step()"),
        ("import deepspeed\nnet, _, _, _ = deepspeed.initialize(m)", "net.step()"),
        ("opt = accelerator.prepare(o)", "opt.step()"),
        ("scaler = GradScaler()", "scaler.step(o)"),
        ("optimizers = []", "optimizers[0].step()"),
    ],
)
def test_optimizers_go_by_many_names(setup: str, step: str) -> None:
    source = f"import torch\n{setup}\nwhile True:\n    accelerator.backward(loss)\n    {step}\n"
    assert len(chains(train=source)) == 1


def test_jax_gradient_tape_and_mlx_count() -> None:
    assert chains(
        train="""
        import jax, optax
        def train_step(state, batch):
            loss, grads = jax.value_and_grad(f)(state.params)
            return state.apply_gradients(grads=grads)
        step = jax.jit(train_step)
        for batch in data:
            state = step(state, batch)
        """
    )
    assert chains(
        train="""
        import tensorflow as tf
        for x in data:
            with tf.GradientTape() as tape:
                loss = f(x)
            optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
        """
    )
    assert chains(
        train="""
        import mlx.nn as nn
        run = nn.value_and_grad(model, f)
        for x in data:
            loss, gradients = run(x)
            optimizer.update(model, gradients)
        """
    )


@pytest.mark.parametrize(
    "source",
    [
        "loss.backward()\noptimizer.step()\n",
        "for b in data:\n    loss.backward()\n",
        "for b in data:\n    optimizer.step()\n",
        "for b in data:\n    loss.backward()\n    scheduler.step()\n    env.step(a)\n",
        "for b in data:\n    ctx.backward(g)\n    optimizer.step()\n",
        "def f():\n    loss.backward()\nfor b in data:\n    optimizer.step()\n",
        """
        import torch
        class Op(torch.autograd.Function):
            @staticmethod
            def backward(ctx, gradient):
                for part in ctx.parts:
                    torch.autograd.backward(part, gradient)
                    optimizer.step()
        """,
    ],
    ids=["no loop", "no step", "no gradient", "other steps", "ctx", "unrelated", "autograd"],
)
def test_these_are_no_training_loops(source: str) -> None:
    assert chains(train=source) == []


def test_a_name_of_a_library_is_not_followed_into_the_code() -> None:
    assert not chains(
        train="def fit():\n    loss.backward()\n    optimizer.step()\n",
        main="from sklearn.svm import fit\nfor x in data:\n    fit(x)\n",
    )


def test_recursion_in_the_code_ends() -> None:
    chains(train="def a():\n    b()\n    loss.backward()\ndef b():\n    a()\n    opt.step()\n")


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.yml", 'optimizer:\n  "lr": 0.0002,\ntrain_micro_batch_size_per_gpu: 16\n', 2),
        ("a.toml", "learning_rate = 3e-4\nmax_steps = 10_000\n", 1),
        ("a.slurm", "OPT=' \\\n  --lr 6e-5 \\\n'\n--global-batch-size 2048 \\\n", 2),
        ("a.sh", "LR=3e-4\nGBS=4096\n", 1),
    ],
)
def test_configurations_of_any_format_are_read(path: str, text: str, line: int) -> None:
    found = read_run_config(path, text.encode())
    assert found.trains
    assert found.from_trained is None
    assert found.rate == line


def test_a_comment_or_a_variable_sets_nothing() -> None:
    assert not read_run_config("a.sh", b"# --lr 3e-4 --epochs 3\n--lr $LR --epochs $N\n").trains
    assert not read_run_config("a.yml", b"lr: 3e-4\n").trains


@pytest.mark.parametrize(
    "line",
    ["model_name_or_path: org/base", "lora_r: 8", "--model.name_or_path=org/m", "finetune: true"],
)
def test_a_run_from_trained_weights_says_so(line: str) -> None:
    text = f"lr: 1e-5\nepochs: 3\n{line}\n"
    assert read_run_config("a.yaml", text.encode()).from_trained == 3


def test_a_tokenizer_is_not_the_model() -> None:
    assert read_run_config("a.sh", b"--tokenizer_name_or_path x/y").from_trained is None


def test_harnesses_are_started_by_scripts_only() -> None:
    assert read_run_config("a.sh", b"\nlm_eval --model hf").evaluates == 2
    assert read_run_config("a.toml", b"\nlm_eval = '>=0.4'").evaluates is None


def test_numbers_in_code_configure_a_run() -> None:
    assert numbers_config("t.py", {"LEARNING_RATE": 3, "batch_size": 5}).trains
    assert numbers_config("t.py", {"lr": 3}) == RunConfig("t.py", rate=3)


@examples(40)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_configuration_that_says_little(text: bytes) -> None:
    assert read_run_config("a.sh", text).path == "a.sh"
