"""Names and texts of a release that would steer the terminal they are shown on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import (
    GOOD,
    audited,
    failed,
    invoke,
)

HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "a\n✓ met",
    "b\r\x07\x08",
    "c\u202egnp.exe",
    "d[red]e[/red][/nothing]",
    "e\x9b31m\x85\u2028\u200b",
    ":bug:",
    "f\udcff",
]
HOSTILE_CARD = """---
license: "\\e[31m[red]x\\n✓ met :bug:"
datasets: ["\\e[2Jdata"]
base_model: "o/\\e[2Jn"
---
we open-source \x1b[5mthis\x9b model :bug:
"""
FORBIDDEN = {chr(c) for c in [*range(32), *range(127, 160)]} - {"\n"} | set("\u202e\u2028\u200b")


@pytest.mark.parametrize("name", HOSTILE)
def test_names_do_not_steer_the_terminal(folder: Path, name: str) -> None:
    odd = folder / name
    odd.mkdir(parents=True)
    (odd / "LICENSE").write_text(f"{name.replace(chr(0xDCFF), '')} terms", "utf-8")
    (odd / "model.safetensors").write_bytes(GOOD[:9])
    (folder / "LICENSE").write_text("\x1b]0;title\x07[bold]My\u202e terms :bug:\n", "utf-8")
    (folder / "README.md").write_text(HOSTILE_CARD, "utf-8")
    for target in (folder, odd):
        done = invoke("audit", "-v", str(target))
        assert done.code == 0
        assert not FORBIDDEN & set(done.text + done.err), name
        assert not [line for line in done.text.splitlines() if line.startswith("✓ met")]
    assert ":bug:" in done.text or "bug" not in name
    assert "[red]e" in done.text or "[red]" not in name
    audited(folder)


def test_lines_on_stderr_do_not_steer_the_terminal_either(tmp_path: Path) -> None:
    line = failed(invoke("audit", "-q", "./\x1b[31m\nno\u202ething"), 1)
    assert not FORBIDDEN & set(line)
    file = tmp_path / "own.toml"
    file.write_text('id = "\\u001b[31m"\n', "utf-8")
    assert not FORBIDDEN & set(failed(invoke("audit", "-f", str(file), "."), 2))
