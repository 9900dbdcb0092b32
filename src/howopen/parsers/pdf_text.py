"""The text of a PDF file, for terms that are published as one.

Read by `pypdf` (pure Python, BSD-3-Clause), an optional dependency that is imported here and only
when a PDF is at hand. What a file can cost is bounded: bytes, pages, operations, decompression.
"""

from __future__ import annotations

import importlib
import io
import logging
from typing import Any

from howopen.errors import ParseError

MOST_BYTES = 1_000_000
"""Longest file; the license of XVERSE-MoE has 300 KB, most of it fonts."""

MOST_PAGES = 40
"""Pages that are read; that license has 4."""

MOST_OPERATIONS = 100_000
"""Drawing operations of all pages; that license has 11,399."""

MOST_CHARACTERS = 300_000

LIMITS = {
    "maximum_declared_stream_length": MOST_BYTES,
    "zlib_maximum_output_length": 3_000_000,
    "zlib_maximum_recovery_input_length": 500_000,
    "lzw_maximum_output_length": 3_000_000,
    "run_length_maximum_output_length": 3_000_000,
    "brotli_maximum_output_length": 3_000_000,
    "array_based_stream_maximum_output_length": 3_000_000,
    "stream_decoding_work_maximum_length": 5_000_000,
    "stream_parsing_work_maximum_count": 50_000,
    "array_maximum_element_count": 20_000,
    "dictionary_maximum_element_count": 20_000,
    "page_tree_maximum_entries": 2_000,
    "page_tree_maximum_page_entries": 20_000,
    "xform_maximum_invocations_per_extraction": 100,
    "jbig2dec_binary": None,  # nothing is run
}
"""Bounds inside `pypdf` (its ``Configuration``), far under its own defaults."""

INSTALL = "reading PDF files needs pypdf: pip install 'howopen[pdf]'"


def pdf_text(data: bytes) -> str:
    """The text of all pages, one after another.

    Raises:
        ParseError: `pypdf` is not installed, or the file is no PDF, is encrypted, holds no text
            (scanned pages), or is over a bound.
    """
    if len(data) > MOST_BYTES:
        raise ParseError(f"a PDF file of {len(data):,} bytes, over {MOST_BYTES:,}")
    if b"%PDF-" not in data[:1024]:
        raise ParseError("named as a PDF file, and is none")
    try:
        pypdf: Any = importlib.import_module("pypdf")
    except ImportError:
        raise ParseError(INSTALL) from None
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        with pypdf.apply_configuration(**LIMITS):
            text = _pages(pypdf.PdfReader(io.BytesIO(data)))
    except ParseError:
        raise
    except Exception as error:  # noqa: BLE001 - of broken files pypdf raises whatever it ran into
        said = " ".join(str(error).split())[:200]
        raise ParseError(f"not a readable PDF file: {type(error).__name__}: {said}") from None
    if not text.strip():
        raise ParseError("a PDF file without text; its pages may be pictures")
    return text


def _pages(reader: Any) -> str:
    if len(reader.pages) > MOST_PAGES:
        raise ParseError(f"a PDF file of {len(reader.pages):,} pages, over {MOST_PAGES}")
    operations = 0

    def count(*_: object) -> None:
        nonlocal operations
        operations += 1
        if operations > MOST_OPERATIONS:
            raise ParseError(f"a PDF file with over {MOST_OPERATIONS:,} drawing operations")

    parts: list[str] = []
    length = 0
    for page in reader.pages:
        parts.append(page.extract_text(visitor_operand_before=count))
        length += len(parts[-1])
        if length > MOST_CHARACTERS:
            raise ParseError(f"a PDF file with over {MOST_CHARACTERS:,} characters")
    return "\n".join(parts)
