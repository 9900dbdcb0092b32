"""``python -m howopen``."""

from howopen.cli import main

main()
