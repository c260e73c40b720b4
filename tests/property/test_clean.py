"""However a delivery is written, the clean values are the same: order, delimiter, encoding, line ends."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.intake.deliveries import Delivery, Reader, load_deliveries
from pipeline.intake.problems import Findings, Place
from pipeline.intake.reading import Expected, read_sheet
from pipeline.intake.values import Writing
from pipeline.paths import CohortPaths
from pipeline.tables import PROVENANCE, TABLES
from tests.conftest import ROOT

COHORT = CohortPaths("qmi-1", ROOT)
DECLARED = {delivery.file: delivery for delivery in load_deliveries(COHORT).deliveries}
WRITING = Writing(".", "YYYY-MM-DD")


def clean_values(content: bytes, delivery: Delivery, reader: Reader) -> pd.DataFrame:
    """The clean table of a file, in the order of its key, without where each row came from."""
    findings = Findings(Place("equipe", "Équipe", delivery.file, delivery.table))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / delivery.file
        path.write_bytes(content)
        sheet = read_sheet(path, delivery, Expected(TABLES[delivery.table], reader), findings)
    assert sheet is not None
    assert not findings.problems
    tables, _ = clean({delivery.table: sheet.frame}, {delivery.file: WRITING}, TABLES)
    key = list(TABLES[delivery.table].key)
    return tables[delivery.table].drop(columns=list(PROVENANCE)).sort_values(key, ignore_index=True)


def reader(delimiter: str = ",", encoding: str = "utf-8") -> Reader:
    return Reader(delimiter=delimiter, encoding=encoding, decimal=".", date_format="YYYY-MM-DD")  # type: ignore[arg-type]


@pytest.mark.parametrize("file", ["communes.csv", "qmi1_projects.csv", "replicability_scale.csv"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_writing_a_file_otherwise_changes_no_clean_value(file: str, data: st.DataObject) -> None:
    received = (COHORT.raw / file).read_bytes()
    header, *rows = csv.reader(io.StringIO(received.decode("utf-8"), newline=""))
    order = data.draw(st.permutations(range(len(header))), label="columns")
    shuffled = data.draw(st.permutations(rows), label="rows")
    delimiter = data.draw(st.sampled_from([",", ";", "\t"]), label="delimiter")
    encoding, codec = data.draw(st.sampled_from([("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("cp1252", "cp1252")]))
    line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([[row[position] for position in order] for row in [header, *shuffled]])
    rewritten = clean_values(text.getvalue().encode(codec), DECLARED[file], reader(delimiter, encoding))
    as_received = clean_values(received, DECLARED[file], reader())
    pd.testing.assert_frame_equal(rewritten, as_received)
