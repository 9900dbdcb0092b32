"""The command line. Data goes to stdout, talk to stderr; heavy imports stay inside commands."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from howopen import __version__
from howopen.outputs.printable import printable
from howopen.outputs.streams import let_go

if TYPE_CHECKING:
    from howopen.frameworks import Framework
    from howopen.schema import Audit

EXIT_CODES = """\b
Exit codes: 0 done, 1 howopen failed (or a release could not be read), 2 usage,
3 a requirement is not met, 4 a requirement is unknown, 130 interrupted."""


class Main(click.Group):
    """The group of commands; turns howopen's errors into one line and their exit code."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments; ``--help`` and ``--version`` print here."""
        with _told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """Tell of whatever fails in one line, and exit with the documented code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Not "?" for what the encoding lacks: that is the mark of the verdict "unknown".
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        complain("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        let_go(sys.stdout)  # the reader left, as `head` does: not an error
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - people get a line, not a traceback
        line, code = _failure(error)
        complain(line)
        let_go(sys.stdout)
        sys.exit(code)


def _failure(error: Exception) -> tuple[str, int]:
    """What failed, in one line, and the exit code for it."""
    from howopen.errors import HowopenError

    if isinstance(error, HowopenError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}", 1
    if os.environ.get("HOWOPEN_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}"
    return f"a fault in howopen: {what}; please report it (HOWOPEN_DEBUG=1 shows where)", 1


def complain(line: str) -> None:
    """Say one line on stderr, if anyone can hear it."""
    try:
        click.echo(f"howopen: {' '.join(printable(line).split())}", err=True)
    except OSError:
        let_go(sys.stderr)


@click.group(cls=Main, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="howopen")
def main() -> None:
    """How open is this AI model, really?

    Takes a release, finds out what was actually released and under which terms, and says, with
    proof, which openness it reaches.
    """


def judging(command: Callable[..., None]) -> Callable[..., None]:
    """Options of every command that ends in an audit."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Show every criterion and every gap."),
        click.option(
            "--require",
            multiple=True,
            metavar="ID[:LEVEL]",
            help="Exit 3 if this framework (at this level) is not met, 4 if that is unknown.",
        ),
        click.option(
            "-f",
            "--framework",
            "wanted",
            multiple=True,
            metavar="ID|FILE",
            help="Judge by this framework only: an id, or a TOML file of your own. Repeatable.",
        ),
        click.option(
            "-o",
            "--output",
            "form",
            type=click.Choice(["terminal", "json"]),
            default="terminal",
            show_default=True,
            help="json: one object; for several releases one a line.",
        ),
    ):
        command = option(command)
    return command


@main.command()
@click.argument("refs", nargs=-1, required=True, metavar="REF...")
@click.option(
    "--with", "also", multiple=True, metavar="REF", help="Another repository of the same release."
)
@click.option("--endpoint", metavar="URL", help="Hub to use instead of HF_ENDPOINT.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr.")
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
                line, code = _failure(error)
                complain(f"{ref[:200]}: {line}")
                worst = _worse(worst, code if len(refs) == 1 else 1)
                continue
            talk.pause()
            listening = _show(done, judged_by, form, verbose=verbose, several=len(refs) > 1)
            worst = _worse(worst, _gate(done, needs))
            if not listening and not needs:
                break
    sys.exit(worst)


@main.command()
@click.argument("file", type=click.File("rb"), metavar="AUDIT.json")
@judging
def assess(
    file: Any, wanted: tuple[str, ...], form: str, require: tuple[str, ...], verbose: bool
) -> None:
    """Judge a stored audit again, with no network.

    AUDIT.json is what `howopen audit -o json` wrote; `-` reads stdin.
    """
    from howopen import pipeline
    from howopen.outputs import json

    judged_by, needs = _judges(wanted, require)
    what = str(getattr(file, "name", "stdin"))
    done = pipeline.judge(json.load(file.read(json.LONGEST + 1), what), judged_by)
    _show(done, judged_by, form, verbose=verbose)
    sys.exit(_gate(done, needs))


@main.command("license")
@click.argument("texts", nargs=-1, required=True, type=click.File("rb"), metavar="FILE...")
@click.option(
    "-o",
    "--output",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="json: one object a line.",
)
@click.option("--diff", is_flag=True, help="Show the difference to the nearest known text.")
def license_(texts: tuple[Any, ...], form: str, *, diff: bool) -> None:
    """Read license texts: which license it is, its clauses, and what they let people do.

    FILE is a license file, a notice or a README; `-` reads stdin. The known texts for --diff
    are fetched once, 12 MB, from the package index.
    """
    from howopen.licenses.identify import LIMIT
    from howopen.outputs import license as reader
    from howopen.outputs.console import console

    for text in texts:
        data = text.read(LIMIT)
        reading = reader.read(str(getattr(text, "name", "stdin")), data)
        if form == "json":
            sys.stdout.buffer.write(reader.dump(reading))
        else:
            reader.render(reading, console())
        if diff and form == "terminal":
            reader.render_diff(reading, data, _known_texts(), console())


def _known_texts() -> Mapping[str, str]:
    from howopen.licenses.index import shipped, unpack
    from howopen.outputs.progress import Talk
    from howopen.sources.license_texts import license_texts

    with Talk(quiet=False, endpoint=None, cache=True) as talk:
        return license_texts(unpack(shipped()).sources, talk.session)


@main.command()
@click.argument("id_", metavar="[ID]", required=False)
def explain(id_: str | None) -> None:
    """Tell of a criterion, inspector, component, framework, predicate, license or clause.

    Without ID, lists all that can be explained.
    """
    from howopen.outputs import reference

    if id_ is None:
        click.echo(reference.contents())
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(reference.explain(id_)))


@main.command()
def schema() -> None:
    """Print the JSON Schema of an audit."""
    import json as codec

    from howopen.outputs import json

    click.echo(codec.dumps(json.schema(), indent=2, ensure_ascii=False))


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
    from howopen.outputs import terminal
    from howopen.outputs.console import console

    paper = console()
    terminal.render(done, paper, judged_by, verbose=verbose)
    if several:
        paper.rule(style="dim")
