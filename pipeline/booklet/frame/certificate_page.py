"""The last page: what this booklet was built from, so that anyone can build it again and compare."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.booklet import wording
from pipeline.booklet.english.door import Door
from pipeline.booklet.frame.document_sources import sources_of
from pipeline.booklet.frame.method_annex import EMBEDDED, EMBEDDED_FR
from pipeline.booklet.markdown import Markdown, escape, pipe_table
from pipeline.files import write_text
from pipeline.released import Release

SHORT = 16
"""Hexadecimal digits of a digest that are enough to compare by eye; the whole stands in the certificate."""

STATUS_FILE = "status.qmd"
STATUS = f"{{{{< include ../generated/{STATUS_FILE} >}}}}"
"""Whether this content was approved: the file is filled once the content is known."""

WORDS_FR = (
    "Aucun nombre ne repose sur un fichier de textes (conseils, exemples, paroles)\u00a0: un tel fichier est nommé "
    "dans chaque livret."
)
"""Why files are listed from which a booklet may print nothing: see `sources_of`."""

QR_NAME = "site-qr.svg"
QR_SCALE = 4


@dataclass(frozen=True)
class Making:
    """What lays a booklet out: versions by tool, and the digest of the file that fixes every version."""

    tools: Mapping[str, str]
    lock_sha256: str


def stage_certificate(
    release: Release, making: Making, cited: Sequence[str], cover_words: str, through: Door, target: Path
) -> None:
    """Write `generated/certificate.qmd`, and the QR code of the online twin where the cohort has one.

    `cited` are the facts that the booklet prints; `cover_words` says what its cover is drawn from.
    """
    site = str(release.summary.get("site_url", ""))
    if site:
        write_text(target / "generated" / QR_NAME, qr_code(site))
    write_text(target / "generated" / STATUS_FILE, "")
    page = certificate_page(release, making, cited, cover_words, site)
    write_text(target / "generated" / "certificate.qmd", through.document(page))


def certificate_page(release: Release, making: Making, cited: Sequence[str], cover_words: str, site: str = "") -> str:
    """The page as plain Quarto Markdown; without `site`, nothing about an online twin."""
    parts = [
        "# De quoi ce livret est fait {#sec-certificat}",
        "Les mêmes fichiers, les mêmes versions et les mêmes textes donnent ce livret, octet pour octet. Cette page "
        "nomme les fichiers et les versions.",
        STATUS,
        _identity(release, making, len(cited)),
        cover_words,
        *_twin(site),
        "## Les fichiers sur lesquels il repose {#sec-certificat-fichiers}",
        _inputs(sources_of(release, cited)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _identity(release: Release, making: Making, facts: int) -> str:
    summary = release.summary
    renderer = EMBEDDED_FR if EMBEDDED in making.tools else "Quarto"
    version = making.tools.get(EMBEDDED, making.tools.get("quarto", ""))
    return pipe_table(
        {
            "Ce livret": [
                "Identifiant de ses données",
                "Date de l’édition",
                "Nombres publiés, chacun avec sa preuve",
                "Mise en page",
                "Versions de tous les outils",
            ],
            "Valeur": [
                Markdown(f"`{summary['cohort']}`"),
                wording.date(str(summary["edition_date"])),
                wording.number(facts),
                f"{renderer} ({version})" if version else renderer,
                Markdown(f"fichier de verrouillage `{making.lock_sha256[:SHORT]}`"),
            ],
        },
        widths=(45, 55),
    )


def _twin(site: str) -> list[str]:
    if not site:
        return []
    alt = escape(f"Code QR qui mène à la version en ligne de ce livret, à l’adresse {site}.")
    return [f'![](../generated/{QR_NAME}){{fig-alt="{alt}" width="3cm"}} Version en ligne\u00a0: <{site}>']


def _inputs(deliveries: pd.DataFrame) -> str:
    """Each delivered file, in two columns."""
    if deliveries.empty:
        return "Aucun fichier n’a été reçu."
    lines = [f"- {escape(str(file))}" for file in deliveries["file"]]
    return "\n".join([WORDS_FR, "", "::: {.digests}", *lines, ":::"])


def qr_code(url: str) -> str:
    """The address as a QR code (SVG). Error correction M: it is read with 15 % of it hidden."""
    import segno  # needed only by cohorts that have a site

    stream = io.BytesIO()
    segno.make(url, error="m", micro=False).save(stream, kind="svg", scale=QR_SCALE, xmldecl=False, nl=False)
    return stream.getvalue().decode("utf-8")
