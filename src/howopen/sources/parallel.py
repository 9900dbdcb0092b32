"""Work in a few threads that Ctrl-C leaves at once.

`concurrent.futures` joins its threads when the interpreter ends, so one that waits for a slow
server would hold up the exit; these are daemons.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def in_parallel(
    work: Callable[[Item], None], items: Sequence[Item], workers: int
) -> Iterator[None]:
    """Call `work` with each item in up to `workers` threads; yield as often as one is done.

    Leaving the loop early, also by Ctrl-C, starts no further item and waits for none.

    Raises:
        BaseException: What `work` raised, from the first call that did.
    """
    todo: queue.SimpleQueue[Item] = queue.SimpleQueue()
    done: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    leave = threading.Event()
    for item in items:
        todo.put(item)

    def run() -> None:
        while not leave.is_set():
            try:
                item = todo.get_nowait()
            except queue.Empty:
                return
            try:
                work(item)
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                done.put(error)
            else:
                done.put(None)

    for _ in range(min(workers, len(items))):
        threading.Thread(target=run, daemon=True).start()
    try:
        for _ in items:
            if error := done.get():
                raise error
            yield
    finally:
        leave.set()
