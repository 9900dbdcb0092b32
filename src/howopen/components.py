"""The closed lists of components, the parts of a release that openness is judged by, and sections.

The first seventeen are those of the Model Openness Tool, under the names of the Model Openness
Framework (arXiv 2403.13784; component list of lfai/model_openness_tool). `distribution` is the
release as a whole, where a license may be stated for everything; the acceptable-use policy is a
part of the terms and so stands on its own.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["code", "data", "document", "terms"]


class Component(NamedTuple):
    """One part of a release.

    Attributes:
        title: What people call it.
        kind: Decides which kind of license is type-appropriate (MOF): code, data or document.
        mof: Number of the component in the Model Openness Tool, or None where MOF has none.
        help: What counts as this component, in one sentence.
    """

    title: str
    kind: Kind
    mof: int | None
    help: str


COMPONENTS: dict[str, Component] = {
    "model-architecture": Component(
        "Model architecture", "code", 9, "Code or configuration that defines the network."
    ),
    "weights": Component(
        "Model parameters (final)", "data", 10, "The learned parameters of the released model."
    ),
    "technical-report": Component(
        "Technical report", "document", 11, "A report on architecture, training and performance."
    ),
    "evaluation-results": Component(
        "Evaluation results", "document", 12, "Measured results, in a card, report or data file."
    ),
    "model-card": Component(
        "Model card", "document", 13, "Intended use, training, evaluation and limits of the model."
    ),
    "data-card": Component(
        "Data card", "document", 14, "Provenance, collection, content and processing of the data."
    ),
    "training-code": Component(
        "Training code", "code", 7, "Code, with configuration, that trains the parameters."
    ),
    "inference-code": Component("Inference code", "code", 8, "Code that runs the trained model."),
    "evaluation-code": Component(
        "Evaluation code", "code", 18, "Code that produced the evaluation results."
    ),
    "evaluation-data": Component(
        "Evaluation data", "data", 19, "Data that the evaluation results were measured on."
    ),
    "training-data": Component("Datasets", "data", 15, "The data that the model was trained on."),
    "intermediate-weights": Component(
        "Model parameters (intermediate)", "data", 24, "Checkpoints saved during training."
    ),
    "data-processing-code": Component(
        "Data preprocessing code", "code", 16, "Code that collects, filters and prepares the data."
    ),
    "research-paper": Component(
        "Research paper", "document", 21, "A scientific paper on the work."
    ),
    "sample-outputs": Component(
        "Sample model outputs", "document", 20, "Examples of what the model produces."
    ),
    "supporting-libraries": Component(
        "Supporting libraries and tools", "code", 22, "Tokenizers and other tools that were used."
    ),
    "model-metadata": Component(
        "Model metadata", "data", 17, "Machine-readable facts about the model."
    ),
    "acceptable-use-policy": Component(
        "Acceptable use policy", "terms", None, "A policy that the terms of the release refer to."
    ),
    "base-model": Component(
        "Base model", "data", None, "The model that this one is derived from; its terms may bind."
    ),
    "code": Component("All code", "code", None, "All code, where a statement is of it as a whole."),
    "data": Component("All data", "data", None, "All data, where a statement is of it as a whole."),
    "documents": Component(
        "All documents", "document", None, "All documents, where a statement is of them as a whole."
    ),
    "distribution": Component(
        "The release as a whole",
        "terms",
        None,
        "Everything in a repository, unless said otherwise.",
    ),
}

WHOLE_OF: dict[Kind, str] = {"code": "code", "data": "data", "document": "documents"}
"""The component under which something is stated for all parts of one kind (MOT: global license)."""

SECTIONS: dict[str, str] = {
    "intended-use": "What the model is for, and what it is not for.",
    "limitations": "Limits, risks and biases.",
    "architecture": "How the model is built.",
    "usage": "How to run it.",
    "training-data": "What it was trained on.",
    "training-procedure": "How it was trained.",
    "evaluation": "How it was measured, with results.",
    "compute": "Hardware, compute and energy of the training.",
    "provenance": "Where the data comes from.",
    "scope": "Scope and characteristics of the data: composition, languages, amounts.",
    "collection": "How the data was obtained and selected.",
    "labeling": "How the data was labeled.",
    "processing": "How the data was processed and filtered.",
}
"""What documents speak about: the closed list of sections. The last five are the parts of the
description of training data that OSAID 1.0 asks for."""
