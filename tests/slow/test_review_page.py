"""The review page in a real browser: no accessibility fault, nothing of a page runs in it, and it works without a script.

Needs chromium (or google-chrome) and npm on PATH; axe-core and playwright-core are installed into the cache of pytest.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from toolbox import run, succeed

from browser import browser, listening, open_page
from hostile import OWNED, forged, hostile_html
from newsarchive.formats import Format, render
from newsarchive.model import Article, RawPage
from newsarchive.pipeline import clean

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser() is None, reason="neither chromium nor google-chrome is on PATH"),
]

ROOT = Path(__file__).parents[2]
PACKAGES = ("axe-core@4", "playwright-core@1")
SEEDS = ("seed.txt", "harbour-bridge.html", "front-page.html", "hafenfest.txt", "night-market.txt")

CHECK = """
const {chromium} = require("playwright-core"), fs = require("fs");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
(async () => {
  const browser = await chromium.launch({executablePath: process.argv[2], args: ["--no-sandbox", "--disable-gpu"]});
  const found = [];
  for (const url of process.argv.slice(3)) for (const colorScheme of ["light", "dark"]) for (const width of [1360, 420]) {
    const tab = await (await browser.newContext({colorScheme, viewport: {width, height: 900}})).newPage();
    const said = [];
    tab.on("console", message => said.push(message.text()));
    tab.on("pageerror", error => said.push(String(error)));
    await tab.goto(url);
    const {violations} = await tab.evaluate(axe + "; axe.run()");
    found.push({url, colorScheme, width, said, violations: violations.map(v => [v.id, v.impact, v.nodes[0].html])});
  }
  console.log(JSON.stringify(found));
  await browser.close();
})();
"""
USE = """
const {chromium} = require("playwright-core");
(async () => {
  const browser = await chromium.launch({executablePath: process.argv[2], args: ["--no-sandbox", "--disable-gpu"]});
  const tab = await (await browser.newContext({viewport: {width: 1360, height: 900}, javaScriptEnabled: false})).newPage();
  await tab.goto(process.argv[3]);
  const seen = selector => tab.locator(selector + " >> visible=true").count();
  const found = {rows: await seen(".row"), ads: await seen(".row.ad")};
  await tab.locator("label[for=show-ad]").click();
  found.without_ads = await seen(".row");
  await tab.locator("label[for=only-removed]").click();
  found.removed_alone = await seen(".row.kept");
  await tab.locator("button[type=reset]").click();
  found.after_reset = await seen(".row");
  const why = tab.locator(".row.ad .why").first();
  const height = async () => (await why.boundingBox()).height;
  found.hidden = await height();
  await tab.locator(".row.ad").first().hover();
  found.hovered = await height();
  await tab.mouse.move(5, 5);
  await tab.locator(".row.ad .number").first().focus();
  found.focused = await height();
  const part = tab.locator(".body .part").last();
  await part.locator(".origin").click();
  found.row = await tab.locator(".row:target").innerText();
  await tab.waitForTimeout(1000);  // smooth scrolling
  found.top = (await tab.locator(".row:target").boundingBox()).y;
  await tab.locator(".row:target .number").click();
  found.back = await tab.locator(".part:target").count();
  await tab.keyboard.press("Enter");
  found.url = tab.url();
  console.log(JSON.stringify(found));
  await browser.close();
})();
"""


@pytest.fixture(scope="module")
def tools(pytestconfig: pytest.Config) -> Path:
    """A folder with axe-core and playwright-core, which drives the browser that is there."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not on PATH")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("review-tools")
    if not (folder / "node_modules/axe-core/axe.min.js").exists():
        succeed(npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES, limit=300)
    return folder


def in_browser(tools: Path, program: str, *words: str) -> Any:
    (tools / "program.js").write_text(program, encoding="utf-8")
    return json.loads(succeed("node", tools / "program.js", str(browser()), *words, limit=300))


def cleaned(path: Path) -> Article:
    article = clean(RawPage(path.read_bytes(), path.as_uri()), explain=True)
    assert isinstance(article, Article)
    return article


def written(article: Article, path: Path) -> Path:
    path.write_text(render(article, Format.HTML), encoding="utf-8")
    return path


def test_axe_finds_no_fault_in_light_and_dark_wide_and_narrow(tools: Path, tmp_path: Path) -> None:
    golden = ROOT / "tests/golden"
    pages = [ROOT / "seeds" / name for name in SEEDS]
    pages += sorted(golden.glob("ar-right-to-left/page.*"))[:1]
    urls = [written(cleaned(page), tmp_path / f"{number}.html").as_uri() for number, page in enumerate(pages)]
    for found in in_browser(tools, CHECK, *urls):
        assert found["violations"] == [], found
        assert found["said"] == [], found


def test_it_works_with_scripts_switched_off(tools: Path, tmp_path: Path) -> None:
    found = in_browser(tools, USE, written(cleaned(ROOT / "seeds/seed.txt"), tmp_path / "seed.html").as_uri())
    assert found["ads"] == 3
    assert found["without_ads"] == found["rows"] - 3
    assert found["removed_alone"] == 0
    assert found["after_reset"] == found["rows"]
    assert found["hidden"] <= 1
    assert min(found["hovered"], found["focused"]) > 15
    assert "war-torn areas" in found["row"]
    assert 0 <= found["top"] < 900
    assert found["back"] == 1


def test_what_owns_a_browser_raw_does_nothing_in_the_review_page(tmp_path: Path) -> None:
    """The raw page is opened too: a trick that works nowhere would prove nothing."""
    raw = tmp_path / "raw.html"
    with listening() as beacon:
        raw.write_bytes(hostile_html(beacon.url))
        opened = open_page(raw, tmp_path / "profile-raw")
        assert OWNED in opened.dom.partition("</title>")[0] or beacon.asked
        beacon.asked.clear()
        review = written(forged(beacon.url), tmp_path / "review.html")
        opened = open_page(review, tmp_path / "profile-review")
        assert beacon.asked == []
        assert opened.console == ()


def test_the_screenshot_can_be_made_by_anyone(tmp_path: Path) -> None:
    picture = tmp_path / "review.png"
    done = run(sys.executable, ROOT / "docs/images/make_review_screenshot.py", "-o", picture)
    assert done.returncode == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000
