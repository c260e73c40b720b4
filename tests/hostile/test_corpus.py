"""Whatever comes from outside is refused with a sentence or shown as the text it is; nothing crosses."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from ruamel.yaml import YAML

from pipeline.booklet.frame.facts_file import facts_csv
from pipeline.booklet.frame.staging import refuse_raw_links
from pipeline.booklet.markdown import escape
from pipeline.booklet.sheets.project_parts import project_slug
from pipeline.build import build
from pipeline.errors import NotebookError, ParamsError, RetexError
from pipeline.intake.characters import normalise
from pipeline.intake.collection_templates import write_template
from pipeline.intake.containers import read_container
from pipeline.intake.deliveries import FileName, Reader
from pipeline.intake.problems import Findings, Place
from pipeline.new_cohort import create
from pipeline.params import load_params
from pipeline.pulled import PulledError, refuse_outside, refuse_swapped
from pipeline.site.open_data import table_csv
from pipeline.tables import TABLES
from tests.fixtures.notebook_processes import run_alone
from tests.hostile import booklet as booklets
from tests.hostile.canary import SECRET, Canary, watching
from tests.hostile.files import FILES, HostileFile, Setting
from tests.hostile.notebooks import CLAIM, NOTEBOOKS, HostileNotebook

HERE = Path(__file__).parent
READER = Reader(delimiter=",", encoding="utf-8", decimal=",", date_format="YYYY-MM-DD")
MOST_SECONDS, MOST_BYTES = 30, 1 << 30
PLACES = ("nom", "phrase", "commune", "reponse", "notice")
"""Where each text stands in the booklet: name, sentence, keyword, commune, label of a choice, notice of the cover."""


def records(name: str) -> list[dict[str, str]]:
    return YAML(typ="safe", pure=True).load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


def named(kind: str, found: list[Any]) -> list[Any]:
    ids = [each["id"] if isinstance(each, dict) else each.id for each in found]
    return [pytest.param(kind, each, id=f"{kind}-{name}") for name, each in zip(ids, found, strict=True)]


class World:
    """The canary, and the booklet and sheets that hold every text, laid out once."""

    def __init__(self, canary: Canary, folders: pytest.TempPathFactory) -> None:
        self.canary, self.folders = canary, folders

    def text(self, record: dict[str, str]) -> str:
        """The text as a table holds it: with the canary's port, and after what reading takes away."""
        text = record["text"].replace("PORT", str(self.canary.port))
        return normalise(text) if record.get("read") else text

    @cached_property
    def booklet(self) -> booklets.LaidOut:
        texts = [self.text(record) for record in IN_BOOKLETS]
        cover = {"notice_fr": " ¦ ".join(booklets.marked(texts, "notice"))}
        return booklets.laid_out(self.folders.mktemp("booklet"), self.canary, texts, cover)

    @cached_property
    def sheets(self) -> list[booklets.LaidOut]:
        titles, quotes = ([self.text(record) for record in kept] for kept in (SHEET_TITLES, IN_BOOKLETS))
        return booklets.sheets_laid_out(self.folders.mktemp("sheets"), self.canary, titles, quotes)


def check_text(record: dict[str, str], world: World, _folder: Path) -> None:
    """A text reads as it is typed wherever it stands, in the PDF and on the page."""
    if record.get("refused"):
        with pytest.raises(RetexError, match=re.escape(record["refused"])):
            refuse_raw_links([escape(world.text(record))])
        return
    number = IN_BOOKLETS.index(record)
    for place in PLACES:
        typed = booklets.canonical(f"{world.text(record)} ({place}{number:03})")
        assert typed in world.booklet.pdf, place
        assert typed in world.booklet.page, place
    quoted = booklets.canonical(f"{world.text(record)} (verbatim{number:03})")
    assert quoted in world.sheets[0].pdf
    assert quoted in world.sheets[0].page


def check_title(record: dict[str, str], world: World, _folder: Path) -> None:
    """A project's name reads as it is typed at the head of its sheet."""
    sheet = world.sheets[SHEET_TITLES.index(record)]
    assert booklets.canonical(f"{world.text(record)} (titre)") in sheet.pdf


def check_formula(record: dict[str, str], _world: World, folder: Path) -> None:
    """No cell of a table that people take away is a formula, whatever separates its cells."""
    text = record["text"]
    rows = {"name": [text, "x"], "other": ["y", text], "number": [1.5, -2.0]}
    listed = pd.DataFrame({**rows, text: ["a", "b"], "list": [[text, "z"], []]})
    for table in (table_csv(listed), facts_csv(pd.DataFrame(rows))):
        cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
        assert [cell for cell in cells if is_formula(cell)] == []
        for separator in (";", "\t"):
            assert [cell for cell in table.split(separator)[1:] if is_formula(cell)] == []
    table = replace(TABLES["projects"], label_fr=text, columns=(replace(TABLES["projects"].columns[0], choices=()),))
    write_template(table, None, folder / "modele.xlsx")
    sheets = openpyxl.load_workbook(folder / "modele.xlsx").worksheets
    assert [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for one: it looks behind what nobody sees. Numbers are none."""
    seen = "".join(sign for sign in cell if unicodedata.category(sign)[0] not in "CZ").strip('"')
    is_number = re.fullmatch(r"-\d+(\.\d+)?(,.*)?", seen, re.DOTALL)
    return unicodedata.normalize("NFKC", seen[:1]) in ("=", "+", "-", "@") and not is_number


def check_cohort_name(record: dict[str, str], _world: World, folder: Path) -> None:
    """Refused in params.yaml before any command of dvc.yaml is run, and as the name of a new cohort."""
    name = record["text"]
    (folder / "params.yaml").write_text(params(f"cohorts: {json.dumps([name])}"), encoding="utf-8")
    shell = 'stages:\n  a:\n    matrix: {cohort: "${cohorts}"}\n    cmd: echo ${item.cohort} > crossed\n'
    (folder / "dvc.yaml").write_text(shell, encoding="utf-8")
    before = beside_caches(folder)
    for action in (load_params, lambda: build([], Console()), lambda: create(name, folder)):
        with pytest.raises(ParamsError):
            action()
    assert beside_caches(folder) == before


def beside_caches(folder: Path) -> list[Path]:
    """Everything in a folder but the lock that a build takes before it reads anything."""
    return sorted(path for path in folder.rglob("*") if ".cache" not in path.parts)


def check_file_name(record: dict[str, str], _world: World, _folder: Path) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(FileName).validate_python(record["text"])


def check_project_name(record: dict[str, str], _world: World, folder: Path) -> None:
    """Whatever a project's identifier is, its sheet has a plain name in its folder."""
    path = folder / f"{project_slug(record['text'])}.pdf"
    path.write_bytes(b"")
    assert re.fullmatch(r"projet-[a-z0-9-]{1,120}\.pdf", path.name)
    assert path.resolve().parent == folder.resolve()


def check_yaml(record: dict[str, str], _world: World, folder: Path) -> None:
    (folder / "params.yaml").write_text(params(record["text"]), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"params\.yaml"):
        load_params(folder)


def params(instead: str) -> str:
    """A params.yaml that is right but for these lines."""
    lines = {
        "audiences": "[startups]",
        "booklets": "[startups]",
        "estimate": "{confidence_level: 0.95, percent_base_min: 10}",
        "analyse": "{timeout_seconds: 300}",
        "render": "{renderer: auto}",
        "drift": "{base_min: 10, level: 0.05, shift_min: 0.33, response_rate_drop: 0.1}",
    }
    kept = [f"{key}: {value}" for key, value in lines.items() if f"{key}:" not in instead]
    return "\n".join([instead, *kept]) + "\n"


def check_yaml_bomb(record: dict[str, str], _world: World, folder: Path) -> None:
    doubled = [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    content = {
        "aliases": "\n".join(["a0: &a0 [x]", *doubled, "cohorts: *a39"]).encode(),
        "depth": b"cohorts: " + b"[" * 3_000 + b"]" * 3_000,
        "null": b"cohorts: [essai\0]",
        "other-encoding": "cohorts: [été]".encode("cp1252"),
    }
    (folder / "params.yaml").write_bytes(content[record["id"]])
    with within_limits(), pytest.raises(ParamsError, match=r"params\.yaml"):
        load_params(folder)


def check_file(record: HostileFile, world: World, folder: Path) -> None:
    """Told with the code that names it, or read as a table; this process lives on, and no child grows without end."""
    path = folder / record.name
    secret = folder / "secret.csv"
    secret.write_text(f"ville,n\n{SECRET},1\n", encoding="utf-8")
    record.lay(path, Setting(secret, world.canary.port, world.canary.trace))
    findings = Findings(Place("mairie", "La mairie", record.name, "communes"))
    with within_limits():
        content = read_container(path, READER, ["ville", "n"], findings)
    told = [(problem.code, problem.severity) for problem in findings.problems]
    if record.code:
        assert content is None or any(severity == "blocking" for _, severity in told)
        assert told[0] == (record.code, "blocking")
        assert findings.problems[0].message_fr.endswith(".")
    else:
        assert content is not None
        assert (content.grid.headers[0], told) == ("ville", [])
    assert content is None or SECRET not in "".join(map(str, (content.grid.headers, *content.grid.columns)))


@contextmanager
def within_limits() -> Iterator[None]:
    """Thirty seconds of computing, and a gigabyte at most beside what this process held, here and in children."""
    seconds, held, earlier = computed_seconds(), memory_bytes("VmRSS"), children().ru_maxrss
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the highest is counted from here
    yield
    assert computed_seconds() - seconds < MOST_SECONDS
    assert memory_bytes("VmHWM") - held < MOST_BYTES
    assert children().ru_maxrss == earlier or (children().ru_maxrss << 10) - held < MOST_BYTES


def children() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def computed_seconds() -> float:
    return time.process_time() + children().ru_utime


def memory_bytes(name: str) -> int:
    """What the kernel says that this process holds (VmRSS), or held at most (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE).group(1)) << 10  # type: ignore[union-attr]


def check_notebook(record: HostileNotebook, _world: World, folder: Path) -> None:
    """Refused, or run with what was given: nothing that it claimed, hid or injected is left."""
    source, target = folder / "essai.ipynb", folder / "executed.ipynb"
    record.write(source)
    run = partial(run_alone, source, target, folder / "failed" / "essai.ipynb", {"cohort": record.cohort})
    if record.refused:
        with pytest.raises(NotebookError, match=re.escape(record.refused)):
            run()
        assert not target.exists()
        return
    run()
    assert CLAIM["text"] not in target.read_text(encoding="utf-8")
    assert json.loads(target.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


def check_pulled(record: dict[str, Any], world: World, folder: Path) -> None:
    """What a remote gave is refused when it is not what was sent."""
    data = folder / "data"
    (data / "sub").mkdir(parents=True)
    for name in ("a.csv", "sub/b.csv"):
        (data / name).write_text(name, encoding="utf-8")
    sums = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ("a.csv", "sub/b.csv")]
    (data / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    assert refuse_swapped(data) == 2
    record["change"](data, world.canary.folder / "canary.txt")
    with pytest.raises(PulledError, match=record["said"]):
        refuse_outside(data / "cache")
        refuse_swapped(data)


def described(*names: str) -> Callable[[Path, Path], None]:
    """A folder as DVC's cache describes it, with these files."""

    def change(data: Path, _secret: Path) -> None:
        (data / "cache" / "ab").mkdir(parents=True)
        content = json.dumps([{"md5": "0" * 32, "relpath": name} for name in names])
        (data / "cache" / "ab" / "cd.dir").write_text(content, encoding="utf-8")

    return change


def announced(name: str) -> Callable[[Path, Path], None]:
    return lambda data, _secret: (data / "SHA256SUMS").write_text(f"{'0' * 64}  {name}\n")


def linked(data: Path, secret: Path) -> None:
    (data / "a.csv").unlink()
    (data / "a.csv").symlink_to(secret)


PULLED = [
    {"id": "swapped", "change": lambda data, _: (data / "a.csv").write_text("b.csv"), "said": "a.csv is another file"},
    {"id": "missing", "change": lambda data, _: (data / "a.csv").unlink(), "said": "a.csv is missing"},
    {"id": "added", "change": lambda data, _: (data / "c.csv").write_text("x"), "said": "c.csv was not announced"},
    {"id": "link", "change": linked, "said": "is a link"},
    {"id": "folder-link", "change": lambda data, to: (data / "x").symlink_to(to.parent), "said": "is a link"},
    {
        "id": "no-witness",
        "change": lambda data, _: (data / "SHA256SUMS").unlink(),
        "said": "nothing says what was sent",
    },
    {"id": "announced-above", "change": announced("../x"), "said": "outside of its folder"},
    {"id": "announced-absolute", "change": announced("/etc/x"), "said": "outside of its folder"},
    {"id": "cache-above", "change": described("a.csv", "../../x"), "said": "outside of its folder"},
    {"id": "cache-absolute", "change": described("/etc/x"), "said": "outside of its folder"},
    {"id": "cache-backslash", "change": described("..\\x"), "said": "outside of its folder"},
    {"id": "cache-drive", "change": described("C:/x"), "said": "outside of its folder"},
    {"id": "cache-null", "change": described("a\0b"), "said": "outside of its folder"},
    {"id": "cache-no-folder", "change": lambda data, _: described()(data, _) or _garbled(data), "said": "no folder"},
]


def _garbled(data: Path) -> None:
    (data / "cache" / "ab" / "cd.dir").write_bytes(b"\x80\x04pickle")


CHECKS: dict[str, Callable[[Any, World, Path], None]] = {
    "text": check_text,
    "title": check_title,
    "formula": check_formula,
    "cohort-name": check_cohort_name,
    "file-name": check_file_name,
    "project-name": check_project_name,
    "yaml": check_yaml,
    "yaml-bomb": check_yaml_bomb,
    "file": check_file,
    "notebook": check_notebook,
    "pulled": check_pulled,
}


TEXTS = records("texts")
IN_BOOKLETS = [record for record in TEXTS if not record.get("refused")]
SHEET_TITLES = [record for record in TEXTS if record.get("title")]
CORPUS = [
    *named("text", TEXTS),
    *named("title", SHEET_TITLES),
    *named("formula", records("formulas")),
    *[
        pytest.param(f"{name['where']}-name", name, id=f"{name['where']}-name-{name['id']}")
        for name in records("names")
    ],
    *named("yaml", records("traps")),
    *named("yaml-bomb", [{"id": "aliases"}, {"id": "depth"}, {"id": "null"}, {"id": "other-encoding"}]),
    *named("file", FILES),
    *named("notebook", NOTEBOOKS),
    *named("pulled", PULLED),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with watching(tmp_path_factory.mktemp("canary")) as canary, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANARY", SECRET)
        canary.lay(canary.folder)
        yield World(canary, tmp_path_factory)


@pytest.mark.parametrize(("kind", "record"), CORPUS)
def test_nothing_crosses(kind: str, record: Any, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    CHECKS[kind](record, world, tmp_path)
    world.canary.assert_unharmed()
    assert not list(tmp_path.rglob("crossed"))


def test_booklet_and_sheets_run_fetch_and_show_nothing_else(world: World) -> None:
    for made in (world.booklet, *world.sheets):
        booklets.assert_inert(made, world.canary)


def test_the_corpus_is_large_and_each_input_is_another_one() -> None:
    assert len(CORPUS) >= 160
    assert len({case.id for case in CORPUS}) == len(CORPUS)
