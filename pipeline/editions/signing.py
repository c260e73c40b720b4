"""Sign a certificate with an SSH key, and check its signature: `ssh-keygen -Y`, needed for nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from pipeline.errors import EditionError
from pipeline.files import write_bytes

NAMESPACE = "retex-certificate"
"""What a signature is for: one made for something else does not count."""

MISSING = "the command ssh-keygen (OpenSSH 8.1 or newer) is not installed here"
BY_KEY = re.compile(r"\S+ key SHA256:\S+")


def signature_of(certificate: Path) -> Path:
    """Where the signature of a certificate stands."""
    return certificate.with_name(f"{certificate.name}.sig")


def sign(certificate: Path, key: Path) -> Path:
    """Sign `certificate` with `key` (a private key, or the public one of a key that an agent holds); the signature.

    Raises:
        EditionError: ssh-keygen is missing, or refused.
    """
    if not key.is_file():
        raise EditionError(f"There is no key {key}.")
    program = _program()
    if program is None:
        raise EditionError(f"{certificate} cannot be signed: {MISSING}.")
    command = [program, "-Y", "sign", "-f", str(key), "-n", NAMESPACE]
    # From standard input to standard output: the folder of a frozen edition gets the whole signature or nothing.
    done = subprocess.run(command, input=certificate.read_bytes(), capture_output=True, check=False)
    if done.returncode or not done.stdout:
        raise EditionError(f"ssh-keygen did not sign {certificate}: {_said(done)}.")
    write_bytes(signature_of(certificate), done.stdout)
    return signature_of(certificate)


def signature_findings(certificate: Path, signers: Path | None) -> tuple[list[str], list[str]]:
    """(what is wrong with the signature, what to say of it); nothing at all where there is none and none is wanted.

    `signers` is a file of allowed signers (`man ssh-keygen`); without it, who signed is told and not judged.
    """
    signature = signature_of(certificate)
    if not signature.is_file():
        return ([f"{signature} is missing, and a signature was asked for"] if signers else []), []
    program = _program()
    if program is None:
        sentence = f"its certificate is signed, and the signature was not checked: {MISSING}"
        return ([sentence] if signers else []), ([] if signers else [sentence])
    if signers is None:
        return _integrity(program, certificate, signature)
    return _trust(program, certificate, signature, signers)


def _integrity(program: str, certificate: Path, signature: Path) -> tuple[list[str], list[str]]:
    done = _checked([program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(signature)], certificate)
    if done.returncode:
        return [f"the signature is not that of {certificate.name}: {_said(done)}"], []
    by = BY_KEY.search(_said(done))
    key = by[0] if by else "a key"
    return [], [f"its certificate is signed with {key}; --signers says whose key that may be"]


def _trust(program: str, certificate: Path, signature: Path, signers: Path) -> tuple[list[str], list[str]]:
    if not signers.is_file():
        return [f"there is no file of allowed signers {signers}"], []
    found = _checked([program, "-Y", "find-principals", "-s", str(signature), "-f", str(signers)], certificate)
    if found.returncode:
        return [f"the certificate is signed by nobody whom {signers} allows"], []
    identity = found.stdout.decode("utf-8", "replace").split()[0]
    command = [program, "-Y", "verify", "-f", str(signers), "-I", identity, "-n", NAMESPACE, "-s", str(signature)]
    done = _checked(command, certificate)
    if done.returncode:
        return [f"the signature of {identity} is not that of {certificate.name}: {_said(done)}"], []
    return [], [f"its certificate is signed by {identity}"]


def _checked(command: list[str], certificate: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=certificate.read_bytes(), capture_output=True, check=False)


def _program() -> str | None:
    return shutil.which("ssh-keygen")


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    said = (done.stderr + done.stdout).decode("utf-8", "replace")
    return " ".join(line.strip().rstrip(".") for line in said.splitlines() if not line.startswith("-----"))
