"""Spare Python the search for garbage while a process makes what it keeps to its end: imports, DVC's stages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_lasts() -> Iterator[None]:
    """Nothing that is made meanwhile is looked through for garbage, now or later: a tenth of the time that it takes."""
    is_collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if is_collected:
            gc.enable()
