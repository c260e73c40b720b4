"""The site that tests of this folder open, built once for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.fixtures.sites import written_site

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        return written_site(tmp_path_factory.mktemp("published"))
