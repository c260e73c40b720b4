from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.booklet.documents import document
from pipeline.booklet.english.door import FRENCH_DOOR
from pipeline.booklet.frame.audience_parts import parts_for
from pipeline.booklet.frame.summary_pages import PRUDENCE, Candidate, big_figures, stage_summary
from pipeline.errors import ParamsError
from tests.conftest import ROOT
from tests.fixtures.framed import COUNT, FEW, SHARE, framed_release

OPENINGS = sorted((ROOT / "reports/openings").glob("**/*.qmd"))

FIGURES = """\
figures:
  - {fact: sample-nothing, words: x}
  - {fact: sample-few, words: trop peu}
  - {fact: sample-interviews, words: entretien mené/entretiens menés}
  - {fact: sample-agents, words: des personnes sont des agents}
"""


@pytest.fixture
def openings(tmp_path: Path) -> Path:
    texts = tmp_path / "openings"
    (texts / "monday").mkdir(parents=True)
    for theme in ("sample", "beta", "gamma"):
        (texts / f"{theme}.qmd").write_text(f"{theme}\n", encoding="utf-8")
        (texts / f"monday/{theme}.qmd").write_text(f"- {theme}\n", encoding="utf-8")
    (texts / "figures.yml").write_text(FIGURES, encoding="utf-8")
    return texts


def staged(tmp_path: Path, openings: Path, chapters: list[str], *, is_alone: bool = False) -> str:
    release = framed_release(tmp_path / "release", {"sample": [COUNT, SHARE, FEW]})
    target = tmp_path / "project"
    (target / "generated").mkdir(parents=True)
    stage_summary(openings, release, chapters, FRENCH_DOOR, target, is_alone=is_alone)
    return (target / "generated/summary.qmd").read_text(encoding="utf-8")


def test_figures_findings_and_actions_follow_the_chapters(tmp_path: Path, openings: Path) -> None:
    text = staged(tmp_path, openings, ["gamma", "delta", "sample"])
    wanted = ("# L’essentiel", "**[15](#fait-sample-interviews)**", "## Ce qu’il faut retenir", "../openings/gamma.qmd")
    wanted += ("../openings/sample.qmd", "## Que faire lundi", "../monday/gamma.qmd", "../monday/sample.qmd")
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert "beta" not in text
    assert (tmp_path / "project/monday/gamma.qmd").read_text(encoding="utf-8") == "- gamma\n"


def test_two_pages_one_to_know_and_one_to_act(tmp_path: Path, openings: Path) -> None:
    for kind in ("lead", "limits"):
        (openings / kind).mkdir()
        for theme in ("gamma", "sample"):
            (openings / kind / f"{theme}.qmd").write_text(f"{kind}\n", encoding="utf-8")
    first, second, _ = staged(tmp_path, openings, ["gamma", "sample"]).split("::: {.page-break}")
    assert re.findall(r"\.\./(\w+/\w+)\.qmd", first) == ["lead/gamma", "openings/gamma", "openings/sample"]
    assert re.findall(r"\.\./(\w+/\w+)\.qmd", second) == [
        "monday/gamma",
        "monday/sample",
        "limits/gamma",
        "limits/sample",
    ]


def test_a_summary_alone_warns_only_of_chapters_that_it_tells_of(tmp_path: Path, openings: Path) -> None:
    (openings / "limits").mkdir()
    for theme in ("gamma", "delta", "sample"):
        (openings / f"limits/{theme}.qmd").write_text("limits\n", encoding="utf-8")
    for theme in ("gamma", "sample"):
        (openings / f"{theme}.qmd").unlink()
        (openings / f"monday/{theme}.qmd").unlink()
    chapters = ["gamma", "delta", "sample"]
    assert re.findall(r"limits/(\w+)", staged(tmp_path / "all", openings, chapters)) == chapters
    alone = staged(tmp_path / "alone", openings, chapters, is_alone=True)
    assert re.findall(r"limits/(\w+)", alone) == ["sample"], "a large figure tells of it"


def test_actions_that_rest_on_no_number_are_told_to_be_prudence(tmp_path: Path, openings: Path) -> None:
    assert PRUDENCE["none"] in staged(tmp_path / "none", openings, ["gamma", "sample"])
    resting = "- Faites, {{< var sample-interviews >}} fois.\n"
    (openings / "monday/gamma.qmd").write_text(resting, encoding="utf-8")
    assert PRUDENCE["some"] in staged(tmp_path / "some", openings, ["gamma", "sample"])
    text = staged(tmp_path / "all", openings, ["gamma"])
    assert not any(words in text for words in PRUDENCE.values())


def test_without_an_action_or_a_limit_there_is_one_page(tmp_path: Path, openings: Path) -> None:
    for path in (openings / "monday").iterdir():
        path.unlink()
    assert staged(tmp_path, openings, ["gamma"]).count("page-break") == 1


def test_a_large_figure_agrees_and_keeps_its_base_with_its_words(tmp_path: Path, openings: Path) -> None:
    text = staged(tmp_path, openings, ["sample"])
    assert "- **[15](#fait-sample-interviews)** entretiens menés" in text
    assert "- **[67\u202f\\%](#fait-sample-agents)** des personnes sont des agents \\(10\u00a0sur\u00a015\\)" in text
    assert "sample-few" not in text, "a hidden number is not worth large print"


def test_a_count_may_be_printed_of_another_and_words_may_print_a_base(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT, SHARE]})
    asked = [Candidate(fact="sample-interviews", of="sample-interviews", words="vu/vus ({sample-interviews} en tout)")]
    assert big_figures(release, asked, ["sample"]) == [
        "- **[15](#fait-sample-interviews)\u00a0sur\u00a0[15](#fait-sample-interviews)** vus "
        "\\([15](#fait-sample-interviews) en tout\\)"
    ]
    absent = [Candidate(fact="sample-interviews", of="sample-absent", words="vus")]
    assert big_figures(release, absent, ["sample"]) == []


def test_what_a_cohort_cannot_say_leaves_its_place_to_what_it_can(tmp_path: Path, openings: Path) -> None:
    (openings / "monday/gamma.qmd").write_text('- [Faites.]{when="sample-interviews > 99"}\n', encoding="utf-8")
    (openings / "beta.qmd").write_text('[Vu.]{when="sample-interviews > 14"}\n', encoding="utf-8")
    text = staged(tmp_path, openings, ["beta", "gamma"])
    assert "../monday/gamma.qmd" not in text
    assert (tmp_path / "project/openings/beta.qmd").read_text(encoding="utf-8") == "Vu.\n"


def test_nothing_to_say_is_an_empty_page(tmp_path: Path) -> None:
    assert staged(tmp_path, tmp_path / "absent", ["sample"]) == ""


def test_no_more_than_five_figures_and_only_of_chapters_shown(tmp_path: Path) -> None:
    release = framed_release(tmp_path, {"sample": [COUNT]})
    candidates = [Candidate(fact="sample-interviews", words="a")] * 7
    assert len(big_figures(release, candidates, ["sample"])) == 5
    assert big_figures(release, candidates, ["other"]) == []


def test_five_findings_are_told_the_preferred_ones_in_the_order_of_the_booklet(tmp_path: Path, openings: Path) -> None:
    chapters = ["one", "two", "three", "four", "beta", "gamma"]
    for theme in chapters[:4]:
        (openings / f"{theme}.qmd").write_text(f"{theme}\n", encoding="utf-8")
    path = openings / "figures.yml"
    path.write_text(f"{FIGURES}findings: [gamma, absent, three, sample]\n", encoding="utf-8")
    text = staged(tmp_path, openings, chapters)
    assert re.findall(r"openings/(\w+)\.qmd", text) == ["one", "two", "three", "four", "gamma"]
    assert not (tmp_path / "project/openings/beta.qmd").exists()


def test_no_more_than_five_actions(tmp_path: Path, openings: Path) -> None:
    chapters = ["one", "two", "three", "beta", "gamma", "sample"]
    for theme in chapters[:3]:
        (openings / f"monday/{theme}.qmd").write_text(f"- {theme}\n", encoding="utf-8")
    text = staged(tmp_path, openings, chapters)
    assert re.findall(r"monday/(\w+)\.qmd", text) == ["one", "two", "three", "beta", "gamma"]


def test_a_slip_in_the_list_is_told_with_its_line(tmp_path: Path, openings: Path) -> None:
    (openings / "figures.yml").write_text("figures:\n  - {fact: sample-interviews}\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"figures\.yml, line 2: missing key « figures\.0\.words »"):
        staged(tmp_path, openings, ["sample"])


@pytest.mark.parametrize("path", OPENINGS, ids=lambda path: str(path.relative_to(ROOT / "reports/openings")))
def test_openings_refer_to_parts_that_their_booklet_shows(path: Path) -> None:
    booklet = document(path.relative_to(ROOT / "reports/openings").parts[0], ROOT / "reports")
    texts = booklet.texts(ROOT / "reports") / "chapters"
    own = (ROOT / "reports" / booklet.path).read_text(encoding="utf-8")
    chapter = (texts / path.name).read_text(encoding="utf-8") if booklet.has_chapters else ""
    shown = set(re.findall(r"\{#(sec-[\w-]+)\}", own + parts_for(chapter, booklet.names)))
    assert set(re.findall(r"@(sec-[\w-]+)", path.read_text(encoding="utf-8"))) <= shown


def test_each_finding_says_which_chapter_it_comes_from(tmp_path: Path, openings: Path) -> None:
    (openings / "city_pages.qmd").write_text("city\n", encoding="utf-8")
    text = staged(tmp_path, openings, ["gamma", "city_pages"])
    assert '::: {.finding chapter="gamma"}\n{{< include ../openings/gamma.qmd >}}\n:::' in text
    assert '::: {.finding chapter="city-pages"}\n{{< include ../openings/city_pages.qmd >}}\n:::' in text
