"""Inspectors: each is one file, a pure function from a view to evidence (see `registry`)."""
