"""Which roles code plays, each with its traps: a name is not evidence."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.memoryview import MemoryView, memory_view

from howopen.errors import AccessDenied
from howopen.inspectors.code_python import inspect
from howopen.schema import Available, Code, Evidence, Gap, Snapshot

LOOP = """
for batch in data:
    loss = model(batch)
    loss.backward()
    optimizer.step()
"""
NETWORK = """
from torch import nn

class Block(nn.Module):
    def __init__(self, config):
        self.linear = nn.Linear(config.width, config.width)

class GPT(nn.Module):
    def __init__(self, config):
        self.blocks = nn.ModuleList([Block(config)])
"""
PRETRAINING = "from model import GPT\nmodel = GPT(config)\n" + LOOP
CONFIG = "lr: 6e-4\nmax_steps: 600000\n"


class Found:
    """Evidence and gaps of one inspection, easy to ask."""

    def __init__(self, files: dict[str, str], **fields: object) -> None:
        content = {path: dedent(text).encode() for path, text in files.items()}
        self.all = list(inspect(memory_view(content, **fields)))
        self.evidence = [item for item in self.all if isinstance(item, Evidence)]
        self.gaps = [item for item in self.all if isinstance(item, Gap)]

    def states(self, component: str) -> list[tuple[str, str]]:
        claims = [e.claim for e in self.evidence if e.component == component]
        return [(c.state, c.note) for c in claims if isinstance(c, Available)]

    def code(self, role: str) -> Code | None:
        claims = [e.claim for e in self.evidence]
        return next((c for c in claims if isinstance(c, Code) and c.role == role), None)

    def cites(self, role: str) -> tuple[str, ...]:
        for e in self.evidence:
            if isinstance(e.claim, Code) and e.claim.role == role:
                return tuple(cite.rpartition("/")[2] for cite in e.cites)
        return ()

    def hidden(self) -> set[str]:
        return {component for gap in self.gaps for component in gap.components}


def test_pretraining_with_its_configuration_is_full() -> None:
    found = Found({"train.py": PRETRAINING, "model.py": NETWORK, "configs/big.yaml": CONFIG})
    assert found.states("training-code") == [("open", "")]
    assert found.code("training") == Code("training", "full", ("train.py",))
    assert found.cites("training") == ("train.py#L7", "train.py#L6", "train.py#L2", "big.yaml#L1")
    assert found.code("fine-tuning") is None


def test_a_framework_without_configuration_says_so() -> None:
    found = Found({"train.py": PRETRAINING, "model.py": NETWORK})
    assert found.states("training-code") == [("open", "no configuration of a run was found")]
    assert found.code("training") == Code("training", "code-only", ("train.py",))


def test_a_loop_that_may_start_from_anything_is_partial() -> None:
    found = Found({"train.py": LOOP})
    assert found.states("training-code") == [("partial", "not seen what the model starts from")]


@pytest.mark.parametrize(
    "source",
    [
        "from peft import LoraConfig, get_peft_model\nmodel = get_peft_model(m, LoraConfig())\n"
        + LOOP,
        "from transformers import AutoModelForCausalLM, Trainer\n"
        "model = AutoModelForCausalLM.from_pretrained('org/base')\n"
        "trainer = Trainer(model)\ntrainer.train()\n",
        "from trl import SFTTrainer\nt = SFTTrainer(model)\nt.train()\n",
        "from trl import DPOTrainer\nclass Mine(DPOTrainer):\n    pass\nm = Mine()\nm.train()\n",
        "import torch\nmodel = torch.jit.load('m.jit')\n" + LOOP,
    ],
    ids=["lora", "trainer", "sft", "own trainer", "jit"],
)
def test_fine_tuning_alone_is_partial_training_code(source: str) -> None:
    found = Found({"train.py": source, "configs/run.yaml": CONFIG})
    assert found.states("training-code") == [("partial", "fine-tuning only")]
    assert found.code("fine-tuning") is not None
    assert found.code("training") is None


def test_a_tokenizer_from_the_hub_is_not_fine_tuning() -> None:
    source = "from transformers import AutoTokenizer\nAutoTokenizer.from_pretrained('gpt2')\n"
    found = Found({"train.py": source + PRETRAINING, "model.py": NETWORK})
    assert found.code("fine-tuning") is None
    assert found.code("training") is not None


def test_from_scratch_or_from_weights_is_both() -> None:
    source = PRETRAINING.replace("GPT(config)", "GPT(config) or GPT.from_pretrained('gpt2')")
    found = Found({"train.py": source, "model.py": NETWORK})
    assert found.code("training") is not None
    assert found.code("fine-tuning") is not None


@pytest.mark.parametrize(
    "source",
    [
        "from megatron.training import pretrain\npretrain(data, model)\n",
        "from pytorch_lightning import Trainer\nfrom transformers import GPT2LMHeadModel\n"
        "net = GPT2LMHeadModel(config)\ntrainer = Trainer()\ntrainer.fit(net)\n",
        "from tensorflow import keras\nfrom m import GPT\nmodel = GPT(3)\n"
        "net = keras.Sequential([])\nnet.fit(x, y)\n",
    ],
    ids=["megatron", "lightning", "keras"],
)
def test_one_call_can_be_the_whole_run(source: str) -> None:
    found = Found({"run.py": source, "m.py": NETWORK})
    assert found.states("training-code") == [("open", "no configuration of a run was found")]


def test_fit_of_scikit_learn_and_train_mode_are_no_training() -> None:
    source = "from sklearn.svm import SVC\nm = SVC()\nm.fit(x)\nmodel.train()\n"
    assert Found({"probe.py": source}).evidence == []


def test_a_file_named_train_without_a_loop_is_no_evidence_and_no_absence() -> None:
    found = Found({"train.py": "print('coming soon')\n"})
    assert found.evidence == []
    assert found.hidden() == {"training-code"}


@pytest.mark.parametrize(
    "folder",
    ["tests/", "third_party/", "a/dependencies/AutoGPTQ/examples/", "docs/", "benchmarks/"],
)
def test_code_that_is_not_its_own_does_not_count(folder: str) -> None:
    found = Found({f"{folder}peft.py": LOOP, "run.py": "import vllm\nvllm.LLM('m')\n"})
    assert found.states("training-code") == []
    assert found.states("inference-code") == [("open", "")]


def test_what_is_only_partly_there_says_which_code_was_not_counted() -> None:
    found = Found({"train.py": LOOP, "third_party/peft.py": LOOP})
    ((state, note),) = found.states("training-code")
    assert state == "partial"
    assert note.endswith("not counted: vendored code, tests, docs, benchmarks (1 files)")


def test_benchmarks_may_hide_an_evaluation() -> None:
    assert Found({"benchmarks/mmlu.py": "x = 1\n"}).hidden() == {"evaluation-code"}


def test_training_in_examples_is_partial() -> None:
    found = Found({"examples/train.py": PRETRAINING, "examples/model.py": NETWORK})
    assert found.states("training-code") == [("partial", "in examples only")]


def test_configurations_alone_are_partial_training_code() -> None:
    found = Found({"run.slurm": "srun pretrain_gpt.py --lr 6e-5 --global-batch-size 2048\n"})
    ((state, note),) = found.states("training-code")
    assert (state, note.partition(";")[0]) == ("partial", "configurations of training runs")
    assert found.code("training") is None


@pytest.mark.parametrize(
    "source",
    [
        "import onnxruntime as rt\nsession = rt.InferenceSession('m.onnx')\n",
        "from llama_cpp import Llama\nLlama('m.gguf')\n",
        "from transformers import pipeline\npipeline('text-generation')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('x')\nm.generate(ids)\n",
        "import torch\n@torch.no_grad()\ndef generate(self, ids):\n    for _ in range(9):\n"
        "        ids = torch.multinomial(self(ids), 1)\n",
        "import torch\nnet.load_state_dict(torch.load('m.pt'))\nnet.eval()\n"
        "with torch.inference_mode():\n    net(x)\n",
        "import jax\ntoken = jax.vmap(jax.random.categorical)(rngs, logits)\n",
    ],
    ids=["onnx", "llama.cpp", "pipeline", "generate", "sampling", "no gradients", "jax"],
)
def test_inference_is_known_by_what_it_calls(source: str) -> None:
    found = Found({"run.py": source})
    assert found.states("inference-code") == [("open", "")]
    assert found.code("training") is None


def test_weights_that_a_training_run_loads_are_not_inference() -> None:
    helper = "import torch\nw = torch.load('m')\nnet.eval()\nwith torch.no_grad():\n    net(w)\n"
    found = Found({"train.py": "import helper\n" + LOOP, "helper.py": helper})
    assert found.code("inference") is None


def test_evaluation_and_data_preparation() -> None:
    found = Found(
        {
            "measure.py": "from lm_eval import evaluator\nevaluator.simple_evaluate(model=m)\n",
            "slurm/run.sh": "lighteval vllm $MODEL\n",
            "near.py": "from datasketch import MinHash\nMinHash(num_perm=128)\n",
            "bins.py": "import numpy as np\nfrom datasets import load_dataset\n"
            "d = load_dataset('openwebtext')\na = np.memmap('train.bin', mode='w+')\n",
        }
    )
    assert found.code("evaluation") == Code("evaluation", "code-only", ("measure.py",))
    assert found.states("evaluation-code") == [("open", ""), ("open", "")]
    assert found.code("data") == Code("data", "code-only", ("bins.py", "near.py"))


def test_metrics_in_a_training_run_are_validation() -> None:
    source = "from sklearn.metrics import f1_score\nf1_score(a, b)\n"
    assert Found({"train.py": source + LOOP}).code("evaluation") is None
    assert Found({"score.py": source}).code("evaluation") is not None


def test_the_outermost_network_is_the_architecture() -> None:
    found = Found({"model.py": NETWORK})
    assert found.cites("architecture") == ("model.py#L8",)


def test_what_works_on_records_is_no_evidence_and_no_absence() -> None:
    source = "import json\nfor line in f:\n    r = json.loads(line)\n    g.write(json.dumps(r))\n"
    found = Found({"mix.py": source})
    assert found.evidence == []
    assert found.hidden() == {"data-processing-code"}


def test_a_file_that_does_not_parse_hides_all_roles() -> None:
    found = Found({"old.py": "print 'x'\n", "train.py": LOOP})
    (gap,) = found.gaps
    assert gap.what == "memory://test@0/old.py"
    assert len(gap.components) == 5
    assert found.code("training") is not None


def test_code_in_a_gated_snapshot_is_gated() -> None:
    found = Found({"run.py": "import vllm\nvllm.LLM('m')\n"}, access="gated")
    assert found.states("inference-code") == [("gated", "")]


class _Denied(MemoryView):
    def read(self, path: str, start: int = 0, length: int | None = None) -> bytes:
        raise AccessDenied(f"{path}: no")


def test_many_unread_files_are_few_gaps() -> None:
    listed = memory_view({f"m{i}.py": b"" for i in range(50)}).snapshot
    gaps = list(inspect(_Denied(Snapshot("x", "1", artifacts=listed.artifacts), {})))
    assert len(gaps) == 9
    assert all(isinstance(gap, Gap) for gap in gaps)
