"""Licenses: which one a text or name is, and what lists say of it."""
