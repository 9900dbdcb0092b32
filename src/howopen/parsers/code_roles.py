"""What the calls in Python code are for: training, inference, evaluation, data preparation.

A name proves nothing: a file counts for what it calls, resolved through its imports. The tables
name public entry points of the libraries in use; own code counts by what it must do: a training
loop; drawing samples without gradients; loading weights and running them without gradients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from howopen.parsers.callgraph import MAX_SEEDS, CallGraph, Line, Node
from howopen.parsers.python_code import Call, Module
from howopen.parsers.training_runs import Run, training_runs

Role = Literal["training", "fine-tuning", "inference", "evaluation", "data", "architecture"]

_Near = Literal["run", "part", ""]
"""A module puts a training run together, is imported by one that does, or neither."""


class Sign(NamedTuple):
    """A place where code plays a role.

    Attributes:
        role: The role.
        lines: Proof, the most telling line first.
        what: What stands there, in words.
        paths: Files to start reading from.
        certain: False for training where it is not seen what the model starts from.
    """

    role: Role
    lines: tuple[Line, ...]
    what: str
    paths: tuple[str, ...]
    certain: bool = True


def _targets(*names: str) -> re.Pattern[str]:
    """Matches a resolved call target: ``*`` is anything, a final ``.`` stands for any member."""
    parts = (re.escape(n).replace(r"\*", ".*") + (".+" if n.endswith(".") else "$") for n in names)
    return re.compile("|".join(f"(?:{part})" for part in parts))


_INFERENCE = _targets(
    "vllm.LLM", "vllm.LLMEngine*", "vllm.AsyncLLMEngine*", "sglang.Engine", "llama_cpp.Llama",
    "onnxruntime.InferenceSession", "tflite_runtime.interpreter.Interpreter", "mlx_lm.generate",
    "tensorflow.lite.Interpreter", "ai_edge_litert.interpreter.Interpreter", "openvino.Core",
    "openvino.runtime.Core", "tensorrt.Runtime", "coremltools.models.MLModel", "ncnn.Net",
    "exllamav2.ExLlamaV2", "transformers.pipeline", "transformers.pipelines.pipeline",
    "ctranslate2.", "diffusers.*.from_pretrained", "sentence_transformers.SentenceTransformer",
    "faster_whisper.WhisperModel", "gpt4all.GPT4All", "torch.jit.load",
)  # fmt: skip

_EVALUATION = _targets(
    "lm_eval.", "lighteval.", "opencompass.", "inspect_ai.", "evalplus.", "bigcode_eval.",
    "human_eval.", "helm.", "mteb.", "evaluate.load", "datasets.load_metric", "torchmetrics.",
    "sklearn.metrics.", "sacrebleu.", "rouge_score.", "jiwer.", "bert_score.", "seqeval.",
    "nltk.translate.bleu_score.", "pycocotools.cocoeval.COCOeval", "*.simple_evaluate",
    "torcheval.", "torch_fidelity.",
)  # fmt: skip

_DATA = _targets(
    "datatrove.", "datasketch.MinHash*", "webdataset.TarWriter", "webdataset.ShardWriter",
    "tensorflow.io.TFRecordWriter", "trafilatura.", "warcio.", "fastwarc.", "resiliparse.",
    "fasttext.load_model", "text_dedup.", "dolma.", "streaming.MDSWriter", "nemo_curator.",
    "*IndexedDatasetBuilder", "*indexed_dataset.make_builder", "apache_beam.Pipeline",
    "pyspark.sql.SparkSession*", "kenlm.Model",
)  # fmt: skip

_READS_DATA = _targets(
    "datasets.load_dataset", "datasets.load_from_disk", "datasets.Dataset.*", "pandas.read_*",
    "jsonlines.open", "pyarrow.parquet.*", "tiktoken.get_encoding",
)  # fmt: skip
_WRITES_DATA = _targets(
    "*.save_to_disk", "*.push_to_hub", "*.to_parquet", "*.to_json", "numpy.memmap", "*.tofile",
    "*.write_all", "pyarrow.parquet.write_table", "pyarrow.parquet.ParquetWriter",
)  # fmt: skip
_READS_WEIGHTS = _targets(
    "torch.load", "torch.hub.load_state_dict_from_url", "safetensors.torch.load_file",
    "safetensors.torch.load_model", "safetensors.safe_open", "safetensors.flax.load_file",
)  # fmt: skip

_NO_GRADIENT = frozenset({"no_grad", "inference_mode"})
_DRAWS = frozenset({"multinomial", "Categorical"})
_MODULES = re.compile(
    r"^torch\.nn\.(?:modules\..*\.)?Module$|^flax\.(?:linen|nnx)\.Module$|^haiku\.Module$|"
    r"^equinox\.Module$|^mlx\.nn\.Module$|^(?:tensorflow\.)?keras\.(?:.*\.)?(?:Model|Layer)$|"
    r"^transformers\.(?:.*\.)?PreTrainedModel$|^paddle\.nn\.Layer$|(?:^|\.)LightningModule$"
)
_BUILDERS = frozenset({"__init__", "setup", "__call__", "build"})


def signs(modules: Iterable[Module]) -> Iterator[Sign]:
    """All places in some modules where a role is played; several a role."""
    graph = CallGraph(modules)
    networks = network_classes(graph)
    # Where no network is made of others, each may be the model itself.
    parts = _parts(graph, networks) or {name: set() for name in networks}
    trains: set[str] = set()
    trained: set[str] = set()
    for run in training_runs(graph, parts):
        trains.update(run.paths)
        trained.update(graph.with_imports(run.paths))
        yield from _of_run(graph, run)
    for module in sorted(graph.modules.values(), key=lambda m: (m.main_line is None, m.path)):
        near: _Near = "run" if module.path in trains else "part" if module.path in trained else ""
        yield from _by_calls(module, near)
    yield from _sampling(graph)
    for name in _outermost(parts):
        line = networks[name][0]
        yield Sign("architecture", (line,), f"class {name}", (line[0],))


def _of_run(graph: CallGraph, run: Run) -> Iterator[Sign]:
    programs = [p for p in run.paths if graph.modules[p].main_line is not None]
    paths = tuple(programs or [run.lines[0][0]])
    if run.trains:
        built = (run.origin.scratch,) if run.origin.scratch else ()
        certain = run.pretrains or run.origin.scratch is not None
        yield Sign("training", (*run.lines, *built), run.what, paths, certain)
    if run.tunes:
        start = run.origin.adapts or run.origin.loads
        yield Sign("fine-tuning", (*run.lines, *((start,) if start else ())), run.what, paths)


def _by_calls(module: Module, near: _Near) -> Iterator[Sign]:
    """Roles by what one module calls.

    A metric in a training run is validation; a model that is run by an evaluation or to prepare
    data is a tool there: neither counts for a role of its own.
    """
    first = _first_calls(module)

    def sign(role: Role, what: str, *kinds: str) -> Sign:
        lines = tuple((module.path, first[kind].line) for kind in kinds)
        return Sign(role, lines, what, (module.path,))

    if "data" in first:
        yield sign("data", f"{first['data'].name}()", "data")
    elif {"reads", "writes"} <= first.keys() and not near:
        yield sign("data", "reads a dataset and writes one", "writes", "reads")
    elif "evaluation" in first and near != "run":
        yield sign("evaluation", f"{first['evaluation'].name}()", "evaluation")
    elif "inference" in first:
        yield sign("inference", f"{first['inference'].name}()", "inference")
    elif {"weights", "still", "program"} <= first.keys() and not near:
        yield sign("inference", "loads weights and runs them without gradients", "still", "weights")


def _first_calls(module: Module) -> dict[str, Call]:
    """First call of each kind that tells of a role."""
    tables: Mapping[str, re.Pattern[str]] = {
        "inference": _INFERENCE,
        "evaluation": _EVALUATION,
        "data": _DATA,
        "reads": _READS_DATA,
        "writes": _WRITES_DATA,
        "weights": _READS_WEIGHTS,
    }
    first: dict[str, Call] = {}
    for call in sorted(module.calls, key=lambda c: c.line):
        kinds = [kind for kind, table in tables.items() if table.match(call.target)]
        if _is_still(call):
            kinds.append("still")
        if module.main_line is not None or call.name.endswith(".eval"):
            kinds.append("program")
        if _generates(module, call):
            kinds.append("inference")
        for kind in kinds:
            first.setdefault(kind, call)
    return first


def _is_still(call: Call) -> bool:
    """Gradients are switched off, which training does not do."""
    return call.target.rpartition(".")[2] in _NO_GRADIENT


def _generates(module: Module, call: Call) -> bool:
    """``.generate()`` of a model that was loaded with transformers."""
    receiver, _, last = call.name.rpartition(".")
    makers = module.makers(receiver) if last == "generate" else ()
    return any(maker.endswith(".from_pretrained") for maker in makers)


def _sampling(graph: CallGraph) -> Iterator[Sign]:
    """Own generation: drawing tokens from a distribution, in a loop and without gradients.

    JAX has no switch for gradients and its loops are functions: there the draw is enough.
    """
    still = {
        Node(module.path, call.function)
        for module in graph.modules.values()
        for call in module.calls
        if _is_still(call)
    }
    draws = 0
    for path in sorted(graph.modules):
        for call in graph.modules[path].calls:
            chain: tuple[Line, ...] | None = None
            if "jax.random.categorical" in (call.target, *call.passes):
                chain = ()
            elif call.target.rpartition(".")[2] in _DRAWS and (draws := draws + 1) <= MAX_SEEDS:
                reached = graph.ancestors(Node(path, call.function), call.loop).items()
                chains = (chain for (node, looped), chain in reached if looped and node in still)
                chain = min(chains, key=len, default=None)
            if chain is not None:
                lines = (*chain, (path, call.line))
                yield Sign("inference", lines, f"{call.name}() draws samples", (lines[0][0],))


def network_classes(graph: CallGraph) -> dict[str, list[Line]]:
    """Classes that derive from a framework's module class, by bare name."""
    found: dict[str, list[Line]] = {}
    for _ in range(5):  # levels of inheritance
        before = len(found)
        for module in graph.modules.values():
            for cls in module.classes:
                name = cls.name.rpartition(".")[2]
                line = (module.path, cls.line)
                inherits = any(
                    _MODULES.search(base) or base.rpartition(".")[2] in found for base in cls.bases
                )
                if inherits and line not in found.get(name, ()):
                    found.setdefault(name, []).append(line)
        if len(found) == before:
            break
    return found


def _parts(graph: CallGraph, networks: Mapping[str, list[Line]]) -> dict[str, set[str]]:
    """Networks that are made of other networks of the code, and which."""
    parts: dict[str, set[str]] = {}
    for module in graph.modules.values():
        for call in module.calls:
            owner, _, method = call.function.rpartition(".")
            owner = owner.rpartition(".")[2]
            if owner in networks and method in _BUILDERS:
                names = {name.rpartition(".")[2] for name in (call.target, *call.passes)}
                if inner := (names & networks.keys()) - {owner}:
                    parts.setdefault(owner, set()).update(inner)
    return parts


def _outermost(parts: Mapping[str, set[str]], limit: int = 5) -> list[str]:
    """The networks with most networks inside, among those that are not inside another."""
    inside = {name for inner in parts.values() for name in inner}

    def size(name: str) -> int:
        seen = {name}
        queue = [name]
        while queue:
            new = parts.get(queue.pop(), set()) - seen
            seen |= new
            queue.extend(new)
        return len(seen)

    return sorted(parts.keys() - inside, key=lambda name: (-size(name), name))[:limit]
