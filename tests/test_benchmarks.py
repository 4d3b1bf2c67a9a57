"""The benchmarks on two tiny pages of our own: the measure is pinned to figures worked out by hand, and the scripts run.

How good the figures are on real pages is no matter of these tests: benchmarks/RESULTS.md.
"""

from __future__ import annotations

import importlib
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from archives import ingest
from newsarchive.model import Article, Kind, Part, RawPage, Removed, Role, Where
from newsarchive.pipeline import clean

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not in the source distribution")

FERRY = [
    "Ferry landing opens after two winters of work",
    "The new landing took its first boat on Tuesday morning, and some two hundred people stood on it in the rain to see it.",
    "The harbour master, who had promised cake, kept her word; the band, which was to play, was kept at home by the storm.",
    "From Monday on a boat will leave every forty minutes, and on market days every twenty, as long as the river is free of ice.",
]
MARKET = [
    "夜市搬上渡船",
    "摊主和食客星期六晚上一起过江，渡船公司为此加开了三个班次，最后一班在午夜之后才靠岸。" * 2,
    "市场管理员说，如果天气允许，下个月还会再办一次，并且会多租一条船。" * 2,
]


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As top-level modules, and gone again afterwards: other folders may have a measure.py too."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    names = {path.stem for path in BENCHMARKS.glob("*.py")}
    before = {name: sys.modules.pop(name) for name in names & sys.modules.keys()}
    yield
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def page(name: str, language: str, lines: list[str], **more: object) -> dict[str, object]:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines[1:])
    html = (
        f"<html><head><title>{lines[0]}</title></head><body><ul><li><a href='/'>Home</a></li></ul><article><h1>{lines[0]}</h1>"
        f"{paragraphs}</article><p>Subscribe to our newsletter</p></body></html>"
    )
    gold = {"gold_text": "\n".join(lines), "gold_first_is_title": True, "gold_level": "human", "gold_cov_src": 1.0}
    return {"id": name, "lang": language, "html": html, "gold_title": lines[0]} | gold | more


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "pages").mkdir()
    found = [page("ferry", "en", FERRY), page("market", "zh", MARKET), page("doubtful", "en", FERRY, gold_cov_src=0.5)]
    with lzma.open(folder / "pages" / "tiny.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in found)
    return folder


def script(name: str, *arguments: str | Path) -> str:
    command = [sys.executable, BENCHMARKS / name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestTheMeasure:
    def test_counts_words_as_often_as_they_stand_in_both(self) -> None:
        score = module("measure").word_score("the cat and the hat", "The cat sat; the dog, the end.")
        assert score.precision == pytest.approx(3 / 5)  # the, cat, the
        assert score.recall == pytest.approx(3 / 7)
        assert score.f1 == pytest.approx(1 / 2)

    def test_counts_chinese_japanese_and_korean_by_character(self) -> None:
        assert module("measure").words("渡船 の 버스 No. 7") == ["渡", "船", "の", "버", "스", "no", "7"]
        assert module("measure").word_score("渡船", "渡江").f1 == pytest.approx(1 / 2)

    @pytest.mark.parametrize(("found", "gold", "f1"), [("", "", 1.0), ("x", "", 0.0), ("", "x", 0.0), ("x", "y", 0.0)])
    def test_gives_nothing_for_nothing(self, found: str, gold: str, f1: float) -> None:
        assert module("measure").word_score(found, gold) == (f1, f1, f1)

    def test_leaves_out_lines_that_repeat_the_headline(self) -> None:
        gold = module("measure").Gold("one two", "The Headline")
        assert module("measure").body_score("the headline!\none two", gold).f1 == 1.0
        assert module("measure").body_score("the headline is\none two", gold).precision == pytest.approx(2 / 5)

    def test_lets_optional_lines_be_there_or_not(self) -> None:
        gold = module("measure").Gold("one two\nReporting by nobody", optional=("reporting by Nobody",))
        assert module("measure").body_score("one two", gold).f1 == 1.0
        assert module("measure").body_score("one two\nReporting by nobody", gold).f1 == 1.0

    def test_lets_the_standfirst_be_there_or_not(self) -> None:
        gold = module("measure").Gold
        assert module("measure").article_score("one two", "three", gold("one two")).f1 == 1.0
        assert module("measure").article_score("one two", "three", gold("three\none two")).f1 == 1.0

    def test_weighs_every_set_alike(self) -> None:
        score = module("measure").Score
        rows, mean = module("measure").by_set(
            {"small": [score(1, 1, 1)], "large": [score(0, 0, 0), score(0.5, 0.5, 0.5)]}
        )
        assert rows["large"].f1 == 0.25
        assert mean.f1 == 0.625


class TestTheCorpus:
    def test_only_pages_with_trusted_gold_are_measured(self, corpus: Path) -> None:
        assert [found["id"] for found in module("corpus").pages(corpus, "tiny")] == ["ferry", "market"]
        assert len(list(module("corpus").pages(corpus, "tiny", 1))) == 1

    def test_the_gold_headline_is_no_body(self) -> None:
        gold = module("corpus").gold_of(page("ferry", "en", FERRY))
        assert gold.title == FERRY[0]
        assert gold.text == "\n".join(FERRY[1:])

    def test_a_set_that_is_not_there_is_named(self, corpus: Path) -> None:
        with pytest.raises(SystemExit, match=r"other\.jsonl\.xz is missing; .* there is tiny"):
            list(module("corpus").pages(corpus, "other"))

    def test_a_title_stands_on_a_page_where_its_words_do(self) -> None:
        assert module("corpus").is_line("The end!", "one\n the END \ntwo")
        assert not module("corpus").is_line("The end", "this is the end")
        assert module("corpus").is_within("The end", "this is\nthe\nend")
        assert not module("corpus").is_within("", "anything")


class TestCalibration:
    def test_what_is_body_and_gold_or_neither_is_rightly_placed(self) -> None:
        article = clean(RawPage(b"Any page.", "file:///page"))
        assert isinstance(article, Article)
        headline, first, second, third = FERRY
        article = replace(
            article,
            body=tuple(Part(Kind.PARAGRAPH, text, (n, n), "") for n, text in ((3, first), (4, second))),
            removed=(Removed(Role.AD, third, (5, 5), ""), Removed(Role.COMMENT_FORM, "Leave a comment", (6, 6), "")),
            where={
                "headline": Where((1, 1), headline, ""),
                "standfirst": Where((2, 2), "Two hundred stood in the rain", ""),
            },
        )
        total = sum(map(len, [*FERRY, "Two hundred stood in the rain", "Leave a comment"]))
        gold, rightly_placed = module("measure").Gold, module("calibration").rightly_placed
        assert rightly_placed(article, gold(f"{first}\n{second}")) == 1.0
        assert rightly_placed(article, gold(f"{second}\n{third}")) == pytest.approx(1 - len(first + third) / total)
        assert rightly_placed(article, gold(f"{second}\n{third}", optional=(first, third))) == 1.0

    def test_the_error_is_the_mean_distance_of_the_bins(self) -> None:
        calibration = module("calibration")
        points = [
            calibration.Point(*figures) for figures in ((0.92, 1.0, 1), (0.98, 0.8, 1), (1.0, 0.9, 1), (0.3, 0.5, 0))
        ]
        bins = calibration.reliability(points)
        assert [(found.low, found.pages) for found in bins] == [(0.3, 1), (0.9, 3)]
        assert calibration.expected_error(bins) == pytest.approx((0.2 + 3 * abs(2.9 / 3 - 0.9)) / 4)


class TestTheModels:
    def test_a_page_is_labelled_with_the_models_of_its_fold(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def using(*, text: Path, html: Path) -> AbstractContextManager[tuple[Path, Path]]:
            return nullcontext((text, html))

        network = ModuleType("newsarchive.label.network")
        monkeypatch.setattr(network, "using", using, raising=False)
        monkeypatch.setitem(sys.modules, "newsarchive.label.network", network)
        with module("models").using(tmp_path, 3) as chosen:
            assert chosen == (tmp_path / "text-3.npz", tmp_path / "html-3.npz")
        with module("models").using(None, None) as chosen:
            assert chosen is None

    def test_a_folder_that_lacks_a_model_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match="holds no"):
            module("models").check(tmp_path)
        (tmp_path / "text-0.npz").touch()
        with pytest.raises(SystemExit, match=r"html-0\.npz is missing"):
            module("models").check(tmp_path)


class TestTheScripts:
    def test_extraction_measures_every_system_on_every_page(self, corpus: Path, tmp_path: Path) -> None:
        systems = ["everything", "ours-html", "ours-text", "trafilatura"]
        written = tmp_path / "results.jsonl"
        options = ("--sets", "tiny", "--renderings", "bs4", "--systems", ",".join(systems), "--jobs", "2")
        printed = script("extraction.py", corpus, *options, "--json", written)
        results = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
        assert [(r["id"], r["system"]) for r in results] == [(p, s) for p in ("ferry", "market") for s in systems]
        kept = next(r for r in results if r["system"] == "everything")
        assert kept["recall"] == 1.0 > kept["precision"]
        assert all(r["headline"] is not None for r in results if r["system"] != "everything")
        assert "| newsarchive, text | bs4 |" in printed
        assert "expected calibration error" in printed
        assert not any(line in printed or line in written.read_text(encoding="utf-8") for line in FERRY + MARKET)

    def test_speed_compares_with_trafilatura(self, corpus: Path) -> None:
        printed = script(
            "speed.py", corpus, "--sets", "tiny", "--rounds", "1", "--rendering", "bs4", "--start-ups", "0"
        )
        rows = [
            [cell.strip() for cell in line.split("|")[1:-1]] for line in printed.splitlines() if line.startswith("|")
        ]
        ratios = {row[0]: row[-1] for row in rows[2:]}
        assert ratios["trafilatura.extract, HTML"] == "1.0"
        assert float(ratios["newsarchive, text to JSON"]) > 0


def test_failures_of_a_scale_run_are_counted_by_stage_and_reason(tmp_path: Path) -> None:
    ingest(tmp_path, [RawPage(b"", f"https://news.example/{number}") for number in range(3)])
    assert module("scale").failures(tmp_path) == {("source", "empty (0 bytes)"): 3}


def test_the_peak_of_a_process_is_kept_when_it_gives_its_memory_back() -> None:
    assert module("scale")._later(("worker", 1.0, 500), ("worker", 2.0, 10)) == ("worker", 2.0, 500)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_process_that_has_ended_tells_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie now
        assert module("scale")._state(process.pid, 0) is None
