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
