"""Links to code, data, papers and demos.

Looks at: links in ``README*``, model cards and the description of a package, and its project URLs.
Claims: that the publisher links there, and by the address what for. Where a link leads is not
looked at here; as long as nobody followed it, nothing of its kind can be called absent. Links that
could not be read, or are too many, are a gap that may hide anything.
Cannot see: links in PDF files; whether the page says what the link suggests.
Sources: addresses of the usual hosts of code, data and papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from howopen.components import COMPONENTS
from howopen.errors import HowopenError
from howopen.inspectors.found import declared, unread
from howopen.inspectors.registry import inspector, whole
from howopen.parsers.card import read_card
from howopen.parsers.coremetadata import read_core_metadata
from howopen.parsers.markdown import read_markdown
from howopen.schema import Evidence, Gap, Link, LinkRole
from howopen.view import View

LIMIT = 2_000_000
READMES = ("README.md", "MODEL_CARD.md", "README.markdown", "README")
METADATA = ("METADATA", "PKG-INFO")
MOST_LINKS = 300

ROLES: dict[LinkRole, tuple[str, re.Pattern[str]]] = {
    "demo": (
        "sample-outputs",
        re.compile(
            r"^https?://(www\.)?((huggingface|hf)\.co/spaces/|[^/]+\.hf\.space)", re.IGNORECASE
        ),
    ),
    "data": (
        "training-data",
        re.compile(
            r"^https?://(www\.)?((huggingface|hf)\.co/datasets/[^/]+|(kaggle\.com/datasets|"
            r"zenodo\.org|data\.commoncrawl\.org|dumps\.wikimedia\.org)/)",
            re.IGNORECASE,
        ),
    ),
    "model": (
        "weights",
        re.compile(
            r"^magnet:|^https?://(www\.)?((huggingface|hf)\.co|modelscope\.cn/models)/"
            r"(?!(datasets|spaces|papers|docs|blog|collections|tasks|learn|chat|organizations|join|"
            r"settings|models|pricing|posts|resources)\b)[\w.-]+(/[\w.-]+|/?$)|"
            r"^https?://[^?#]+(/releases/download/|\.(safetensors|gguf|onnx|pth?|ckpt|tflite)$)",
            re.IGNORECASE,
        ),
    ),
    "paper": (
        "research-paper",
        re.compile(
            r"^https?://(www\.)?(arxiv\.org/(abs|pdf|html)/|(dx\.)?doi\.org/10\.|"
            r"aclanthology\.org/|openreview\.net/(forum|pdf)|(huggingface|hf)\.co/papers/|"
            r"proceedings\.)",
            re.IGNORECASE,
        ),
    ),
    "code": (
        "training-code",
        re.compile(
            r"^(git\+)?https?://(www\.)?(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)/"
            r"(?!(sponsors|apps|orgs)/)[\w.-]+/[\w.-]+",
            re.IGNORECASE,
        ),
    ),
}
"""Role of a link, the component it is filed under and its addresses; the first match counts."""

LIBRARIES = re.compile(
    r"github\.com/(huggingface/(transformers|diffusers|text-generation-inference|peft|accelerate|"
    r"datasets|tokenizers|safetensors|optimum|candle|huggingface_hub)|vllm-project/vllm|"
    r"(ggml-org|ggerganov)/(llama\.cpp|ggml|whisper\.cpp)|sgl-project/sglang|nvidia/tensorrt(-llm)?|"
    r"internlm/lmdeploy|modeltc/lightllm|microsoft/onnxruntime|onnx/onnx|ollama/ollama|"
    r"pytorch/(pytorch|executorch)|openvinotoolkit/openvino|turboderp(-org)?/exllama(v2)?|"
    r"dao-ailab/flash-attention|oobabooga/text-generation-webui|lostruins/koboldcpp|"
    r"open-webui/open-webui|astral-sh/uv)$",
    re.IGNORECASE,
)
"""Libraries that run anyone's models: a link to one tells how to use the release, and hides no part
of it. Frameworks that train are not listed, for they may hold the recipe."""

_NOT_CODE = re.compile(
    r"/(issues|pull|actions|discussions|releases|wiki|stargazers|workflows)\b|"
    r"\.(png|svg|jpe?g|gif|mp4)(\?|$)",
    re.IGNORECASE,
)
"""What follows the name of a repository in addresses that lead to no code."""

_MEDIA = re.compile(r"\.(png|svg|jpe?g|gif|webp|mp4|webm|wav|mp3|flac|pdf)(\?|$)", re.IGNORECASE)
"""One picture or sound from a repository of data is an example, not the data."""


@inspector(
    "links",
    version=2,
    claims=(Link,),
    reads={name: whole(LIMIT, files=50) for name in (*READMES, *METADATA)},
)
def inspect(view: View) -> Iterator[Evidence | Gap]:
    """Yield each address once per file."""
    for artifact in view.glob(*READMES):
        if artifact.path.count("/") > 2:
            continue
        try:
            card = read_card(view.read(artifact.path))
            links = read_markdown(card.body, card.body_line).links
        except HowopenError as error:
            yield unread(view, artifact.path, error, *COMPONENTS)
            continue
        yield from _found(view, artifact.path, [(link.url, link.line) for link in links])
    for artifact in view.glob(*METADATA):
        try:
            package = read_core_metadata(view.read(artifact.path))
            text = read_markdown(package.description, package.description_line)
        except HowopenError as error:
            yield unread(view, artifact.path, error, *COMPONENTS)
            continue
        urls = [(url, line) for _, url, line in package.urls]
        urls += [(link.url, link.line) for link in text.links]
        yield from _found(view, artifact.path, urls)


def _found(view: View, path: str, urls: list[tuple[str, int]]) -> Iterator[Evidence | Gap]:
    seen: set[str] = set()
    for url, line in urls[:MOST_LINKS]:
        ref, role, component = _role(url)
        if role is not None and ref not in seen:
            seen.add(ref)
            yield declared(component, Link(ref, role), view.snapshot.cite(path, line))
    if len(urls) > MOST_LINKS:
        why = f"has {len(urls):,} links; those after the first {MOST_LINKS} were not looked at"
        yield unread(view, path, why, *COMPONENTS)


def _role(url: str) -> tuple[str, LinkRole | None, str]:
    """The address without what follows the repository or paper, its role and component."""
    for role, (component, pattern) in ROLES.items():
        if match := pattern.match(url):
            if role == "code" and _NOT_CODE.search(url, match.end()):
                break
            if role in ("data", "model") and _MEDIA.search(url):
                break
            address = url.partition("#")[0].partition("?")[0]
            ref = (match.group() if role == "code" else address).removesuffix(".git").rstrip("/")
            return ref, None if LIBRARIES.search(ref) else role, component
    return url, None, ""
