"""What a remote gives is laid out only when it is what was sent."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dvc.repo import Repo

from pipeline.cluster.parcels import Carrier, Parcel, Sent
from pipeline.pulled import PulledError

REMOTE = "shared"


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Two projects that know the same remote; the working directory is the first one's."""
    folders = tmp_path / "here", tmp_path / "there"
    for folder in folders:
        folder.mkdir()
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        Repo.init(str(folder)).close()
        with (folder / ".dvc/config").open("a", encoding="utf-8") as settings:
            settings.write(f"['remote \"{REMOTE}\"']\n    url = {tmp_path / 'remote'}\n")
    results = folders[0] / "data" / "results"
    (results / "deep").mkdir(parents=True)
    (results / "one.txt").write_text("one", encoding="utf-8")
    (results / "deep" / "two.txt").write_text("two", encoding="utf-8")
    monkeypatch.chdir(folders[0])
    yield folders


def sent() -> Parcel:
    with Repo() as repo:
        return Carrier(repo, REMOTE).send(Path("data/results"))


def received(parcel: Parcel) -> None:
    with Repo() as repo:
        Carrier(repo, REMOTE).receive(parcel)


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_what_was_sent_lies_there_in_the_place_of_what_was(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = sent()
    monkeypatch.chdir(sides[1])
    Path("data/results").mkdir(parents=True)
    Path("data/results/former.txt").write_text("former", encoding="utf-8")
    received(parcel)
    assert contents(Path("data/results")) == {"one.txt": "one", "deep/two.txt": "two"}


def test_a_file_alone_travels_too(sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with Repo() as repo:
        parcel = Carrier(repo, REMOTE).send(Path("data/results/one.txt"))
    monkeypatch.chdir(sides[1])
    Path("data/results").mkdir(parents=True)
    received(parcel)
    assert contents(Path("data/results")) == {"one.txt": "one"}


def test_a_file_that_was_swapped_on_the_remote_is_refused_and_not_kept(
    sides: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = sent()
    stored = next(path for path in (tmp_path / "remote").rglob("*") if path.is_file() and path.read_text() == "one")
    stored.chmod(0o644)
    stored.write_text("won", encoding="utf-8")
    monkeypatch.chdir(sides[1])
    for _ in range(2):  # nor is it found in the cache the second time
        with pytest.raises(PulledError, match=r"another file than the one that was sent as « one\.txt »"):
            received(parcel)
    assert not Path("data/results/one.txt").exists()


def test_a_file_that_the_remote_has_lost_is_a_sentence(
    sides: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = sent()
    for path in (tmp_path / "remote").rglob("*"):
        if path.is_file():
            path.unlink()
    monkeypatch.chdir(sides[1])
    with pytest.raises(PulledError, match="has not all that was sent"):
        received(parcel)


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "deep/../../outside.txt"])
def test_nothing_is_laid_out_beside_its_folder(sides: tuple[Path, Path], name: str) -> None:
    parcel = sent()
    first = parcel.files[0]
    with pytest.raises(PulledError, match="outside of its folder"):
        received(dataclasses.replace(parcel, files=(Sent(name, first.md5, first.sha256),)))
    with pytest.raises(PulledError, match="outside of its folder"):
        received(dataclasses.replace(parcel, path=name))
