# Everything that is done with Salient has a name here; `make` alone lists the names. CI runs these targets and nothing else.
# `make run PORT=8010` serves on another port; `make setup PYTHON=/path/to/python3.12` takes another Python.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
WORKERS ?= 2
UV ?= uv

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
BENCH := .venv/.installed-bench
FULL := .venv/.installed-full
PACE := tests/full/test_pace.py# runs alone: the pace of a page is that on a machine which does nothing else
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q

.PHONY: help setup run test test-full notebooks check lint format type score evaluate fit bench data examples lock clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(DEV) ## Install Salient and the tools of its developers into .venv

run: $(RUN) ## Serve the map at http://127.0.0.1:8000/ from the reports that ship (PORT=8010 for another port)
	@exec $(BIN)/salient serve --pack --port $(PORT)

test: $(DEV) ## Run the tests
	@$(BIN)/python -m pytest -n $(WORKERS)

test-full: $(FULL) ## Run the tests of browser, PostgreSQL, notebooks and examples; what is missing is skipped (SALIENT_REQUIRE=1: it is a failure)
	@$(BIN)/python -m pytest -m full -n $(WORKERS) --dist loadfile -rs --ignore $(PACE)
	@$(BIN)/python -m pytest -m full -rs $(PACE)

notebooks: $(DEV) ## Execute every notebook from the first cell to the last; one that fails is a failure
	@$(BIN)/python -m pytest -m "full or not full" -n $(WORKERS) tests/test_notebooks.py

check: $(DEV) ## Check format, style, types and import layers, changing nothing
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory lint type

lint: $(DEV) ## Check style and import layers
	$(BIN)/ruff check .
	$(BIN)/lint-imports

type: $(DEV) ## Check types
	$(BIN)/mypy

format: $(DEV) ## Format the code and mend what can be mended without thinking
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

score: $(DEV) ## Print how well reports are read: the gold set, the toponyms, the pack's digests
	@$(BIN)/python -m tests.gold.score

evaluate: $(DEV) ## Measure the map against hand-drawn ones: REFERENCE=DIR make evaluate (REPORTS=FILE for other reports than the pack's)
	@REFERENCE="$(REFERENCE)" REPORTS="$(REPORTS)" $(BIN)/python -m tests.measure

fit: $(DEV) ## Fit the theatre's parameters to hand-drawn maps (REFERENCE=DIR; ROUNDS=200; SEED=1; REPORTS=file.jsonl; WRITE=1 writes theatre.toml)
	@test -n "$(REFERENCE)" || { echo "make fit needs hand-drawn maps to fit to: REFERENCE=DIR with <mapper>_held/<YYYY-MM-DD>.geojson. They are not shipped." >&2; exit 2; }
	@$(BIN)/python -m geo.fit "$(REFERENCE)" $(if $(REPORTS),--reports "$(REPORTS)") $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) $(if $(WRITE),--write)

bench: $(BENCH) ## Measure speed: loading, reading, the map, the page beside Folium's own plugins (BENCH_MB=5 for more text)
	@$(BIN)/python -m tests.bench

data: $(DEV) ## Rebuild the generated files of the theatre packs from data/sources
	$(BIN)/python -m geo.packs

examples: $(DEV) ## Run the examples of README and docs, which have to print what they show (NAMES="cli.md" for some; WRITE=1 writes what is printed now)
	@$(BIN)/python -m tests.examples $(NAMES) $(if $(WRITE),--write)

lock: ## Rewrite the lock files from pyproject.toml (needs uv; UPGRADE=--upgrade takes newer versions)
	$(UV) pip compile pyproject.toml --group build $(LOCK) $(UPGRADE) -o requirements.lock >/dev/null
	$(UV) pip compile pyproject.toml --group build --extra dev --constraint requirements.lock $(LOCK) $(UPGRADE) -o requirements-dev.lock >/dev/null
	$(UV) pip compile pyproject.toml --group build --extra bench --constraint requirements-dev.lock $(LOCK) $(UPGRADE) -o requirements-bench.lock >/dev/null
	$(UV) pip compile pyproject.toml --group build --extra dev --extra full --constraint requirements-dev.lock $(LOCK) $(UPGRADE) -o requirements-full.lock >/dev/null

clean: ## Remove .venv and every cache; the evidence in SALIENT_HOME stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find geo api tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Salient needs Python 3.11 or newer, and none was found. Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Salient needs Python 3.11 or newer; $(PYTHON) is older or does not run." >&2; exit 2; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }

# The stamps are renewed when a lock file or pyproject.toml changes; until then nothing is installed.
$(RUN): requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing Salient into .venv. This happens once and takes a minute or two." >&2
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing Salient and its developers' tools into .venv. This happens once and takes a minute or two." >&2
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(RUN) $@

$(FULL): requirements-full.lock $(DEV)
	@echo "Installing what drives the browser and PostgreSQL." >&2
	@$(PIP) --require-hashes -r requirements-full.lock
	@touch $@

# What only the benchmark compares with may be missing: there are Pythons and machines without a wheel of it, and the table then says so.
$(BENCH): requirements-bench.lock $(RUN)
	@echo "Installing what the benchmark compares with." >&2
	@$(PIP) --require-hashes --only-binary :all: -r requirements-bench.lock || echo "It could not be installed; the benchmark goes on without it." >&2
	@touch $@
