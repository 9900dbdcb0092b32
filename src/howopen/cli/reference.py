"""Commands that tell of howopen itself: explain, schema."""

from __future__ import annotations

import click


@click.command(short_help="Tell of a criterion, component, license, clause ...")
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


@click.command()
def schema() -> None:
    """Print the JSON Schema of an audit."""
    import json as codec

    from howopen.outputs import json

    click.echo(codec.dumps(json.schema(), indent=2, ensure_ascii=False))
