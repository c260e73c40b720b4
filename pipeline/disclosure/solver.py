"""The solver of all programmes here: scipy's HiGHS, without the lines that it prints although told to be silent."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scipy.optimize import OptimizeResult, milp

STANDARD_OUTPUT = 1


def solve(objective: Any, **programme: Any) -> OptimizeResult:
    """`scipy.optimize.milp`, which see, and silence."""
    with _silence():
        return milp(objective, **programme)


@contextmanager
def _silence() -> Iterator[None]:
    """No line of compiled code reaches the standard output; Python's own `print` only after the end."""
    sys.stdout.flush()
    kept = os.dup(STANDARD_OUTPUT)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STANDARD_OUTPUT)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what compiled code has printed is still in its buffer
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(nowhere)
        os.close(kept)
