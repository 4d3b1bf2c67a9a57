"""Exports under the validators of the field: py-wacz and bagit.py, as their users run them."""

from __future__ import annotations

from pathlib import Path

import pytest
from toolbox import environment, make_archive, newsarchive, run, succeed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("validators"), ("wacz==0.6.0", "bagit==1.9.0", "setuptools<81"))


def test_py_wacz_finds_the_wacz_valid(archive: Path, tools: Path, tmp_path: Path) -> None:
    target = tmp_path / "news.wacz"
    newsarchive("export", "--archive", archive, "--to", "wacz", "-o", target)
    succeed(tools / "wacz", "validate", "-f", target)
    damaged = bytearray(target.read_bytes())
    damaged[200] ^= 1
    target.write_bytes(damaged)
    assert run(tools / "wacz", "validate", "-f", target).returncode != 0


def test_bagit_finds_the_bag_valid(archive: Path, tools: Path, tmp_path: Path) -> None:
    target = tmp_path / "bag"
    newsarchive("export", "--archive", archive, "--to", "bagit", "-o", target)
    succeed(tools / "bagit.py", "--validate", target)
    path = next((target / "data" / "segments").glob("*.warc.gz"))
    path.write_bytes(path.read_bytes() + b"x")
    assert run(tools / "bagit.py", "--validate", target).returncode != 0
