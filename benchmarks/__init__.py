"""How fast howopen is beside its peers, and how well it agrees with readers.

``python -m benchmarks`` runs the benchmarks of speed; those of agreement take their labels as
arguments. See docs/benchmarks.md.
"""
