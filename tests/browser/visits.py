"""A page opened in the browser, and whatever goes wrong meanwhile: console, errors, requests that leave or fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

DESKTOP, TELEPHONE = (1280, 900), (375, 812)
INLINE = ("data:", "blob:", "about:")
SECONDS = 60
"""How long one step may take: machines that test are busy."""

PLACE = re.compile(r'\bid="([^"]+)"')


class Visit:
    """A window on one site. `faults` gathers, in words, what should not have happened on its pages so far.

    `home` is the address of the site's root: a request for anything that does not start with it is a fault.
    """

    def __init__(self, context: BrowserContext, home: str) -> None:
        """Open the window and listen to it."""
        self.home = home
        self.faults: list[str] = []
        context.set_default_timeout(SECONDS * 1000)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.where()}: the script failed: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", lambda request: self.faults.append(f"{request.url} could not be had"))
        self.page.on("response", self._answered)

    def open(self, file: str) -> Page:
        """The page `file` (relative to the root, anchor and all), loaded."""
        self.page.goto(f"{self.home}{file}", wait_until="load")
        return self.page

    def where(self) -> str:
        """The page shown, relative to the root."""
        return self.page.url.removeprefix(self.home)

    def _heard(self, message: ConsoleMessage) -> None:
        self.faults.append(f"{self.where()}: the console says « {message.text} » ({message.type})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, *INLINE)):
            self.faults.append(f"{self.where()}: a request leaves for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.url} answers {response.status}")


@contextmanager
def visiting(browser: Browser, home: str, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Visit]:
    """A new window of `size` (width, height, in pixels), closed at the end; `options` are those of a context."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR", **options)
    try:
        yield Visit(context, home)
    finally:
        context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of `folder` on this machine, as long as it is used."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing of each request: the visit does."""


def dead_links(visit: Visit, root: Path) -> list[str]:
    """Links of the page shown that lead to no file below `root`, or to no place of the page that they name."""
    found = []
    for address in visit.page.evaluate("[...document.querySelectorAll('a[href], area[href]')].map(({ href }) => href)"):
        if address.startswith(("https://", "mailto:", *INLINE)):
            continue
        if not address.startswith(visit.home):
            found.append(f"{visit.where()}: a link leads to {address}")
        elif not _leads_somewhere(address.removeprefix(visit.home), root):
            found.append(f"{visit.where()}: a link leads nowhere: {address.removeprefix(visit.home)}")
    return found


def _leads_somewhere(address: str, root: Path) -> bool:
    parts = urlsplit(address)
    target = root / unquote(parts.path)
    if not target.is_file():
        return False
    return not parts.fragment or unquote(parts.fragment) in _places(target)


@cache
def _places(page: Path) -> frozenset[str]:
    """The places of a page that a link may name; none in another kind of file."""
    return frozenset(PLACE.findall(page.read_text(encoding="utf-8"))) if page.suffix == ".html" else frozenset()
