"""Every record and every claim of howopen.

Records are frozen, hold plain data and do no I/O; they cross process boundaries and round-trip
through JSON. An optional field that is ``None`` means *unknown*, never *none*.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

SCHEMA_VERSION = 1
"""Version of the published JSON of an audit. Fields are only ever added within a version."""

Basis = Literal["observed", "declared", "attested", "inferred"]
"""How a claim is known, strongest first: seen in the artifact itself; stated by the publisher in
metadata or prose; vouched for by a third party; concluded by howopen."""

Verdict = Literal["met", "partly", "not-met", "unknown", "not-applicable"]

State = Literal["open", "gated", "partial", "promised", "withdrawn", "withheld", "absent"]
"""Availability of a component, most open first. ``gated``: anyone may ask, terms or approval come
first; ``partial``: a proper part is there; ``promised``: announced, not there; ``withheld``: the
publisher says it stays closed; ``absent``: looked everywhere and not found (see
conclude_absence)."""

LinkRole = Literal["code", "model", "data", "paper", "base-model", "demo", "other"]
"""What a link leads to. An unresolved link leaves the components of its role unknown."""


# ------------------------------------------------------------------------------------ records
class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: immutable plain data."""


Count = Annotated[int, Meta(ge=0)]


class Artifact(Record, frozen=True):
    """One file in a snapshot.

    Attributes:
        path: POSIX path relative to the root of the snapshot.
        size: Bytes, or None where the source does not say.
        digest: ``"sha256:<hex>"`` of the content, ``"git:<hex>"`` for a git blob sha1, or ``""``.
        kind: ``submodule`` is a pinned commit of another repository, whose files are not here;
            ``symlink`` is never followed.
        lfs: The repository holds a Git LFS pointer; size and digest are those of the real file.
    """

    path: str
    size: Count | None = None
    digest: str = ""
    kind: Literal["file", "symlink", "submodule"] = "file"
    lfs: bool = False


class Snapshot(Record, frozen=True):
    """One repository, package or folder at one exact revision, with its inventory.

    Attributes:
        ref: Where it was found, without the revision: ``hf://org/name``, ``pypi://name``, ...
        revision: The exact revision: a commit, a version, or the digest of the inventory.
        fetched: When it was resolved, UTC, ISO 8601. Not part of the identity.
        artifacts: Every file, ordered by path.
        kind: What the source says it is.
        access: Whether the public can read the files.
        metadata: The source's own metadata, as it came.
        complete: The inventory lists everything that the source holds.
    """

    ref: str
    revision: str
    fetched: str = ""
    artifacts: tuple[Artifact, ...] = ()
    kind: Literal["model", "dataset", "space", "code", "package", "folder"] = "folder"
    access: Literal["open", "gated", "private"] = "open"
    metadata: dict[str, Any] = {}
    complete: bool = True

    @property
    def digest(self) -> str:
        """``sha256:`` of the canonical JSON of the snapshot without `fetched`."""
        return "sha256:" + _sha256(msgspec.structs.replace(self, fetched=""))

    def cite(self, path: str = "", first: int | None = None, last: int | None = None) -> str:
        """Citation of a file, or of its lines `first` to `last` (from 1), or of the snapshot."""
        where = f"{self.ref}@{self.revision}" + (f"/{path}" if path else "")
        if first is None:
            return where
        return f"{where}#L{first}" + (f"-L{last}" if last not in (None, first) else "")

    def holds(self, cite: str) -> bool:
        """Whether a citation is of this snapshot, or of something in it."""
        own = self.cite()
        return cite.startswith(own) and cite[len(own) : len(own) + 1] in ("", "/", "#")


class Part(Record, frozen=True):
    """A snapshot and the role it has in a release: ``root``, or the role of the link to it."""

    role: str
    snapshot: Snapshot


class Release(Record, frozen=True):
    """A model as published, possibly over several repositories; the root part comes first."""

    name: str
    parts: tuple[Part, ...]


# ------------------------------------------------------------------------------------- claims
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
        where: ``file``: a license text or notice; ``card``: front matter; ``metadata``: of a
            package; ``header``: inside a weight file; ``prose``: a sentence.
        said: The words used: a tag, a field, the first line of the text.
        similarity: Share of the standard text that matched, 0 to 1, or None for a name.
    """

    expression: str | None
    where: Literal["file", "card", "metadata", "header", "prose"]
    said: str = ""
    similarity: float | None = None


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
    """

    ref: str
    ladder: Literal["released", "reconstructable", "itemized", "named", "gated", "withdrawn"]
    files: Count | None = None


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


class Said(Claim, frozen=True, tag="said"):
    """Words of the publisher that the evidence can be held against.

    Attributes:
        what: What is claimed: ``open-source``, ``parameters``, ``architecture``.
        text: The words, quoted.
    """

    what: str
    text: str


AnyClaim = Available | License | Weights | Document | Dataset | Code | Link | Lineage | Said


class Evidence(Record, frozen=True):
    """One typed claim about one component.

    Attributes:
        component: A key of `howopen.components.COMPONENTS`.
        claim: What is said.
        basis: See `Basis`.
        cites: Where it can be seen; see `Snapshot.cite`.
        inspector: ``name@version`` of who found it; set by the engine.
        id: First 16 hex digits of the sha256 of the rest; set by itself. An id that does not fit
            is refused: stored evidence was changed.
    """

    component: str
    claim: AnyClaim
    basis: Basis
    cites: tuple[str, ...] = ()
    inspector: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        content = (self.component, self.claim, self.basis, self.cites, self.inspector)
        expected = _sha256(content)[:16]
        if self.id not in ("", expected):
            raise ValueError(f"evidence {self.id} was changed after it was written")
        msgspec.structs.force_setattr(self, "id", expected)


class Gap(Record, frozen=True):
    """Something that could not be looked at.

    Attributes:
        what: The artifact, link or part; a citation where it has one.
        why: The reason, in words.
        components: Which components it may hide. Absence of these is never concluded.
        inspector: Who wanted to look; empty for a source.
    """

    what: str
    why: str
    components: tuple[str, ...] = ()
    inspector: str = ""


# ---------------------------------------------------------------------------------- judgement
class Bounds(Record, frozen=True):
    """A value known to lie between `lo` (proven at least) and `hi` (possible at most), 0 to 1."""

    lo: float
    hi: float

    def __post_init__(self) -> None:
        if not 0 <= self.lo <= self.hi <= 1:
            raise ValueError(f"bounds need 0 <= lo <= hi <= 1, not {self.lo}, {self.hi}")

    @property
    def verdict(self) -> Verdict:
        """The word for these bounds; anything not settled is ``unknown``."""
        if self.lo != self.hi:
            return "unknown"
        return "met" if self.lo == 1 else "not-met" if self.lo == 0 else "partly"


class Reason(Record, frozen=True):
    """One node of an evaluated rule.

    Attributes:
        rule: The source of this node.
        bounds: What it came to.
        why: The reason, for a predicate.
        evidence: Ids of the evidence it rests on.
        parts: The operands of ``and``, ``or``, ``not``.
    """

    rule: str
    bounds: Bounds
    why: str = ""
    evidence: tuple[str, ...] = ()
    parts: tuple[Reason, ...] = ()


class Finding(Record, frozen=True):
    """The verdict on one criterion, why, and on which evidence."""

    criterion: str
    verdict: Verdict
    bounds: Bounds
    why: Reason
    evidence: tuple[str, ...] = ()


class Assessment(Record, frozen=True):
    """One framework applied to one release.

    Attributes:
        framework: Id of the framework.
        version: Its version.
        findings: One per criterion, in the framework's order.
        bounds: The whole: the least of all findings; for levels, those of the loosest level.
        levels: Bounds of each level with all looser ones, loosest first; empty without levels.
        level: Highest level reached for certain, or None.
        possible: Highest level not ruled out, or None.
    """

    framework: str
    version: str
    findings: tuple[Finding, ...]
    bounds: Bounds
    levels: dict[str, Bounds] = {}
    level: str | None = None
    possible: str | None = None


class Discrepancy(Record, frozen=True):
    """Two things that cannot both be true, or a duty that was not done.

    Attributes:
        id: Stable kebab-case name of the kind; see ``howopen explain``.
        severity: ``error``: they exclude each other; ``warning``: a reader is misled; ``note``.
        message: What stands against what, without accusing.
        evidence: Ids of both sides.
        fix: What the publisher can do.
    """

    id: str
    severity: Literal["error", "warning", "note"]
    message: str
    evidence: tuple[str, ...]
    fix: str = ""


class Audit(Record, frozen=True):
    """Everything that was found and concluded: the only record that outputs read."""

    schema: int
    howopen: str
    release: Release
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    assessments: tuple[Assessment, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()


def _sha256(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
