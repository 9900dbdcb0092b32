"""Commands that end in an audit: audit, assess."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from howopen.cli.options import collecting, judging, output
from howopen.cli.program import complain, failure
from howopen.outputs.streams import let_go

if TYPE_CHECKING:
    from howopen.frameworks import Framework
    from howopen.schema import Audit

forms = output("json", "mot")


@click.command()
@click.argument("refs", nargs=-1, required=True, metavar="REF...")
@collecting
@forms
@judging
def audit(
    refs: tuple[str, ...],
    also: tuple[str, ...],
    endpoint: str | None,
    no_cache: bool,
    quiet: bool,
    wanted: tuple[str, ...],
    form: str,
    require: tuple[str, ...],
    verbose: bool,
) -> None:
    r"""Audit releases.

    \b
    REF is one of
      ./folder                          a folder
      hf:org/name[@revision]            the Hugging Face Hub; also hf:datasets/org/name, or its URL
      git+https://host/org/name[@rev]   git; also a GitHub or GitLab URL, or a local repository@rev
      pypi:name[==version]              a package of the Python Package Index

    -o mot writes a record for the Model Openness Tool.
    """
    from howopen import pipeline
    from howopen.outputs.progress import Talk

    if also and len(refs) > 1:
        raise click.UsageError("--with belongs to one release; give one REF")
    judged_by, needs = _judges(wanted, require)
    worst = 0
    with Talk(quiet=quiet, endpoint=endpoint, cache=not no_cache) as talk:
        for ref in refs:
            try:
                done = pipeline.audit(ref, talk.session, also=also, judged_by=judged_by)
            except Exception as error:  # noqa: BLE001 - one release that fails never costs the others
                talk.pause()
                line, code = failure(error)
                complain(f"{ref[:200]}: {line}")
                worst = _worse(worst, code if len(refs) == 1 else 1)
                continue
            talk.pause()
            listening = _show(done, judged_by, form, verbose=verbose, several=len(refs) > 1)
            worst = _worse(worst, _gate(done, needs))
            if not listening and not needs:
                break
    sys.exit(worst)


@click.command()
@click.argument("file", type=click.File("rb"), metavar="AUDIT.json")
@forms
@judging
def assess(
    file: Any, wanted: tuple[str, ...], form: str, require: tuple[str, ...], verbose: bool
) -> None:
    """Judge a stored audit again, with no network.

    AUDIT.json is what `howopen audit -o json` wrote; `-` reads stdin.
    """
    from howopen import pipeline

    judged_by, needs = _judges(wanted, require)
    done = pipeline.judge(_stored(file), judged_by)
    _show(done, judged_by, form, verbose=verbose)
    sys.exit(_gate(done, needs))


def _stored(file: Any) -> Audit:
    """A stored audit, from an open file."""
    from howopen.outputs import json

    return json.load(file.read(json.LONGEST + 1), str(getattr(file, "name", "stdin")))


def _judges(
    wanted: Iterable[str], require: Iterable[str]
) -> tuple[tuple[Framework, ...], tuple[tuple[str, str], ...]]:
    """Frameworks to judge by, and what is required of them as (framework, level)."""
    from howopen.frameworks import choose
    from howopen.outputs.gate import requirements

    judged_by = choose(tuple(wanted))
    return judged_by, requirements(require, judged_by)


def _worse(one: int, other: int) -> int:
    """The exit code that tells more: a failure, then a requirement not met, then an unknown one."""
    return min(filter(None, (one, other)), default=0)


def _gate(done: Audit, needs: Iterable[tuple[str, str]]) -> int:
    from howopen.outputs.gate import gate

    code, lines = gate(done, needs)
    for line in lines:
        complain(line)
    return code


def _show(
    done: Audit,
    judged_by: Iterable[Framework],
    form: str,
    *,
    verbose: bool = False,
    several: bool = False,
) -> bool:
    """Write an audit to stdout; return whether anyone still reads it.

    Raises:
        OSError: It cannot be written, for another reason than that its reader left.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    try:
        _write(done, judged_by, form, verbose=verbose, several=several)
        sys.stdout.flush()
    except BrokenPipeError:
        let_go(sys.stdout)  # what is required of the release still decides the exit code
        return False
    return True


def _write(
    done: Audit, judged_by: Iterable[Framework], form: str, *, verbose: bool, several: bool
) -> None:
    if form == "json":
        from howopen.outputs import json

        sys.stdout.buffer.write(json.dump(done, compact=several))
        return
    if form == "mot":
        from howopen.outputs import mot_record

        sys.stdout.buffer.write((b"---\n" if several else b"") + mot_record.dump(done))
        return
    from howopen.outputs import terminal
    from howopen.outputs.console import console

    paper = console()
    terminal.render(done, paper, judged_by, verbose=verbose)
    if several:
        paper.rule(style="dim")
