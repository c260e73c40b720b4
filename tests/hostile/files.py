"""Files as hostile as they come, each made when its test runs; what reading one must come to."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fixtures import workbooks as made

Lay = Callable[[Path, "Setting"], Any]


@dataclass(frozen=True)
class Setting:
    """Where a file may try to reach: a secret beside it, an address, and what a command would leave."""

    secret: Path
    port: int
    trace: Path


@dataclass(frozen=True)
class HostileFile:
    """`lay` makes the file at a path; `code` is of the problem told (empty: its table is read, and nothing else)."""

    id: str
    tries: str
    name: str
    code: str
    lay: Lay


class Command:
    """Runs a command when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.trace}",)


def written(content: bytes) -> Lay:
    return lambda path, _setting: path.write_bytes(content)


def part(name: str, text: Callable[[Setting], str]) -> Lay:
    """A sound workbook with one part more, or another instead."""

    def lay(path: Path, setting: Setting) -> None:
        content = text(setting).encode()
        book = made.xlsx()
        if name in zipfile.ZipFile(io.BytesIO(book)).namelist():
            path.write_bytes(made.rewritten(book, {name: lambda _old: content.decode()}))
        else:
            path.write_bytes(made.with_member(book, name, content))

    return lay


def entity(setting: Setting) -> str:
    declared = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{setting.secret.as_uri()}">]>'
    return f'<?xml version="1.0"?>{declared}<sst><si><t>&x;</t></si></sst>'


def remote_entity(setting: Setting) -> str:
    address = f"http://127.0.0.1:{setting.port}/x.dtd"
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % x SYSTEM "{address}"> %x;]><sst><si><t>a</t></si></sst>'


def relationship(setting: Setting) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
        f'Type="{kind}" Target="http://127.0.0.1:{setting.port}/classeur.xlsx" TargetMode="External"/></Relationships>'
    )


def many_sheets() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for number in range(600):
        book.create_sheet(f"s{number}").append([number])
    return made.saved(book)


def many_parts() -> bytes:
    stream = io.BytesIO(made.xlsx())
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/media/{number}.png", b"x")
    return stream.getvalue()


def shared_text() -> bytes:
    """One long text that forty thousand cells share: six hundred kilobytes that stand for twelve hundred megabytes."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 40_002))
    space = "http://schemas.openxmlformats.org"
    text = f'<sst xmlns="{space}/spreadsheetml/2006/main"><si><t>{"ab" * 15_000}</t></si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = f"{space}/officeDocument/2006/relationships/sharedStrings"
    related = f'<Relationship Id="r9" Type="{relation}" Target="sharedStrings.xml"/>'
    declared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
    parts = {
        "xl/worksheets/sheet1.xml": lambda xml: re.sub("(<sheetData>).*(</sheetData>)", rf"\1{rows}\2", xml),
        "[Content_Types].xml": lambda xml: xml.replace("</Types>", f"{declared}</Types>"),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", f"{related}</Relationships>"),
    }
    return made.with_member(made.rewritten(made.xlsx(), parts), "xl/sharedStrings.xml", text.encode())


def nested() -> bytes:
    return made.sheet_xml(
        made.xlsx(), lambda xml: xml.replace("</sheetData>", "</sheetData>" + "<a>" * 40_000 + "</a>" * 40_000)
    )


def spaces() -> bytes:
    """A cell that says it holds two thousand million spaces."""
    text = '<text:p>a<text:s text:c="2000000000"/></text:p>'
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return made.ods(f"{made.row_xml('ville')}<table:table-row>{cell}</table:table-row>")


def repeated(attribute: str) -> bytes:
    repeat = f'table:number-{attribute}-repeated="1048576000"'
    row = made.row_xml("Sceaux", attributes=repeat)
    if attribute == "columns":
        row = f"<table:table-row>{made.cell_xml('Sceaux', repeat)}</table:table-row>"
    return made.ods(made.row_xml("ville") + row)


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def parquet_bomb() -> bytes:
    """A hundred kilobytes that stand for twenty gigabytes of text."""
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, dtype="int32")), pa.array(["x" * 10_000]))
    return parquet(pa.table({"ville": texts}))


def pickled_type(path: Path, setting: Setting) -> None:
    """A column type that older readers unpickled."""
    about = {
        b"ARROW:extension:name": b"arrow.py_extension_type",
        b"ARROW:extension:metadata": pickle.dumps(Command(setting.trace)),
    }
    column = pa.field("ville", pa.string(), metadata=about)
    path.write_bytes(parquet(pa.table([pa.array(["Sceaux"])], schema=pa.schema([column]))))


def pickled(path: Path, setting: Setting) -> None:
    path.write_bytes(pickle.dumps(Command(setting.trace)))


def pickled_cells(path: Path, setting: Setting) -> None:
    path.write_bytes(parquet(pa.table({"ville": pa.array([pickle.dumps(Command(setting.trace))])})))


def pickled_array(path: Path, setting: Setting) -> None:
    with path.open("wb") as stream:
        np.save(stream, np.array([Command(setting.trace)], dtype=object), allow_pickle=True)


def one_gigabyte_line(path: Path, _setting: Setting) -> None:
    """A line of a gigabyte; the file system keeps only its beginning."""
    path.write_bytes(b"ville,n\n")
    os.truncate(path, 1 << 30)


def link(path: Path, setting: Setting) -> None:
    path.symlink_to(setting.secret)


def device(path: Path, _setting: Setting) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path, _setting: Setting) -> None:
    os.mkfifo(path)


def folder(path: Path, _setting: Setting) -> None:
    path.mkdir()


NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
XLSX, ODS, CSV, PARQUET = "villes.xlsx", "villes.ods", "villes.csv", "villes.parquet"
STRINGS = "xl/sharedStrings.xml"
HEAD = b"ville,n\n"

FILES = [
    HostileFile("xlsx-zip-bomb", "forty megabytes packed", XLSX, "CLA-001", written(made.zip_bomb())),
    HostileFile("xlsx-zip-bomb-media", "a bomb in a picture", XLSX, "CLA-001", written(made.zip_bomb("xl/a.png"))),
    HostileFile("xlsx-parts", "too many parts", XLSX, "CLA-001", lambda p, s: p.write_bytes(many_parts())),
    HostileFile("xlsx-sheets", "hundreds of sheets", XLSX, "CLA-007", lambda p, s: p.write_bytes(many_sheets())),
    HostileFile("xlsx-shared-text", "a text in every cell", XLSX, "CLA-001", lambda p, s: p.write_bytes(shared_text())),
    HostileFile("xlsx-far-cell", "a cell at the end of the sheet", XLSX, "CLA-009", written(made.far_cell())),
    HostileFile("xlsx-false-dimension", "a sheet that says it is smaller", XLSX, "", written(made.false_dimension())),
    HostileFile("xlsx-out-of-order", "a row that readers lose", XLSX, "CLA-002", written(made.out_of_order())),
    HostileFile("xlsx-nested-xml", "forty thousand elements deep", XLSX, "", lambda p, s: p.write_bytes(nested())),
    HostileFile("xlsx-laughs", "entities that multiply", XLSX, "CLA-005", written(made.laughing_xlsx())),
    HostileFile("xlsx-laughs-16", "the same in UTF-16", XLSX, "CLA-005", written(made.laughing_xlsx("utf-16"))),
    HostileFile("xlsx-entity", "a file read by an entity", XLSX, "CLA-005", part(STRINGS, entity)),
    HostileFile("xlsx-entity-book", "the same in the workbook", XLSX, "CLA-005", part("xl/workbook.xml", entity)),
    HostileFile("xlsx-entity-types", "the same in the types", XLSX, "CLA-005", part("[Content_Types].xml", entity)),
    HostileFile("xlsx-remote-entity", "a document that is fetched", XLSX, "CLA-005", part(STRINGS, remote_entity)),
    HostileFile(
        *("xlsx-external-link", "a workbook that is fetched", XLSX, ""),
        part("xl/externalLinks/_rels/externalLink1.xml.rels", relationship),
    ),
    HostileFile("xlsx-macro", "a macro", XLSX, "", part("xl/vbaProject.bin", lambda s: "Sub A()")),
    HostileFile("xlsx-path", "a part that is written above", XLSX, "", part("../../../crossed", lambda s: "x")),
    HostileFile("xlsx-types", "false types", XLSX, "CLA-002", part("[Content_Types].xml", lambda s: "<Types/>")),
    HostileFile("xlsx-no-xml", "a sheet that is no XML", XLSX, "CLA-002", part("xl/workbook.xml", lambda s: "bonjour")),
    HostileFile("xlsx-embedded", "a workbook in the workbook", XLSX, "CLA-004",
                written(made.with_member(made.xlsx(), "xl/embeddings/a.xlsx", made.xlsx()))),
    HostileFile("xlsx-cut", "half a workbook", XLSX, "CLA-002", written(made.xlsx()[:3000])),
    HostileFile("xlsx-locked", "a password", XLSX, "CLA-003", written(made.locked())),
    HostileFile("xlsx-old", "an old workbook", XLSX, "FIC-011", written(b"\xd0\xcf\x11\xe0" + b"\0" * 600)),
    HostileFile("xlsx-page", "a web page", XLSX, "FIC-011", written(b"<html><script>alert(1)</script></html>")),
    HostileFile("xlsx-is-ods", "another workbook", XLSX, "FIC-011", written(made.ods_of())),
    HostileFile("xlsx-formula", "a formula without value", XLSX, "CLA-014", written(made.without_formula_values())),
    HostileFile("xlsm", "a workbook with macros", "villes.xlsm", "FIC-010", written(made.xlsx())),
    HostileFile("ods-rows", "a row repeated without end", ODS, "CLA-009", written(repeated("rows"))),
    HostileFile("ods-columns", "a cell repeated without end", ODS, "CLA-009", written(repeated("columns"))),
    HostileFile("ods-spaces", "two thousand million spaces", ODS, "CLA-006", written(spaces())),
    HostileFile("ods-laughs", "entities that multiply", ODS, "CLA-005",
                written(made.ods(made.row_xml("&b;"), doctype=made.LAUGHS))),
    HostileFile("ods-locked", "a password", ODS, "CLA-003",
                written(made.ods(made.row_xml("x"), manifest="<encryption-data/>"))),
    HostileFile("ods-cut", "half a workbook", ODS, "CLA-002", written(made.ods_of()[:-100])),
    HostileFile("csv-null", "a null character", CSV, "FIC-005", written(HEAD + b"Sce\0aux,1\n")),
    HostileFile("csv-utf-16", "UTF-16", CSV, "FIC-005", written("ville,n\nSceaux,1\n".encode("utf-16"))),
    HostileFile("csv-utf-16-bare", "UTF-16 unannounced", CSV, "FIC-005", written("ville,n\nA,1\n".encode("utf-16-be"))),
    HostileFile("csv-mixed", "two encodings", CSV, "FIC-006", written(HEAD + "é".encode() + b"\x81\xe9,1\n")),
    HostileFile("csv-open-quote", "a quote left open", CSV, "FIC-009", written(HEAD + b'"' + b"abc,1\n" * 50_000)),
    HostileFile("csv-huge-cell", "a cell of two hundred thousand signs", CSV, "FIC-009",
                written(HEAD + b"x" * 200_000 + b",1\n")),
    HostileFile("csv-huge-header", "the same in the first line", CSV, "FIC-009",
                written(b"v" * 200_000 + b",n\nSceaux,1\n")),
    HostileFile("csv-wide", "five million columns", CSV, "FIC-013",
                lambda p, s: p.write_bytes(HEAD + b"," * 5_000_000 + b"\n")),
    HostileFile("csv-wide-header", "the same in the first line", CSV, "FIC-013",
                lambda p, s: p.write_bytes(b"ville,n" + b"," * 5_000_000 + b"\na,1\n")),
    HostileFile("csv-gigabyte", "one line of a gigabyte", CSV, "FIC-013", one_gigabyte_line),
    HostileFile("csv-is-workbook", "a workbook", CSV, "FIC-005", written(made.xlsx())),
    HostileFile("csv-is-compressed", "a compressed file", CSV, "FIC-005", written(b"\x1f\x8b\x08" + b"x" * 50)),
    HostileFile("csv-link", "a link to another file", CSV, "FIC-003", link),
    HostileFile("csv-device", "a link to a device without end", CSV, "FIC-003", device),
    HostileFile("csv-pipe", "a pipe that nobody writes to", CSV, "FIC-003", pipe),
    HostileFile("csv-folder", "a folder", CSV, "FIC-003", folder),
    HostileFile("parquet-bomb", "twenty gigabytes in a hundred kilobytes", PARQUET, "FIC-013",
                lambda p, s: p.write_bytes(parquet_bomb())),
    HostileFile("parquet-cut", "the start of a file", PARQUET, "FIC-012", written(b"PAR1" + b"\0" * 40)),
    HostileFile("parquet-pickled-type", "an object in the type of a column", PARQUET, "", pickled_type),
    HostileFile("parquet-pickled-cells", "objects in cells", PARQUET, "FIC-014", pickled_cells),
    HostileFile("parquet-lists", "lists in cells", PARQUET, "FIC-014", written(parquet(pa.table({"ville": [["a"]]})))),
    HostileFile("pickle", "an object", "villes.pkl", "FIC-010", pickled),
    HostileFile("pickle-as-parquet", "an object under another name", PARQUET, "FIC-011", pickled),
    HostileFile("pickle-as-csv", "an object under another name", CSV, "FIC-005", pickled),
    HostileFile("numpy", "an array of objects", "villes.npy", "FIC-010", pickled_array),
    HostileFile("notebook", "a notebook as data", "villes.ipynb", "FIC-010", written(NOTEBOOK)),
    HostileFile("archive", "an archive", "villes.zip", "FIC-010", written(made.xlsx())),
    HostileFile("program", "a program", "villes.py", "FIC-010", written(b"import os")),
    HostileFile("page", "a web page", "villes.html", "FIC-010", written(b"<script>")),
    HostileFile("two-extensions", "an extension behind another", "villes.csv.exe", "FIC-010", written(b"MZ")),
]  # fmt: skip
