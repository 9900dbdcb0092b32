"""The errors that howopen raises.

The tree, with the exit code of a command that ends with one::

    HowopenError                 1   something failed; the message is for people
    +-- UsageError               2   the reference, option or file given makes no sense
    +-- NotFound                 1   there is nothing at that reference
    +-- AccessDenied             1   it exists, and may not be read
    |   +-- Gated                1   ... until terms are accepted or a request is approved
    +-- Unreachable              1   network, server or disk failed
    +-- ParseError               1   bytes that are not what they should be
    +-- Refused                  1   a read outside what was declared, or over a bound
"""

from __future__ import annotations


class HowopenError(Exception):
    """Something failed; the message says what, where and what to do, in one line."""

    exit_code = 1


class UsageError(HowopenError):
    """The reference, option or file that was given makes no sense."""

    exit_code = 2


class NotFound(HowopenError):
    """There is nothing at that reference, revision or path."""


class AccessDenied(HowopenError):
    """It exists, and may not be read with the credentials at hand."""


class Gated(AccessDenied):
    """It may be read only after accepting terms or being approved."""


class Unreachable(HowopenError):
    """The network, a server or a disk failed; trying again may help."""


class ParseError(HowopenError):
    """Bytes that are not what their format demands."""


class Refused(HowopenError):
    """A read that was not declared, or that goes over a bound."""
