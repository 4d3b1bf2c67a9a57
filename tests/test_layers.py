"""The layers of the package, held: what may import what, and what only the outermost layer may touch.

Read from the source with ``ast``, so that lazy imports inside functions count too; those under ``if TYPE_CHECKING`` do not,
they never run. A new module of the package must find its place in the table below. Behaviour is not tested here.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import newsarchive

ROOT = Path(newsarchive.__file__).parent

LAYERS = {
    "errors": 0,
    "model": 0,
    "software": 0,
    "patterns": 0,
    "digest": 1,
    "textnorm": 1,
    "sources": 2,
    "decode": 2,
    "label": 2,
    "fields": 2,
    "verdict": 3,
    "assemble": 3,
    "pipeline": 4,
    "formats": 4,
    "engines": 5,
    "archive": 5,
    "cli": 6,
    "__main__": 7,
}
"""Module or package right below ``newsarchive`` -> layer. Imports go to lower layers, or stay within a package."""

NEIGHBOURS = {("fields", "label"), ("assemble", "verdict"), ("archive", "engines")}
"""The imports within a layer that are meant: who, whom."""

EDGE = {"cli", "__main__"}
"""What may know of terminals, the clock, chance and the environment."""

CLOCK_AND_CHANCE = {
    "os.environ", "os.getenv", "os.environb", "os.urandom", "os.getlogin", "time.time", "time.time_ns", "time.gmtime",
    "time.localtime", "time.ctime", "time.strftime", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.date.today", "uuid.uuid1", "uuid.uuid4", "locale.getlocale", "locale.setlocale",
    "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "socket.gethostname", "os.uname", "platform.node",
}  # fmt: skip
MEANT = {("newsarchive.archive.layout", "uuid.uuid4")}
"""Exceptions: an archive's own id is drawn by lot, once; nothing that is archived depends on it."""

FOR_THE_EDGE_ONLY = {"click", "random", "secrets", "argparse", "locale", "getpass"}
HEAVY = {
    "bs4",
    "lxml",
    "trafilatura",
    "zstandard",
    "fastwarc",
    "warcio",
    "sqlite3",
    "rfc8785",
    "multiprocessing",
    "ssl",
}
"""Libraries that cost start-up time: loaded by who uses them, when it does."""

LONGEST_MODULE = 300  # lines


class Import(NamedTuple):
    """One import that can run."""

    importer: str
    imported: str
    line: int


def modules() -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    names = {}
    for path in sorted(ROOT.rglob("*.py")):
        steps = path.relative_to(ROOT.parent).with_suffix("").parts
        names[".".join(steps[:-1] if steps[-1] == "__init__" else steps)] = path
    return names


MODULES = modules()


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def unit(module: str) -> str:
    """The row of the table that ``module`` falls under; "" for the package itself."""
    steps = module.split(".")
    return steps[1] if len(steps) > 1 else ""


def running(node: ast.AST) -> Iterator[ast.AST]:
    """``node`` and what is below it, without the branches that only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from running(child)


def imports(module: str) -> Iterator[Import]:
    """Every import of ``module``; ``from package import name`` is one of the submodule where there is one."""
    for node in running(tree(module)):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield Import(module, name if name in MODULES else str(node.module), node.lineno)


def is_room(module: str) -> bool:
    """Whether nothing but the use of an ``Archive`` loads the module."""
    return unit(module) in {"archive", "engines"} and module != "newsarchive.archive"


def inner_imports(module: str) -> list[Import]:
    return [each for each in imports(module) if each.imported.split(".")[0] == "newsarchive"]


def is_downward(each: Import) -> bool:
    source, target = unit(each.importer), unit(each.imported)
    if target == "" or source == target:
        return True
    return (source, target) in NEIGHBOURS or LAYERS[target] < LAYERS[source]


def test_every_module_has_its_place_in_the_table() -> None:
    assert {unit(module) for module in MODULES} - {""} == set(LAYERS)


@pytest.mark.parametrize("module", [module for module in MODULES if unit(module)])
def test_imports_go_strictly_downwards(module: str) -> None:
    assert [each for each in inner_imports(module) if not is_downward(each)] == []


def test_every_import_of_our_own_names_a_module_that_exists() -> None:
    missing = [each for module in MODULES for each in inner_imports(module) if each.imported not in MODULES]
    assert missing == []


def test_the_package_itself_is_asked_only_for_its_version() -> None:
    """Its two public names are for callers: within the package they would go round the layers."""
    asked = {
        alias.name
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and node.module == "newsarchive"
        for alias in node.names
        if f"newsarchive.{alias.name}" not in MODULES
    }
    assert asked <= {"__version__"}


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Lazy imports count, but for the package's own two, which load the public names when they are first used."""
    left = {name: {each.imported for each in inner_imports(name)} & set(MODULES) for name in MODULES if unit(name)}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("module", [module for module in MODULES if unit(module) not in EDGE])
def test_only_the_command_line_knows_terminal_clock_chance_and_environment(module: str) -> None:
    libraries = {each.imported.split(".")[0] for each in imports(module)}
    assert not libraries & FOR_THE_EDGE_ONLY
    dotted = {ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
    taken = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    known = {name for name in (dotted | taken) & CLOCK_AND_CHANCE if (module, name) not in MEANT}
    assert known == set()
    called = {
        node.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "input", "exec", "eval", "breakpoint"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short_and_begins_with_what_belongs_in_it(module: str) -> None:
    assert ast.get_docstring(tree(module)), "no docstring"
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", [module for module in MODULES if not is_room(module)])
def test_heavy_libraries_are_never_loaded_at_import(module: str) -> None:
    at_import = {node.lineno for node in tree(module).body}
    loaded = {each.imported.split(".")[0] for each in imports(module) if each.line in at_import}
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "program",
    [
        "import newsarchive",
        "import newsarchive.model, newsarchive.errors, newsarchive.textnorm, newsarchive.pipeline, newsarchive.sources",
        "import newsarchive.archive, newsarchive.formats, newsarchive.formats.articlejson, newsarchive.formats.schema",
        "import newsarchive.cli; newsarchive.cli.run(['--version'])",
        "import newsarchive.cli; newsarchive.cli.run(['clean', '--help'])",
    ],
)
def test_starting_up_loads_no_heavy_library(program: str) -> None:
    show = "import sys, json; json.dump(sorted({m.split('.')[0] for m in sys.modules}), sys.stderr)"
    done = subprocess.run([sys.executable, "-c", f"{program}\n{show}"], capture_output=True, check=True, timeout=60)
    assert not set(json.loads(done.stderr)) & HEAVY


def test_importing_the_package_loads_none_of_its_modules() -> None:
    show = "import sys; print(*[m for m in sys.modules if m.startswith('newsarchive.')], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"import newsarchive\n{show}"], capture_output=True, check=True, timeout=60
    )
    assert done.stderr.split() == []
