"""Commands that answer one question about a release: may, plan, form."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from howopen.cli.options import collecting, output

if TYPE_CHECKING:
    from howopen.frameworks import Framework
    from howopen.schema import Audit

STORED = ".json"
"""How the name of a stored audit ends; anything else is a reference."""


@click.command(short_help="Whether a release may be used in a certain way.")
@click.argument("ref", metavar="REF|AUDIT.json")
@click.option("--use", required=True, metavar="USE", help="What for; see above.")
@click.option("--in", "places", multiple=True, metavar="CODE", help="Country, or EU. Repeatable.")
@click.option("--users", type=int, metavar="N", help="Of all your products, active in a month.")
@click.option("--revenue", type=float, metavar="N", help="Yours, in USD a year.")
@click.option("--as", "who", default="", metavar="WORDS", help="Who asks: company, university, ...")
@collecting
@output("json")
def may(
    ref: str,
    use: str,
    places: tuple[str, ...],
    users: int | None,
    revenue: float | None,
    who: str,
    also: tuple[str, ...],
    endpoint: str | None,
    no_cache: bool,
    quiet: bool,
    form: str,
) -> None:
    r"""Say whether a release may be used so: go, caution, no-go or unknown, and by which clause.

    \b
    USE is one of
      internal               inside your own organization
      product                in a commercial product; the weights stay with you
      hosted-api             let others use it over a network
      redistribute           pass it on unchanged
      fine-tune-and-publish  change it and publish the result
      train-on-outputs       train another model on what it generates

    Exits with 0 for go, 3 for no-go, 4 for caution and unknown.
    """
    from howopen.outputs import may as paper
    from howopen.outputs.console import console
    from howopen.pipeline.may import may as ask
    from howopen.uses import situation, uses

    if use not in uses():
        raise click.UsageError(f"--use {use}: no such use; there are {', '.join(uses())}")
    asked = situation(places, users, revenue, who)
    done = _audited(ref, also, endpoint, no_cache=no_cache, quiet=quiet)
    answer = ask(done, use, asked)
    if form == "json":
        sys.stdout.buffer.write(paper.dump(answer))
    else:
        paper.render(answer, console(), done.release)
    sys.exit(paper.EXITS[answer.permission])


@click.command(short_help="What a publisher can do to reach a verdict.")
@click.argument("ref", metavar="REF|AUDIT.json")
@click.option(
    "--to",
    "wanted",
    required=True,
    metavar="TARGET",
    help="A framework; with levels FRAMEWORK:LEVEL, with a mean FRAMEWORK:NUMBER.",
)
@click.option("-f", "--framework", "own", metavar="FILE", help="A framework of your own (TOML).")
@collecting
@output("json", "markdown")
def plan(
    ref: str,
    wanted: str,
    own: str | None,
    also: tuple[str, ...],
    endpoint: str | None,
    no_cache: bool,
    quiet: bool,
    form: str,
) -> None:
    r"""Show the fewest changes by which a release reaches a verdict.

    \b
    TARGET is, for instance
      osaid        the Open Source AI Definition
      mof:II       Class II of the Model Openness Framework
      eu-ai-act    the open-source exemption
      index:0.8    a score in the European Open Source AI Index

    The changes follow from the framework's own rules; what only a reader can confirm is listed
    apart.
    """
    from howopen.frameworks import choose, frameworks
    from howopen.frameworks.planning import plan as make
    from howopen.frameworks.planning import target
    from howopen.outputs import plan as paper
    from howopen.outputs.console import console

    known = choose([own]) if own else frameworks()
    goal = target(wanted, known)
    (framework,) = (one for one in known if one.id == goal.framework)
    done = _audited(ref, also, endpoint, no_cache=no_cache, quiet=quiet, judged_by=(framework,))
    found = make(done, framework, goal)
    if form == "terminal":
        paper.render(found, console())
    elif form == "json":
        sys.stdout.buffer.write(paper.dump(found))
    else:
        click.echo(paper.markdown(found), nl=False)


@click.command("form", short_help="What a release answers of the EU's documentation form.")
@click.argument("ref", metavar="REF|AUDIT.json")
@collecting
@output("json")
def form_(
    ref: str, also: tuple[str, ...], endpoint: str | None, no_cache: bool, quiet: bool, form: str
) -> None:
    """Show what a release answers of the Model Documentation Form.

    The form is that of the EU's Code of Practice for general-purpose AI; each answer is shown with
    its place, and what was not found is said to be so.
    """
    from howopen.outputs import form as paper
    from howopen.outputs.console import console

    done = _audited(ref, also, endpoint, no_cache=no_cache, quiet=quiet)
    if form == "json":
        sys.stdout.buffer.write(paper.dump(done))
    else:
        paper.render(done, console())


def _audited(
    ref: str,
    also: tuple[str, ...],
    endpoint: str | None,
    *,
    no_cache: bool,
    quiet: bool,
    judged_by: tuple[Framework, ...] | None = None,
) -> Audit:
    """The audit of a reference, or a stored one judged again."""
    from howopen import pipeline

    if ref.endswith(STORED):
        from howopen.outputs import json

        with click.open_file(ref, "rb") as file:
            return pipeline.judge(json.load(file.read(json.LONGEST + 1), ref), judged_by)
    from howopen.outputs.progress import Talk

    with Talk(quiet=quiet, endpoint=endpoint, cache=not no_cache) as talk:
        return pipeline.audit(ref, talk.session, also=also, judged_by=judged_by)
