"""What must never be read, fetched or made: a secret, an address that counts who asks, a file a command would leave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

SECRET = "canari-7f3a91c2"  # noqa: S105 - no password: the words of a file that nothing may show
FILES = ("canary.txt", "canary.typ", "canary.svg")


@dataclass
class Canary:
    """The requests that came, the port they would come to, and the folder where commands would leave `crossed`."""

    folder: Path
    port: int
    requests: list[str] = field(default_factory=list)

    @property
    def trace(self) -> Path:
        """What a command that ran would have made."""
        return self.folder / "crossed"

    def lay(self, folder: Path) -> None:
        """Put the secret where a text could ask for it."""
        for name in FILES:
            (folder / name).write_text(f"<svg>{SECRET}</svg>" if name.endswith(".svg") else SECRET, encoding="utf-8")

    def assert_unharmed(self, *shown: str) -> None:
        """Nothing was fetched, no command ran, and the secret is in none of the texts."""
        assert self.requests == []
        assert not self.trace.exists()
        assert all(SECRET not in text for text in shown)


@contextmanager
def watching(folder: Path) -> Iterator[Canary]:
    """A canary whose server listens on this machine only."""
    requests: list[str] = []

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Canary(folder, server.server_port, requests)
    finally:
        server.shutdown()
        server.server_close()
