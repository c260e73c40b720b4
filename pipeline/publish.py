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
from pipeline.booklet.frame.file_digests import with_digests
from pipeline.booklet.library_page import THEME as LIBRARY
from pipeline.booklet.library_page import library_page
from pipeline.booklet.questionnaire_pages import questionnaire_page, questionnaires
from pipeline.booklet.sheets.sheets import LIST
from pipeline.booklet.typography import french
from pipeline.census.exceptions import load_exceptions
from pipeline.census.site import trace_published
from pipeline.census.telling import refuse_untraced
from pipeline.editions.content import files_digest
from pipeline.editions.published import edition_status, mark_edition
from pipeline.editions.status import CONTENT, SHEETS, SITE, Status, read_approvals
from pipeline.files import replacing_folder, sha256, write_json, write_text
from pipeline.former_results import of_stage
from pipeline.params import Cohort, load_cohort, load_params
from pipeline.paths import CENSUS, RENDERED, CohortPaths
from pipeline.released import Release
from pipeline.renderer.brand import load_brand
from pipeline.run_crate import METADATA_FILE, run_crate
from pipeline.site import build_site
from pipeline.site.building import Booklet, ExtraPage
from pipeline.site.edition import Edition
from pipeline.tools import LOCK_FILE, tool_versions
from pipeline.verifying.certified import CERTIFICATE, FILES, hashes

REPORTS = Path("reports")
BRAND_FILE = REPORTS / "_brand.yml"
EXCEPTIONS = REPORTS / "census.yml"
INDEX = "index.html"


@dataclass(frozen=True)
class Page:
    """A page beside the booklets: its file, what the index says of it, which releases fill it, how it is written."""

    file: str
    title_fr: str
    about_fr: str
    is_in: Callable[[Release], bool]
    write: Callable[[Release, Mapping[str, str]], str]


def _questionnaire(audience: str, title_fr: str, asked_fr: str) -> Page:
    survey = f"survey_{audience}"
    return Page(
        f"questionnaire-{audience}.html",
        title_fr,
        f"les questions posées {asked_fr}, les réponses possibles, et ce que chaque colonne veut dire",
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
    _questionnaire("startups", "Questionnaire des porteurs de projet", "à ceux qui portent un projet"),
    _questionnaire("communes", "Questionnaire des agents des communes", "aux agents et aux élus des communes"),
    _questionnaire("institutions", "Questionnaire des partenaires", "aux institutions partenaires"),
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
    stage.require(paths.sheets_census / CENSUS, f"sheets_census --cohort {cohort}")
    stage.require(paths.approvals, f"approvals --cohort {cohort}")
    with replacing_folder(paths.published) as folder:
        records = [json.loads((paths.rendered(name) / RENDERED).read_text(encoding="utf-8")) for name in names]
        digests = inputs(paths, description)
        booklets = [_copy_booklet(paths, record, digests, folder) for record in records if record["is_built"]]
        pages = write_pages(Release(paths.release(description.audiences[0])), folder)
        edition = Edition([Release(paths.release(audience)) for audience in description.audiences], paths.sheets)
        write_site(edition, booklets, pages, folder)
        write_text(folder / INDEX, index_page(description, booklets, pages))
        contents, status = decide(paths, booklets, digests, folder)
        write_text(folder / INDEX, index_page(description, booklets, pages, status))
        mark_edition(folder, [booklet["booklet"] for booklet in booklets], status)
        traced = numbers_traced(paths, edition, booklets, folder, status)
        made = certificate(paths, description, booklets, traced)
        made |= {"edition": status.record(), "contents": {**contents, SITE: status.content}}
        write_certificate(made, description, folder)


def numbers_traced(
    paths: CohortPaths, edition: Edition, booklets: Sequence[Mapping[str, Any]], folder: Path, status: Status
) -> dict[str, dict[str, int]]:
    """How the numbers of each booklet, of the sheets and of all other pages of `folder` were traced.

    Raises:
        CensusError: a page of the site, a page beside the booklets or a file of open data shows a number from nowhere.
    """
    former = of_stage("publish", f"sites/{paths.cohort}", {"cohort": paths.cohort}, told=("data",))
    found = trace_published(folder, edition, booklets, load_exceptions(EXCEPTIONS), status, former)
    refuse_untraced(f"{paths.cohort}, site", found.untraced, str(EXCEPTIONS))
    before = {booklet["booklet"]: paths.census(booklet["booklet"]) for booklet in booklets}
    records = {name: folder / CENSUS for name, folder in {**before, "sheets": paths.sheets_census}.items()}
    told = {name: json.loads(path.read_text(encoding="utf-8"))["traced"] for name, path in records.items()}
    return {**told, "site": dict(sorted(found.traced.items()))}


def write_pages(release: Release, folder: Path) -> list[Page]:
    """Write the pages that stand beside the booklets, those this release fills; which they are."""
    palette = load_brand(BRAND_FILE).palette
    written = [page for page in PAGES if page.is_in(release)]
    for page in written:
        write_text(folder / page.file, page.write(release, palette))
    return written


def write_site(edition: Edition, booklets: Sequence[Mapping[str, Any]], pages: Sequence[Page], folder: Path) -> None:
    """Write the site below `folder`, where the booklets and the pages beside them already are."""
    shown = [Booklet(each["booklet"], each["title"], each["pages"], each["lang"]) for each in booklets]
    extras = [
        ExtraPage(page.file, page.title_fr, page.about_fr, (folder / page.file).read_text(encoding="utf-8"))
        for page in pages
    ]
    build_site(edition, shown, extras, REPORTS, folder)


def decide(
    paths: CohortPaths, booklets: Sequence[Mapping[str, Any]], digests: Mapping[str, str], folder: Path
) -> tuple[dict[str, str], Status]:
    """The content of each booklet and sheet, and whether all that was gathered in `folder` is approved.

    `digests` are those of the delivered files: no page need show a file that was delivered again.
    """
    names = [booklet["booklet"] for booklet in booklets]
    sheets: dict[str, str] = json.loads((paths.sheets / CONTENT).read_text(encoding="utf-8"))
    contents = {booklet["booklet"]: booklet["content"] for booklet in booklets}
    contents |= {**sheets, SHEETS: files_digest(sheets)}
    delivered = {f"input {file}": digest for file, digest in digests.items()}
    return contents, edition_status(folder, {**contents, **delivered}, names, read_approvals(paths.approvals))


def inputs(paths: CohortPaths, cohort: Cohort) -> dict[str, str]:
    """The SHA-256 of each delivered file, by its name."""
    deliveries = Release(paths.release(cohort.audiences[0])).deliveries
    return dict(zip(deliveries["file"], deliveries["sha256"], strict=True))


def _copy_booklet(
    paths: CohortPaths, record: Mapping[str, Any], digests: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    """Copy one booklet's PDF, and its HTML with the digests of files; what `render` says of it, with both hashes."""
    rendered, pdf, twin = paths.rendered(record["booklet"]), f"{record['booklet']}.pdf", f"{record['booklet']}.html"
    shutil.copy(rendered / pdf, folder / pdf)
    write_text(folder / twin, with_digests((rendered / twin).read_text(encoding="utf-8"), digests))
    return {**record, "outputs": {name: sha256(folder / name) for name in (pdf, twin)}}


def certificate(
    paths: CohortPaths, cohort: Cohort, booklets: list[dict[str, Any]], traced: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    """What was built from what: inputs, lock file, tools, renderer, how numbers were `traced`; no files yet."""
    deliveries = Release(paths.release(cohort.audiences[0])).deliveries
    return {
        "cohort": cohort.cohort,
        "edition_date": cohort.edition_date.isoformat(),
        "is_synthetic": cohort.is_synthetic,
        "synthetic_inputs": sorted(deliveries.loc[deliveries["is_synthetic"], "file"]),
        "inputs": inputs(paths, cohort),
        "requirements_lock": sha256(LOCK_FILE),
        "tools": tool_versions(),
        "booklets": booklets,
        "disclosure": _disclosure(paths, cohort),
        "numbers_traced": traced,
    }


def _disclosure(paths: CohortPaths, cohort: Cohort) -> dict[str, float]:
    """What disclosure control left of the printed numbers: the same for every audience."""
    told: dict[str, float] = json.loads(
        (paths.release(cohort.audiences[0]) / "disclosure.json").read_text(encoding="utf-8")
    )
    return told


def write_certificate(made: dict[str, Any], cohort: Cohort, folder: Path) -> None:
    """Write the certificate of a published `folder`, which vouches for every other file, and its RO-Crate."""
    made = {**made, FILES: hashes(folder)}
    write_json(folder / METADATA_FILE, run_crate(made, cohort))
    made[FILES] = hashes(folder)
    write_json(folder / CERTIFICATE, made)


def index_page(
    cohort: Cohort, booklets: list[dict[str, Any]], pages: Sequence[Page] = (), status: Status | None = None
) -> str:
    """A French page that lists the booklets of one cohort, and the pages beside them; who approved it, if anybody."""
    environment = Environment(loader=PackageLoader("pipeline"), autoescape=select_autoescape(["html.j2"]))
    environment.filters["french"] = french
    template = environment.get_template("index.html.j2")
    edition = wording.date(cohort.edition_date.isoformat())
    palette = load_brand(BRAND_FILE).palette
    approval = status.approval if status else None
    approved_on = wording.date(approval.on.isoformat()) if approval else ""
    return template.render(
        cohort=cohort,
        booklets=booklets,
        pages=pages,
        edition=edition,
        palette=palette,
        approval=approval,
        approved_on=approved_on,
    )


if __name__ == "__main__":
    stage.run(main)
