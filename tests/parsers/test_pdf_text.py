"""Text of PDF files: any bytes give a text or one clear error, in bounded time."""

from __future__ import annotations

import builtins
import importlib
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import examples

from howopen.errors import ParseError
from howopen.parsers.pdf_text import MOST_BYTES, MOST_CHARACTERS, MOST_PAGES, pdf_text


def pdf(content: bytes, *, pages: int = 1, entries: bytes = b"") -> bytes:
    """A PDF file whose pages all show one content stream."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        font,
        b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries, content),
        *[page] * pages,
    ]
    out, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n%s%s" % (size, table, end)


def shown(text: bytes) -> bytes:
    return b"BT /F1 12 Tf 72 700 Td (" + text + b") Tj ET"


def packed(content: bytes, pages: int = 1) -> bytes:
    return pdf(zlib.compress(content), pages=pages, entries=b"/Filter /FlateDecode ")


def test_without_pypdf_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def missing(name: str, package: str | None = None) -> Any:
        if name == "pypdf":
            raise builtins.ImportError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ParseError, match=r"pip install 'howopen\[pdf\]'"):
        pdf_text(pdf(shown(b"Nova License")))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * (MOST_BYTES + 1)])
def test_what_is_no_pdf_or_too_long_is_refused_unread(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"is none|bytes, over"):
        pdf_text(data)


class TestWithPypdf:
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("pypdf", "7.1", reason="the extra pdf is not installed")

    def test_pages_come_one_after_another(self) -> None:
        assert pdf_text(pdf(shown(b"Nova License"), pages=2)).split("\n") == ["Nova License"] * 2

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (pdf(shown(b"a"), pages=MOST_PAGES + 1), "pages, over"),
            (packed(shown(b"a" * (MOST_CHARACTERS + 1))), "characters"),
            (packed(shown(b"a") * 3_000, pages=MOST_PAGES), "operations"),
            (packed(b" " * 50_000_000), "LimitReached"),
            (packed(b"1 " * 1_000_000), "LimitReached"),
            (pdf(b"[" * 100_000), "RecursionError|LimitReached"),
            (pdf(b""), "without text"),
            (b"%PDF-1.7\n" + b"\n" * 10_000, "not a readable PDF"),
        ],
        ids=[
            "pages", "text", "operations", "bomb", "operands", "depth", "nothing", "no objects",
        ],
    )  # fmt: skip
    def test_over_a_bound_or_broken_is_one_clear_error(self, data: bytes, why: str) -> None:
        with pytest.raises(ParseError, match=why):
            pdf_text(data)

    @examples(60)
    @given(st.data())
    def test_any_mutated_bytes_give_text_or_an_error(self, data: st.DataObject) -> None:
        whole = bytearray(packed(shown(b"Nova License"), pages=2))
        for _ in range(data.draw(st.integers(1, 20))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        with suppress(ParseError):
            pdf_text(bytes(whole))
