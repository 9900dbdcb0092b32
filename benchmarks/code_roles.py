"""Agreement of `code.python` with a reader's judgment of what code repositories hold.

Run from the root of this repository::

    python -m benchmarks.code_roles TRUTH.tsv 'clones/{owner}/{name}'

TRUTH.tsv has one line a repository: ``repo``, ``commit`` and a column for each role with
``absent``, ``present:path`` or ``partial:path``. The second argument says where the repositories
are: a git repository, bare or not, or a folder of files. A third of them, chosen by the sha256 of
their names, is held out: rules may be tuned on the others only. Nothing is checked out and no
filter runs: blobs are read with ``git cat-file``.
"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.memoryview import memory_view

from howopen.inspectors.code_python import COMPONENTS, CONFIGS, MAX_PYTHON, inspect
from howopen.parsers.code_roles import Role
from howopen.paths import matches
from howopen.schema import Available, Code, Evidence, Gap

COLUMNS: dict[str, Role] = {
    "pretraining_code": "training",
    "finetune_code": "fine-tuning",
    "data_prep_code": "data",
    "eval_code": "evaluation",
    "inference_code": "inference",
}


class Judged(NamedTuple):
    """One repository and one role: what the reader said and what was found."""

    repo: str
    held_out: bool
    role: str
    truth: str
    found: str
    proof: str


def main(truth: Path, where: str) -> None:
    """Judge every repository of the table that is there, print agreement and disagreements."""
    judged: list[Judged] = []
    with truth.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            owner, _, name = row["repo"].partition("/")
            folder = Path(where.format(owner=owner, name=name))
            if not folder.is_dir():
                print(f"{row['repo']}: not there, left out")
                continue
            judged += _judge(row, folder)
    for title, held_out in (("tuned on", False), ("held out", True)):
        part = [j for j in judged if j.held_out == held_out]
        print(f"\n{title}: {len({j.repo for j in part})} repositories")
        _print_agreement(part)
    print("\ndisagreements")
    for j in judged:
        if _there(j.truth) != _there(j.found):
            mark = "held out" if j.held_out else "tuned on"
            print(f"  {j.repo} ({mark}) {j.role}: reader {j.truth}, found {j.found} {j.proof}")


def _judge(row: dict[str, str], folder: Path) -> Iterator[Judged]:
    repo = row["repo"]
    read = _from_git if _is_git(folder) else _from_folder
    view = memory_view(read(folder, row["commit"]), ref=repo, revision=row["commit"][:7])
    start = time.perf_counter()
    found = list(inspect(view))
    print(f"{repo}: {time.perf_counter() - start:.1f} s, {len(view.snapshot.artifacts)} files")
    held_out = int(hashlib.sha256(repo.encode()).hexdigest(), 16) % 3 == 0
    for column, role in COLUMNS.items():
        state, proof = _state(found, role)
        yield Judged(repo, held_out, role, row[column].partition(":")[0], state, proof)


def _state(found: list[Evidence | Gap], role: Role) -> tuple[str, str]:
    """What was found of a role, in the reader's three words or ``unknown``, and a citation."""
    evidence = [e for e in found if isinstance(e, Evidence)]
    for e in evidence:
        if isinstance(e.claim, Code) and e.claim.role == role:
            return "present", e.cites[0]
    for e in evidence:
        if isinstance(e.claim, Available) and e.claim.note.startswith(f"configurations of {role} "):
            return "partial", e.cites[0]
    for gap in found:
        if isinstance(gap, Gap) and COMPONENTS[role] in gap.components:
            return "unknown", gap.what
    return "absent", ""


def _there(word: str) -> bool:
    return word in {"present", "partial"}


def _print_agreement(judged: list[Judged]) -> None:
    print("  role          there  precision  recall  wrongly absent  same word")
    for role in COLUMNS.values():
        ours = [j for j in judged if j.role == role]
        counts = Counter((_there(j.truth), _there(j.found)) for j in ours)
        right = counts[True, True]
        precision = _share(right, right + counts[False, True])
        recall = _share(right, right + counts[True, False])
        same = _share(sum(j.truth == j.found for j in ours), len(ours))
        there = right + counts[True, False]
        denied = sum(_there(j.truth) and j.found == "absent" for j in ours)
        print(f"  {role:12}  {there:5}  {precision:>9}  {recall:>6}  {denied:>14}  {same:>9}")


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "-"


def _wanted(path: str) -> bool:
    return any(matches(path, pattern) for pattern in ("*.py", *CONFIGS))


def _from_folder(folder: Path, _commit: str) -> dict[str, bytes]:
    paths = (p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    found = ((p.relative_to(folder).as_posix(), p) for p in paths)
    return {name: p.read_bytes() for name, p in found if _wanted(name)}


def _is_git(folder: Path) -> bool:
    return (folder / ".git").exists() or (folder / "HEAD").is_file()


def _from_git(folder: Path, commit: str) -> dict[str, bytes]:
    listing = _git(folder, "ls-tree", "-r", "-l", "-z", commit).decode("utf-8", "replace")
    wanted: list[tuple[str, str]] = []
    for entry in filter(None, listing.split("\0")):
        about, path = entry.split("\t", 1)
        mode, kind, sha, size = about.split()
        if kind == "blob" and mode != "120000" and _wanted(path) and int(size) <= MAX_PYTHON:
            wanted.append((path, sha))
    objects = _git(folder, "cat-file", "--batch", stdin="".join(f"{sha}\n" for _, sha in wanted))
    files: dict[str, bytes] = {}
    position = 0
    for path, _ in wanted:
        end = objects.index(b"\n", position)
        header = objects[position:end].split()
        position = end + 1
        if header[1] != b"missing":  # a partial clone
            files[path] = objects[position : position + int(header[2])]
            position += int(header[2]) + 1
    return files


def _git(folder: Path, *command: str, stdin: str = "") -> bytes:
    done = subprocess.run(
        ["git", "-C", str(folder), *command],
        input=stdin.encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "GIT_NO_LAZY_FETCH": "1"},
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
