"""The claims: everything that one piece of evidence can say, a tagged union."""

from __future__ import annotations

from typing import Literal

from howopen.schema.release import Count, Record

State = Literal["open", "gated", "partial", "promised", "withdrawn", "withheld", "absent"]
"""Availability of a component, most open first. ``gated``: anyone may ask, terms or approval come
first; ``partial``: a proper part is there; ``promised``: announced, not there; ``withheld``: the
publisher says it stays closed; ``absent``: looked everywhere and not found (see
conclude_absence)."""

LinkRole = Literal["code", "model", "data", "paper", "base-model", "demo", "other"]
"""What a link leads to. An unresolved link leaves the components of its role unknown."""


class Claim(Record, frozen=True, tag_field="type"):
    """Base of the claims: what one piece of evidence says."""


class Available(Claim, frozen=True, tag="available"):
    """Whether the component can be had.

    Attributes:
        state: See `State`.
        note: What exactly is or is not there, where that needs words.
    """

    state: State
    note: str = ""


class License(Claim, frozen=True, tag="license"):
    """A license that is stated for the component.

    Attributes:
        expression: SPDX license expression, or None where the text or name is not identified.
        where: ``file``: a license text or notice; ``gate``: a text that must be accepted before the
            download; ``notice``: at the head of a source file;
            ``card``: front matter; ``metadata``: of a package; ``header``: inside a weight file;
            ``prose``: a sentence or badge.
        said: The words used: a tag, a field, the first line of the text.
        similarity: Share of the standard text that matched, 0 to 1, or None for a name.
        base: The known license that a text resembles and is not; empty if it is one, or none.
        outcome: How a text differs from `base`; see `howopen.licenses.identify.Match`.
        covers: What of the component it is about (a folder, files, a variant); empty: all of it.
    """

    expression: str | None
    where: Literal["file", "gate", "notice", "card", "metadata", "header", "prose"]
    said: str = ""
    similarity: float | None = None
    base: str = ""
    outcome: Literal["", "modified", "other-edition", "nearest"] = ""
    covers: str = ""


class Threshold(Record, frozen=True):
    """An amount that a license clause names.

    Attributes:
        amount: In `unit`.
        unit: ``users``, ``visits``, ``calls``, ``downloads``, ``percent``, or a currency of
            ISO 4217.
        period: ``day``, ``month``, ``year``, or empty where none is named.
    """

    amount: float
    unit: str
    period: str = ""


class Clause(Claim, frozen=True, tag="clause"):
    """One clause of the terms.

    Attributes:
        kind: Id of a kind of the closed list (`howopen.licenses.taxonomy`).
        effect: Whether it permits, requires or forbids; that of its kind.
        quote: The words that say so, exactly as they stand in the text.
        lines: First and last line of the clause, from 1; a list of uses goes beyond the quote.
        thresholds: Amounts that it names.
        consequence: What reaching a threshold leads to: ``license``, ``royalty``, ``display``, or
            empty where the sentence does not say.
        details: Topics of prohibited uses, places left out, names to show, or what it extends to,
            as the kind has it.
        url: Address of the terms that it refers to, or empty.
    """

    kind: str
    effect: Literal["permits", "requires", "forbids"]
    quote: str = ""
    lines: tuple[int, int] = (0, 0)
    thresholds: tuple[Threshold, ...] = ()
    consequence: str = ""
    details: tuple[str, ...] = ()
    url: str = ""


class Weights(Claim, frozen=True, tag="weights"):
    """What one set of weight files holds, read from its headers.

    Attributes:
        format: ``safetensors``, ``gguf``, ``onnx``, ``pytorch``, or another by its usual name.
        files: Number of files in the set.
        bytes: Their total size, or None where it is not known.
        tensors: Number of tensors, or None where the format was not read.
        parameters: Learned values: elements of floating or quantized type, packed values counted
            one by one, integer buffers and quantization scales left out. None if not read.
        dtypes: Stored elements by dtype, as the format names it.
        executable: Loading the file can run code (pickle).
        stage: ``intermediate`` for a checkpoint of training, ``adapter`` for a delta to a base.
        metadata: The publisher's own key-value pairs in the header, shortened.
    """

    format: str
    files: Count
    bytes: Count | None = None
    tensors: Count | None = None
    parameters: Count | None = None
    dtypes: dict[str, int] = {}
    executable: bool = False
    stage: Literal["final", "intermediate", "adapter"] = "final"
    metadata: dict[str, str] = {}


class Document(Claim, frozen=True, tag="document"):
    """A document and what it covers.

    Attributes:
        kind: ``model-card``, ``data-card``, ``policy``, ``report``, ``readme``, ...
        sections: What it speaks about, from a closed list (see inspectors.documents).
        words: Length of its prose.
    """

    kind: str
    sections: tuple[str, ...] = ()
    words: Count = 0


class Dataset(Claim, frozen=True, tag="dataset"):
    """A dataset that the release names or holds.

    Attributes:
        ref: Its reference or name, as written.
        ladder: How far one gets with it.
        files: Number of data files, where it was looked at.
        sharing: Class of the data in the FAQ of OSAID 1.0: ``open``: may be copied, kept, changed
            and passed on; ``public``: anyone may look at it; ``obtainable``: from third parties,
            also for a fee; ``unshareable``: nobody may pass it on.
    """

    ref: str
    ladder: Literal["released", "reconstructable", "itemized", "named", "gated", "withdrawn"]
    files: Count | None = None
    sharing: Literal["open", "public", "obtainable", "unshareable", "unknown"] = "unknown"


class Code(Claim, frozen=True, tag="code"):
    """What code does.

    Attributes:
        role: What the code is for.
        ladder: How much of it is there: a full run with its configuration, the code without a
            configuration, fine-tuning only.
        entry_points: Files to start from.
    """

    role: Literal["training", "fine-tuning", "inference", "evaluation", "data", "architecture"]
    ladder: Literal["full", "code-only"] = "code-only"
    entry_points: tuple[str, ...] = ()


class Link(Claim, frozen=True, tag="link"):
    """A link to another part of the release or to what it stands on."""

    ref: str
    role: LinkRole


class Lineage(Claim, frozen=True, tag="lineage"):
    """The model is derived from another.

    Attributes:
        relation: ``unknown`` where the publisher names a base and not how it was used.
        base: Reference or name of the base, as written.
    """

    relation: Literal["finetune", "adapter", "merge", "quantized", "unknown"]
    base: str


class Compute(Claim, frozen=True, tag="compute"):
    """What the publisher says of the size of the training.

    Attributes:
        quantity: What the amount is of.
        amount: In FLOP, tokens, device-hours or kWh.
        scope: Which part of the training it is about, where the words tell.
        said: The words, quoted.
    """

    quantity: Literal["flop", "tokens", "device-hours", "kwh"]
    amount: float
    scope: Literal["pretraining", "post-training", "unknown"] = "unknown"
    said: str = ""


class Said(Claim, frozen=True, tag="said"):
    """Words of the publisher that the evidence can be held against.

    Attributes:
        what: What is claimed: ``open-source``, ``parameters``, ``architecture``.
        text: The words, quoted.
    """

    what: str
    text: str


AnyClaim = (
    Available
    | License
    | Clause
    | Weights
    | Document
    | Dataset
    | Code
    | Link
    | Lineage
    | Compute
    | Said
)
