"""The command line. Data goes to stdout, talk to stderr; heavy imports stay inside commands."""

from howopen.cli.advice import form_, may, plan
from howopen.cli.audits import assess, audit
from howopen.cli.program import EXIT_CODES, main
from howopen.cli.readings import license_, mot
from howopen.cli.reference import explain, schema

__all__ = ["EXIT_CODES", "main"]

for command in (audit, assess, may, plan, form_, license_, mot, explain, schema):
    main.add_command(command)
