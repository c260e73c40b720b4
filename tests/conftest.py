"""What every test may use: the root, a validator of accessible PDFs, a browser, kept results of its own."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.accessibility import vera

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where tests run in the background of a script, what they start would ignore Ctrl-C, which some of them send.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
CHECK_SECONDS = 300

Check = Callable[[Path], list[vera.Violation]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def check_ua_1() -> Iterator[Check]:
    """Rules of PDF/UA-1 that a PDF breaks, told by veraPDF; Java runs in one child process as long as the session."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as child:
        yield lambda pdf: child.submit(vera.violations, pdf).result(timeout=CHECK_SECONDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, closed with the module: while it runs, its thread can use no other asyncio."""
    from tests.browser.chromium import launched

    with launched() as browser:
        yield browser


@pytest.fixture
def stage_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that stands for the code of a stage, whose results are kept in the test's own folder."""
    monkeypatch.setattr("pipeline.former_results.FOLDER", tmp_path / "cache")
    path = tmp_path / "code.py"
    path.write_text("1", encoding="utf-8")
    return path
