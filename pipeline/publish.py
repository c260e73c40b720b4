"""Publish: put a cohort's booklets where people look for them, with a certificate of what was built from what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline import stage
from pipeline.booklet import wording
from pipeline.files import replacing_folder, sha256, write_json, write_text
from pipeline.params import Cohort, load_cohort
from pipeline.paths import CohortPaths
from pipeline.released import Release
from pipeline.renderer.brand import load_brand
from pipeline.tools import tool_versions

LOCK_FILE = Path("requirements.lock")
BRAND_FILE = Path("reports/_brand.yml")
TITLES_FR = {
    "startups": "Livret des porteurs de projet",
    "communes": "Livret des communes",
    "institutions": "Livret des institutions",
}


def main(cohort: stage.CohortOption) -> None:
    """Gather the booklets of one cohort in reports/<cohort>/."""
    paths = CohortPaths(cohort)
    description = load_cohort(paths)
    for audience in description.audiences:
        stage.require(paths.rendered(audience) / f"{audience}.pdf", f"render --cohort {cohort} --audience {audience}")
    with replacing_folder(paths.published) as folder:
        booklets = [_copy_booklet(paths, audience, folder) for audience in description.audiences]
        write_json(folder / "certificate.json", certificate(paths, description, booklets))
        write_text(folder / "index.html", index_page(description, booklets))


def _copy_booklet(paths: CohortPaths, audience: str, folder: Path) -> dict[str, Any]:
    """Copy one booklet's PDF and HTML; what it is, with the hashes of both."""
    rendered = paths.rendered(audience)
    record: dict[str, Any] = json.loads((rendered / "render.json").read_text(encoding="utf-8"))
    outputs = {}
    for name in (f"{audience}.pdf", f"{audience}.html"):
        shutil.copy(rendered / name, folder / name)
        outputs[name] = sha256(folder / name)
    return {"audience": audience, "title": TITLES_FR[audience], "outputs": outputs, **record}


def certificate(paths: CohortPaths, cohort: Cohort, booklets: list[dict[str, Any]]) -> dict[str, Any]:
    """What was built from what: inputs, lock file, tools, renderer and outputs, by SHA-256."""
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
    }


def index_page(cohort: Cohort, booklets: list[dict[str, Any]]) -> str:
    """A French page that lists the booklets of one cohort."""
    environment = Environment(loader=PackageLoader("pipeline"), autoescape=select_autoescape(["html.j2"]))
    template = environment.get_template("index.html.j2")
    edition = wording.date(cohort.edition_date.isoformat())
    return template.render(cohort=cohort, booklets=booklets, edition=edition, palette=load_brand(BRAND_FILE).palette)


if __name__ == "__main__":
    stage.run(main)
