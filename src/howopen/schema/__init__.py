"""Every record and every claim of howopen.

Records are frozen, hold plain data and do no I/O; they cross process boundaries and round-trip
through JSON. An optional field that is ``None`` means *unknown*, never *none*.
"""

from howopen.schema.claims import (
    AnyClaim,
    Available,
    Claim,
    Clause,
    Code,
    Compute,
    Dataset,
    Document,
    License,
    Lineage,
    Link,
    LinkRole,
    Said,
    State,
    Threshold,
    Weights,
)
from howopen.schema.evidence import (
    Basis,
    Evidence,
    Gap,
)
from howopen.schema.judgement import (
    SCHEMA_VERSION,
    Assessment,
    Audit,
    Bounds,
    Discrepancy,
    Duty,
    Finding,
    Reason,
    Terms,
    Verdict,
)
from howopen.schema.release import (
    Artifact,
    Count,
    Part,
    Record,
    Release,
    Snapshot,
)

__all__ = [
    "SCHEMA_VERSION",
    "AnyClaim",
    "Artifact",
    "Assessment",
    "Audit",
    "Available",
    "Basis",
    "Bounds",
    "Claim",
    "Clause",
    "Code",
    "Compute",
    "Count",
    "Dataset",
    "Discrepancy",
    "Document",
    "Duty",
    "Evidence",
    "Finding",
    "Gap",
    "License",
    "Lineage",
    "Link",
    "LinkRole",
    "Part",
    "Reason",
    "Record",
    "Release",
    "Said",
    "Snapshot",
    "State",
    "Terms",
    "Threshold",
    "Verdict",
    "Weights",
]
