"""The browser that tests open pages with: the one installed for them, with nothing of the machine's own."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, sync_playwright

UNPACKED = Path(__file__).parent / "node_modules" / ".chromium"
INSTALL = "make tests/browser/node_modules/.installed"
ON_OTHER_MACHINES = ("chromium", "chromium-browser", "google-chrome")
"""The installed browser is for Linux on x86-64; elsewhere, one that the machine has does."""

SWITCHES = (
    "--no-sandbox",  # pages are the project's own, and containers do not let a browser make a sandbox
    "--disable-dev-shm-usage",  # containers have little shared memory
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing is ever asked of another machine
)


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser, started. While it runs, nothing else in this thread can use asyncio: close it after a few tests."""
    program = executable()
    with TemporaryDirectory(prefix="retex-browser-") as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*SWITCHES], env=environment(Path(home), program)
        )
        yield browser
        browser.close()


def executable() -> Path:
    """The program to start; a test that has none is skipped on the machines that it is not made for, else it fails."""
    if sys.platform == "linux" and platform.machine() == "x86_64":
        if not (UNPACKED / "fonts.conf").is_file():
            pytest.fail(f"The browser of the tests is not installed: run `{INSTALL}` (`make test` does).")
        return UNPACKED / "chromium"
    found = next(filter(None, map(shutil.which, ON_OTHER_MACHINES)), None)
    if found is None:
        pytest.skip(
            "pages were not opened: the browser that tests bring is for Linux on x86-64, and none is in the path"
        )
    return Path(found)


def environment(home: Path, program: Path) -> dict[str, str | float | bool]:
    """Variables of the browser: its own libraries, fonts and folders."""
    if program.parent != UNPACKED:
        return dict(os.environ)
    libraries, fonts = UNPACKED / "lib", UNPACKED / "fonts.conf"
    return {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_FILE": str(fonts), "HOME": str(home), "TMPDIR": str(home)}
