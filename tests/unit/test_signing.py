"""Signatures by `ssh-keygen -Y`: good, changed, unknown, missing, and machines without ssh-keygen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.editions.signing import MISSING, sign, signature_findings, signature_of
from pipeline.errors import EditionError
from tests.unit.test_verify import booklet, certify, told

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def new_key(folder: Path, name: str) -> Path:
    key = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)], check=True)
    return key


def signers(folder: Path, identity: str, key: Path) -> Path:
    path = folder / "allowed_signers"
    path.write_text(f"{identity} {key.with_name(f'{key.name}.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.json"
    path.write_text('{"cohort": "essai"}', encoding="utf-8")
    return path


@needs_ssh_keygen
def test_a_signature_names_its_signer(tmp_path: Path, certificate: Path) -> None:
    key = new_key(tmp_path, "cle")
    sign(certificate, key)
    wrong, said = signature_findings(certificate, signers(tmp_path, "relecture@exemple.fr", key))
    assert (wrong, said) == ([], ["its certificate is signed by relecture@exemple.fr"])
    wrong, said = signature_findings(certificate, None)
    assert wrong == []
    assert "ED25519 key SHA256:" in said[0]


@needs_ssh_keygen
def test_a_changed_certificate_an_unknown_signer_and_no_signature_are_told(tmp_path: Path, certificate: Path) -> None:
    key, other = new_key(tmp_path, "cle"), new_key(tmp_path, "autre")
    allowed = signers(tmp_path, "relecture", key)
    assert "missing" in signature_findings(certificate, allowed)[0][0]
    assert signature_findings(certificate, None) == ([], [])
    sign(certificate, other)
    assert "by nobody" in signature_findings(certificate, allowed)[0][0]
    sign(certificate, key)
    certificate.write_text('{"cohort": "autre"}', encoding="utf-8")
    for wanted in (None, allowed):
        assert "is not that of certificate.json" in signature_findings(certificate, wanted)[0][0]


@needs_ssh_keygen
def test_verify_tells_the_signature_and_refuses_a_wrong_one(tmp_path: Path) -> None:
    file = booklet(tmp_path)
    certify(file)
    sign(tmp_path / "certificate.json", new_key(tmp_path, "cle"))
    code, words = told(file)
    assert code == 0
    assert "its certificate is signed with ED25519 key" in words
    signature_of(tmp_path / "certificate.json").write_text("rien", encoding="utf-8")
    code, words = told(file)
    assert code == 1
    assert "is not signed as asked" in words


def test_without_ssh_keygen_a_file_is_verified_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = booklet(tmp_path)
    certify(file)
    signature_of(tmp_path / "certificate.json").write_text("signature", encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    code, words = told(file)
    assert code == 0
    assert MISSING in words
    assert signature_findings(tmp_path / "certificate.json", tmp_path / "x")[0]
    (tmp_path / "cle").write_text("clé", encoding="utf-8")
    with pytest.raises(EditionError, match="cannot be signed: the command ssh-keygen"):
        sign(tmp_path / "certificate.json", tmp_path / "cle")


@needs_ssh_keygen
def test_a_key_that_is_none_leaves_no_signature(tmp_path: Path, certificate: Path) -> None:
    (tmp_path / "cle").write_text("pas une clé", encoding="utf-8")
    with pytest.raises(EditionError, match="did not sign"):
        sign(certificate, tmp_path / "cle")
    with pytest.raises(EditionError, match="There is no key"):
        sign(certificate, tmp_path / "absente")
    assert not signature_of(certificate).exists()
