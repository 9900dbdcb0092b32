"""Makes the generator of the reference runnable as ``python -m docs.generate``."""
