"""Publish: put a cohort's booklets where people look for them, with a certificate of what was built from what."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline import stage
from pipeline.booklet import wording
from pipeline.booklet.library_page import THEME as LIBRARY
from pipeline.booklet.library_page import library_page
from pipeline.booklet.questionnaire_pages import questionnaire_page, questionnaires
from pipeline.booklet.sheets.sheets import LIST
from pipeline.files import replacing_folder, sha256, write_json, write_text
from pipeline.params import Cohort, load_cohort, load_params
from pipeline.paths import RENDERED, CohortPaths
from pipeline.released import Release
from pipeline.renderer.brand import load_brand
from pipeline.run_crate import METADATA_FILE, run_crate
from pipeline.site import build_site
from pipeline.site.building import Booklet, ExtraPage
from pipeline.site.edition import Edition
from pipeline.tools import LOCK_FILE, tool_versions
from pipeline.verifying.certified import CERTIFICATE

REPORTS = Path("reports")
BRAND_FILE = REPORTS / "_brand.yml"


@dataclass(frozen=True)
class Page:
    """A page beside the booklets: its file, what the index says of it, which releases fill it, how it is written."""

    file: str
    title_fr: str
    about_fr: str
    is_in: Callable[[Release], bool]
    write: Callable[[Release, Mapping[str, str]], str]


def _questionnaire(audience: str, title_fr: str) -> Page:
    survey = f"survey_{audience}"
    return Page(
        f"questionnaire-{audience}.html",
        title_fr,
        "questions posées, réponses possibles, et ce que chaque colonne veut dire",
        lambda release: survey in questionnaires(release),
        lambda release, _palette: questionnaire_page(release, survey),
    )


PAGES = (
    Page(
        "indicators.html",
        "Bibliothèque d’indicateurs",
        "définitions, unités et méthodes de collecte, à chercher et à filtrer",
        lambda release: LIBRARY in release.summary["themes"],
        library_page,
    ),
    _questionnaire("startups", "Questionnaire des porteurs de projet"),
    _questionnaire("communes", "Questionnaire des agents des communes"),
    _questionnaire("institutions", "Questionnaire des partenaires"),
)


def main(cohort: stage.CohortOption) -> None:
    """Gather the booklets of one cohort in reports/<cohort>/."""
    paths = CohortPaths(cohort)
    description = load_cohort(paths)
    names = load_params().booklets
    for name in names:
        stage.require(paths.rendered(name) / RENDERED, f"render --cohort {cohort} --booklet {name}")
        stage.require(paths.census(name), f"census --cohort {cohort} --booklet {name}")
    stage.require(paths.sheets / LIST, f"sheets --cohort {cohort}")
    with replacing_folder(paths.published) as folder:
        records = [json.loads((paths.rendered(name) / RENDERED).read_text(encoding="utf-8")) for name in names]
        booklets = [_copy_booklet(paths, record, folder) for record in records if record["is_built"]]
        pages = write_pages(Release(paths.release(description.audiences[0])), folder)
        edition = Edition([Release(paths.release(audience)) for audience in description.audiences], paths.sheets)
        write_site(edition, booklets, pages, folder)
        hashes = {name: sha256(folder / name) for name in (*(page.file for page in pages), *sheet_files(edition))}
        made = certificate(paths, description, booklets, hashes)
        write_json(folder / CERTIFICATE, made)
        write_json(folder / METADATA_FILE, run_crate(made, description))
        write_text(folder / "index.html", index_page(description, booklets, pages))


def write_pages(release: Release, folder: Path) -> list[Page]:
    """Write the pages that stand beside the booklets, those this release fills; which they are."""
    palette = load_brand(BRAND_FILE).palette
    written = [page for page in PAGES if page.is_in(release)]
    for page in written:
        write_text(folder / page.file, page.write(release, palette))
    return written


def write_site(edition: Edition, booklets: Sequence[Mapping[str, Any]], pages: Sequence[Page], folder: Path) -> None:
    """Write the site below `folder`, where the booklets and the pages beside them already are."""
    shown = [Booklet(booklet["booklet"], booklet["title"], booklet["pages"]) for booklet in booklets]
    extras = [
        ExtraPage(page.file, page.title_fr, page.about_fr, (folder / page.file).read_text(encoding="utf-8"))
        for page in pages
    ]
    build_site(edition, shown, extras, REPORTS, folder)


def sheet_files(edition: Edition) -> list[str]:
    """The PDF of each sheet, relative to the published folder."""
    return [f"site/fiches/{sheet['slug']}.pdf" for sheet in edition.sheets]


def _copy_booklet(paths: CohortPaths, record: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Copy one booklet's PDF and HTML; what `render` says of it, with the hashes of both."""
    outputs = {}
    for name in (f"{record['booklet']}.pdf", f"{record['booklet']}.html"):
        shutil.copy(paths.rendered(record["booklet"]) / name, folder / name)
        outputs[name] = sha256(folder / name)
    return {**record, "outputs": outputs}


def certificate(
    paths: CohortPaths, cohort: Cohort, booklets: list[dict[str, Any]], pages: Mapping[str, str]
) -> dict[str, Any]:
    """What was built from what: inputs, lock file, tools, renderer and outputs (`pages` by name), by SHA-256."""
    deliveries = Release(paths.release(cohort.audiences[0])).deliveries
    return {
        "cohort": cohort.cohort,
        "edition_date": cohort.edition_date.isoformat(),
        "is_synthetic": cohort.is_synthetic,
        "synthetic_inputs": sorted(deliveries.loc[deliveries["is_synthetic"], "file"]),
        "inputs": dict(zip(deliveries["file"], deliveries["sha256"], strict=True)),
        "requirements_lock": sha256(LOCK_FILE),
        "tools": tool_versions(),
        "booklets": booklets,
        "pages": dict(pages),
    }


def index_page(cohort: Cohort, booklets: list[dict[str, Any]], pages: Sequence[Page] = ()) -> str:
    """A French page that lists the booklets of one cohort, and the pages beside them."""
    environment = Environment(loader=PackageLoader("pipeline"), autoescape=select_autoescape(["html.j2"]))
    template = environment.get_template("index.html.j2")
    edition = wording.date(cohort.edition_date.isoformat())
    palette = load_brand(BRAND_FILE).palette
    return template.render(cohort=cohort, booklets=booklets, pages=pages, edition=edition, palette=palette)


if __name__ == "__main__":
    stage.run(main)
