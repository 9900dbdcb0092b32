"""howopen's verdicts against human labels, for all releases whose inputs are at hand.

::

    python -m benchmarks.agreement

The releases are recordings (see tests/recordings.py). Which of them belong together, and which
label is about which release, is declared in ``benchmarks/data/agreement/releases.toml``; nothing
is matched by likeness of names. Every disagreement is explained in ``disagreements.toml`` beside
it, after the files were read: one that is not explained, and an explanation that nothing needs any
more, are printed as such.

A verdict is bounds. Where they are one value it is decided, and agrees with the label or not.
Where they are not, a label within them is no disagreement, and a label outside is one: howopen says
that it cannot be.
"""
