"""Files that the renderer made before and would make again the same: written whole, forgotten when long not used."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def keep(target: Path, content: bytes) -> None:
    """Write it under a name of its own first: booklets that are laid out side by side may need the same file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(aside).replace(target)


def forget_beyond(folder: Path, most: int) -> None:
    """Delete the files of a folder that were not used for longest, beyond `most`."""
    used_last = sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in used_last[most:]:
        file.unlink(missing_ok=True)
