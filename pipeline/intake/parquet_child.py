"""The process that reads a Parquet file first, limited in memory and time: what fails here is read nowhere else.

Started as `python -m pipeline.intake.parquet_child {"limits": …, "rows": …}`, the file on standard input; it is read so
many rows at a time, or all at once for 0, as it will be. A few bytes may unpack to more
than any machine holds, and nothing that the file says of itself tells how much.
"""

from __future__ import annotations

import json
import sys

from pipeline.intake.deliveries import Reader
from pipeline.intake.parquet_files import parsed_in_pieces
from pipeline.intake.problems import Findings, Place
from pipeline.intake.workbooks.child import OUT_OF_MEMORY, restrict
from pipeline.intake.workbooks.limits import Limits


def main() -> None:
    """Entry of the child process."""
    given = json.loads(sys.argv[1])
    content = sys.stdin.buffer.read()
    restrict(Limits(**given["limits"]))
    reader = Reader(delimiter=",", encoding="utf-8", decimal=".", date_format="YYYY-MM-DD")
    try:
        for _ in parsed_in_pieces(content, reader, Findings(Place("", "")), (), given["rows"]):
            pass
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
