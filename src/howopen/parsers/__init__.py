"""Bytes to facts, without I/O: each format is one file; bad bytes raise `ParseError`."""
