# Two commands do everything on a fresh machine with Python 3.11 or newer: `make run` and `make test`.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE ?= archive
SECONDS ?= 600
PAGES ?= 40
JOBS ?= 2
MOST = $(if $(PAGES),--pages $(PAGES))
HELD_OUT = $(if $(FOLDS),--folds "$(FOLDS)")

.PHONY: run test lint types check test-slow bench train scale soak fuzz clean

run: $(VENV)/.run
	$(BIN)/newsarchive ingest seeds --archive $(ARCHIVE)
	$(BIN)/newsarchive verify --archive $(ARCHIVE)
	$(BIN)/newsarchive list --archive $(ARCHIVE)
	@echo
	$(BIN)/newsarchive show file:///seeds/seed.txt --archive $(ARCHIVE)

test: lint types check

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

check: $(VENV)/.test
	$(BIN)/pytest -n auto

test-slow: $(VENV)/.test  ## other people's tools in environments of their own; minutes
	$(BIN)/pytest -m slow --timeout 900

bench: $(VENV)/.bench  ## needs CORPUS=folder, may have FOLDS=folder JOBS=2 PAGES=40 (empty: all); see benchmarks/README.md
	@test -n "$(CORPUS)" || { echo "make bench CORPUS=FOLDER: the folder of the corpus; see benchmarks/README.md"; exit 2; }
	$(BIN)/python benchmarks/extraction.py "$(CORPUS)" $(MOST) --jobs $(JOBS) $(HELD_OUT)
	$(BIN)/python benchmarks/headline.py "$(CORPUS)" $(MOST) $(HELD_OUT) --peers
	$(BIN)/python benchmarks/roles.py "$(CORPUS)/roles" $(HELD_OUT)
	$(BIN)/python benchmarks/planted.py "$(CORPUS)" $(MOST) $(HELD_OUT)
	$(BIN)/python benchmarks/fields.py "$(CORPUS)" $(MOST) $(HELD_OUT)
	$(BIN)/python benchmarks/links.py "$(CORPUS)" $(HELD_OUT)
	$(BIN)/python benchmarks/verdict.py "$(CORPUS)" $(MOST) $(HELD_OUT)
	$(BIN)/python benchmarks/sitememory.py "$(CORPUS)" $(HELD_OUT)
	$(BIN)/python benchmarks/speed.py "$(CORPUS)"
	$(BIN)/python benchmarks/warc_reading.py

train: $(VENV)/.train  ## needs CORPUS=folder; makes all that is learnt anew, in some hours on 2 cores and without a GPU; see training/README.md
	@test -n "$(CORPUS)" || { echo "make train CORPUS=FOLDER: the folder of the corpora; see training/README.md"; exit 2; }
	$(BIN)/python -m training.phraseindex
	$(BIN)/python -m training.prepare "$(CORPUS)" build/examples --jobs $(JOBS)
	set -e; for fold in "" "--fold 0" "--fold 1" "--fold 2"; do \
		models=$$(test -n "$$fold" && echo build/folds || echo src/newsarchive/label/networks); \
		name=$${fold:+-$${fold##* }}.npz; \
		$(BIN)/python -m training.train build/examples build/first --input text $$fold; \
		$(BIN)/python -m training.train build/examples $$models --input text $$fold --start build/first/text$$name; \
		$(BIN)/python -m training.train build/examples $$models --input html $$fold; \
	done
	set -e; for fold in 0 1 2; do $(BIN)/python -m training.headline "$(CORPUS)" build/folds build/folds/headline-$$fold.npz --fold $$fold; done
	$(BIN)/python -m training.headline "$(CORPUS)" build/folds src/newsarchive/label/headline.npz
	$(BIN)/python -m training.verdict "$(CORPUS)" src/newsarchive/verdict/table.json --folds build/folds

scale: $(VENV)/.test  ## 100,000 made pages, N=number; an hour and more of two cores, 12 GB of disk in TMPDIR; Linux
	$(BIN)/python benchmarks/scale.py --pages $(or $(N),100000) --workers $(JOBS)

soak: $(VENV)/.test  ## kill -9 at 200 random moments, N=number
	$(BIN)/python benchmarks/soak.py --kills $(or $(N),200)

fuzz: $(VENV)/.test  ## SECONDS=600 for each reader
	$(BIN)/python benchmarks/fuzz.py --seconds $(SECONDS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "newsarchive needs Python 3.11 or newer; none was found (PYTHON=/path/to/python names one)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.train: $(VENV)/.test training/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.test benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@
