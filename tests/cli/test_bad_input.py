"""Whatever a release holds: a gap that says what is wrong, and never a traceback.

Nothing else may be lost: beside each bad file lies a good one, whose evidence has to be there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cli.program import (
    CARD,
    GOOD,
    audited,
    failed,
    has_good_weights,
    invoke,
    measured,
)
from tests.parsers.weightfiles import entry, safetensors_file
from tests.sources import hubserver, indexserver

# ------------------------------------------------------------------- a broken file of each format
DEEP = b"[" * 200_000
CHECKPOINT = indexserver.wheel({"archive/data.pkl": b"no pickle"})
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "safetensors, cut": ("model.safetensors", GOOD[:20], "in a file of 20 bytes"),
    "safetensors, 4 GB": ("model.safetensors", (4 << 30).to_bytes(8, "little"), "4294967296"),
    "safetensors, empty": ("model.safetensors", b"", "0 bytes"),
    "gguf": ("model.gguf", b"GGUF\3\0\0\0" + b"\xff" * 64, "too many"),
    "onnx": ("model.onnx", b"\x08\xff\xff\xff", "ends inside a number"),
    "torch, cut zip": ("pytorch_model.bin", CHECKPOINT[:80], "broken zip"),
    "torch, no pickle": ("pytorch_model.bin", CHECKPOINT, "pickle"),
    "torch, legacy": ("pytorch_model.bin", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.no", "pickle"),
    "torch, empty": ("pytorch_model.bin", b"", "pickle"),
    "config": ("config.json", b'{"a":', "not valid JSON"),
    "config, deep": ("config.json", DEEP, "nested too deeply"),
    "config, half a character": ("config.json", b'{"model_type": "\\ud800"}', "surrogate"),
    "config, number": ("config.json", b'{"a": ' + b"9" * 100_000 + b"}", "limit"),
    "card": ("README.md", b"---\nlicense: [mit\n---\n", "front matter: line 3"),
    "card, deep": ("README.md", b"---\nlicense: " + b"[" * 20_000 + b"\n---\n", "levels deep"),
    "card, code": ("README.md", b"---\na: !!python/name:os.system\n---\n", "python/name"),
    "card, bomb": (
        "README.md",
        b"---\na: &a [0,0,0,0,0,0,0,0]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 8)) for c in range(98, 110)
        )
        + b"---\n",
        "over 100,000 values",
    ),
    "metadata": ("a.dist-info/METADATA", b"\xff\xfe\0", "no Name field"),
    "metadata of an sdist": ("PKG-INFO", b"License: MIT\n", "no Name field"),
    "python": ("train.py", b"def (:\n", "line 1"),
    "python, deep": ("train.py", b"(" * 100_000, "line 1"),
    "python, deep without parentheses": ("train.py", b"x=" + b"-" * 400_000 + b"1", "MemoryError"),
    "python, null": ("train.py", b"import torch\0", "null bytes"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_a_gap_that_says_what_is_wrong(folder: Path, case: str) -> None:
    name, content, words = BROKEN[case]
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    done = audited(folder)
    assert any(words in why for why in done.gaps(name)), done.gaps(name)
    assert all(len(why) < 500 and "\n" not in why for why in done.gaps(name))


def test_a_broken_index_of_shards(folder: Path) -> None:
    (folder / "model-00001-of-00001.safetensors").write_bytes(GOOD)
    for content, words in ((b'{"weight_map": {', "not valid JSON"), (DEEP, "nested too deeply"),
                           (b'{"weight_map": 1}', "weight_map")):  # fmt: skip
        (folder / "model.safetensors.index.json").write_bytes(content)
        assert any(words in why for why in audited(folder).gaps("index.json"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_cards_in_other_encodings_are_read(folder: Path, encoding: str) -> None:
    text = "---\nlicense: mit\n---\nÜber: we open-source this model.\n"
    (folder / "README.md").write_bytes(text.encode(encoding))
    claims = [evidence["claim"] for evidence in audited(folder).audit["evidence"]]
    assert "MIT" in [claim.get("expression") for claim in claims]
    assert any(claim.get("text", "").startswith("Über") for claim in claims)


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "NOTICE", "model_card.md"])
@pytest.mark.parametrize(
    "content", [b"\0" * 1000, b"\xff\xfe\0", bytes(range(256)) * 8, b"\x80 we open-source \xff"]
)
def test_bytes_that_are_no_text_cost_nothing_else(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    identified = [e["claim"].get("expression") for e in audited(folder).audit["evidence"]]
    assert set(identified) <= {None}


@pytest.mark.parametrize(
    "unit",
    [
        *("[", "![", "\n", "1", "|1", "is ", "*a ", "<a ", "`", "[a](b) "),
        f"|{'1' * 2000}{' ' * 2000}\n",
    ],
)
@pytest.mark.timeout(60)
def test_a_huge_text_made_to_keep_its_readers_busy(folder: Path, unit: str) -> None:
    for name in ("README.md", "model_card.md", "LICENSE"):
        (folder / name).write_bytes(b"# Evaluation\n\n" + (unit * 50_000)[:50_000].encode())
    audited(folder)


def test_a_text_longer_than_what_is_read_is_a_gap_and_a_license_is_not_identified(
    folder: Path,
) -> None:
    (folder / "README.md").write_bytes(CARD + b"word " * 500_000)
    (folder / "LICENSE").write_bytes(b"MIT License\n" + b"\n" * 1_000_000 + b"Do no harm.")
    done = audited(folder)
    assert "only its first 2,000,000 bytes were read" in done.gaps("README.md")
    assert any("longer than" in why for why in done.gaps("LICENSE"))
    wheres = {e["claim"].get("where"): e["claim"] for e in done.audit["evidence"]}
    assert wheres["card"]["expression"] == "MIT"
    assert "file" not in wheres


# ------------------------------------------------------------------------------ bombs and escapes
def test_a_zip_bomb_in_a_checkpoint(folder: Path, tmp_path: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(
        indexserver.wheel({"archive/data.pkl": bytes(200 << 20)})
    )
    done, memory = measured("audit", "-q", "-o", "json", str(folder), home=tmp_path)
    assert done.code == 0
    assert any("over 64,000,000 bytes" in why for why in done.gaps("pytorch_model.bin"))
    assert memory < 250e6


def test_a_zip_bomb_and_names_that_lead_out_of_a_wheel(tmp_path: Path) -> None:
    bomb = {
        "name/README.md": bytes(300 << 20),
        "../../escape.py": b"",
        "/etc/x.py": b"",
        "good/model.safetensors": GOOD,
    }
    index = indexserver.Index({"name-1.0-py3-none-any.whl": indexserver.wheel(bomb)})
    with indexserver.serving(index):
        more = {"HOWOPEN_INDEX_URL": index.url}
        done, memory = measured("audit", "-q", "-o", "json", "pypi:name", home=tmp_path, env=more)
    assert done.code == 0
    assert has_good_weights(done)
    assert (
        done.gaps("escape.py")
        == done.gaps("/etc/x.py")
        == ["the name is not a path that can be cited"]
    )
    assert "absent" not in {e["claim"].get("state") for e in done.audit["evidence"]}
    assert memory < 250e6
    assert not list(tmp_path.rglob("escape.py"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("name-1.0-py3-none-any.whl", b"no zip", "not a zip archive"),
        ("name-1.0-py3-none-any.whl", indexserver.wheel({"a": b"a"})[:-10], "not a zip archive"),
        ("name-1.0.tar.gz", b"no tar", "not a gzip file"),
        ("name-1.0.tar.gz", indexserver.sdist({"a": os.urandom(9000)})[:-2000], "not a gzip file"),
    ],
)
def test_a_broken_archive_is_a_failure_where_there_is_no_other(
    name: str, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = indexserver.Index({name: content})
    with indexserver.serving(index):
        monkeypatch.setenv("HOWOPEN_INDEX_URL", index.url)
        failed(invoke("audit", "-q", "pypi:name"), 1, "pypi:name", name, words)
        good = {"name-1.0.zip": indexserver.wheel({"name-1.0/good/model.safetensors": GOOD})}
        if name.endswith(".whl"):  # then the source distribution is still read
            index.files |= good
            done = invoke("audit", "-q", "-o", "json", "pypi:name")
            assert done.code == 0
            assert has_good_weights(done)
            assert any(words in why for why in done.gaps(name))


def test_a_link_out_of_the_folder_and_a_pipe_are_never_opened(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(CARD)
    (folder / "README.md").symlink_to(secret)
    (folder / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder / "LICENSE")
    done = audited(folder)
    assert done.gaps("README.md") == ["a symbolic link out of the folder, not followed"]
    assert done.gaps("LICENSE") == ["a socket, pipe or device, never opened"]
    assert b"MIT" not in done.out


# ----------------------------------------------------------------------------------- large things
BIG = 300_000_000
BIG_HEADER = json.dumps({"w": entry("U8", [BIG - 108], 0, BIG - 108)}).encode().ljust(100)
BIG_HEAD = safetensors_file(BIG_HEADER, 0)


def sparse(path: Path, head: bytes) -> None:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(BIG)


def test_of_files_of_300_mb_little_is_read(folder: Path, tmp_path: Path) -> None:
    sparse(folder / "model.safetensors", BIG_HEAD)
    for name, start in (("README.md", CARD), ("LICENSE", b"MIT License\n"), ("train.py", b"\n"),
                        ("config.json", b"{"), ("model.gguf", b"GGUF"), ("run.ipynb", b"{"),
                        ("model.onnx", b"\x08"), ("pytorch_model.bin", b"\x80\x02")):  # fmt: skip
        sparse(folder / name, start)
    done, memory = measured("audit", "-q", "-o", "json", str(folder), home=tmp_path)
    assert done.code == 0
    assert has_good_weights(done)
    assert memory < 400e6
    weights = [e["claim"] for e in done.audit["evidence"] if e["claim"]["type"] == "weights"]
    assert (BIG, 1) in {(claim["bytes"], claim.get("tensors")) for claim in weights}
    for name in ("LICENSE", "train.py", "config.json", "model.gguf", "model.onnx"):
        assert done.gaps(name), name


def test_of_a_file_of_300_mb_on_a_hub_only_its_header_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with hubserver.running() as hub:
        hub.repositories["org/name"] = hubserver.Repository(
            {"model.safetensors": hubserver.Content(BIG_HEAD, BIG, lfs=True)}
        )
        done = invoke("audit", "-o", "json", "--endpoint", hub.url, "hf:org/name")
    assert done.code == 0
    (summary,) = done.err.splitlines()
    requests, fetched = summary.split(" requests, ")
    assert int(requests) < 10
    assert fetched.endswith(" kB fetched")


def test_a_hundred_thousand_files(folder: Path) -> None:
    (folder / "0").write_bytes(b"")
    for number in range(10):
        (folder / f"d{number}").mkdir()
        (folder / f"d{number}/0").write_bytes(b"")
        for name in range(1, 10_000):
            os.link(folder / f"d{number}/0", folder / f"d{number}/{name}")
    done = audited(folder)
    (part,) = done.audit["release"]["parts"]
    assert len(part["snapshot"]["artifacts"]) == 100_002
