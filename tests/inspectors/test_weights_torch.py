"""PyTorch: read as data, never unpickled; what loading could run is told."""

from __future__ import annotations

from tests.inspectors.look import look
from tests.parsers.torchfile import (
    Call,
    Storage,
    legacy_checkpoint,
    pickled,
    tensor,
    zip_checkpoint,
)

from howopen.inspectors.weights_torch import inspect
from howopen.schema import Weights

S = Storage("0", 6)
PICKLE = pickled({"w": tensor(S, 2, 3)})
FILE = zip_checkpoint(PICKLE, [S])


def test_a_checkpoint_is_open_and_can_run_code() -> None:
    found = look(inspect, {"pytorch_model.bin": FILE})
    assert found.states("weights") == ["open"]
    assert found.one(Weights) == Weights(
        "pytorch",
        files=1,
        bytes=len(FILE),
        tensors=1,
        parameters=6,
        dtypes={"float32": 6},
        executable=True,
    )
    assert found.gaps == []


def test_files_of_old_versions_are_read_too() -> None:
    data = legacy_checkpoint(pickled({"w": tensor(S, 2, 3)}, legacy=True), [S])
    assert look(inspect, {"model.pt": data}).one(Weights).parameters == 6


def test_a_storage_that_two_tensors_share_counts_once() -> None:
    data = zip_checkpoint(pickled({"a": tensor(S, 2, 3), "b": tensor(S, 6)}), [S])
    assert look(inspect, {"model.pth": data}).one(Weights).parameters == 6


class Odd:
    """Stands for a class that no checkpoint needs."""


def test_names_outside_the_usual_ones_are_told() -> None:
    data = zip_checkpoint(pickled({"w": tensor(S, 2, 3), "x": Call(Odd)}), [S])
    claim = look(inspect, {"model.pt": data}).one(Weights)
    assert "Odd" in claim.metadata["unusual imports"]
    assert look(inspect, {"model.pt": FILE}).one(Weights).metadata == {}


def test_settings_and_optimizers_are_not_looked_at() -> None:
    files = dict.fromkeys(("training_args.bin", "optimizer.pt", "a/scheduler.pt"), FILE)
    found = look(inspect, files)
    assert (found.evidence, found.gaps) == ([], [])


def test_a_pickle_without_tensors_holds_no_weights() -> None:
    data = zip_checkpoint(pickled({"epoch": 3}), [])
    assert look(inspect, {"state.pt": data}).evidence == []


def test_another_file_of_that_suffix_is_only_a_gap() -> None:
    found = look(inspect, {"firmware.bin": b"\x7fELF" + bytes(200)})
    assert found.evidence == []
    assert found.gap().what.endswith("firmware.bin")


def test_a_broken_file_with_the_name_of_weights_is_still_there() -> None:
    found = look(inspect, {"pytorch_model.bin": b"\x00" * 300})
    assert found.states("weights") == ["open"]
    assert found.one(Weights) == Weights("pytorch", 1, 300, executable=True)
    assert len(found.gaps) == 1


def test_shards_adapters_and_checkpoints() -> None:
    files = {
        "pytorch_model-00001-of-00002.bin": FILE,
        "adapter_model.bin": FILE,
        "checkpoint-7/pytorch_model.bin": FILE,
    }
    found = look(inspect, files)
    assert found.states("weights") == ["open", "partial"]
    assert [claim.stage for claim in found.claims(Weights, "weights")] == ["adapter", "final"]
    assert found.one(Weights, "intermediate-weights").stage == "intermediate"


def test_the_graph_in_a_torchscript_file_is_the_architecture() -> None:
    scripted = zip_checkpoint(
        pickled(Call("__torch__.Net", state={"w": tensor(S, 2, 3)})),
        [S],
        extra={"archive/code/__torch__.py": b"class Net(Module):\n  pass\n"},
    )
    found = look(inspect, {"model.pt": scripted})
    assert found.states("model-architecture") == ["open"]
    assert found.states("weights") == ["open"]
    assert look(inspect, {"model.pt": FILE}).states("model-architecture") == []
