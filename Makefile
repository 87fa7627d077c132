# `make` alone lists what there is to say. Works with GNU make, Python ≥ 3.11 and pip; nothing else is needed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
REQUIREMENTS := pyproject.toml requirements/build.txt tools/install
TEMPLATES := $(wildcard flaskr/web/templates flaskr/features/*/templates flaskr/themes/*/templates)

.PHONY: translations screens lighthouse help setup extras run dev test check bench bench-scale bench-smoke lint docs lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.run  ## install what Flaskr needs into .venv

extras: .venv/.extras  ## install the driver for PostgreSQL and the waitress server too

run: .venv/.run  ## serve the blog (HOST=127.0.0.1 PORT=8000)
	@exec $(BIN)/flaskr serve --host $(HOST) --port $(PORT) $(ARGS)

dev: .venv/.dev  ## serve with debugger and reloader on port 5000
	@exec $(BIN)/flask --app flaskr run --debug $(ARGS)

test: .venv/.dev  ## run the whole suite on SQLite and on PostgreSQL
	@$(BIN)/python -m tools.test $(ARGS)

check: .venv/.dev  ## format, lint, types, import contracts, templates, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict -p flaskr
	$(BIN)/lint-imports
	$(if $(TEMPLATES),$(BIN)/djlint --quiet --lint $(TEMPLATES))
	$(BIN)/python -m tools.reference --check
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

bench: .venv/.dev  ## measure what a visit costs beside nginx and the tutorial (ARGS="--rounds 5")
	@$(BIN)/python -m tests.load.bench --docs $(ARGS)

bench-scale: .venv/.dev  ## measure what a page costs by number of posts (ARGS="1000 100000 FOLDER")
	@$(BIN)/python -m tests.load.scale --docs $(ARGS)

bench-smoke: .venv/.dev  ## see in a minute whether the benchmark works
	@$(BIN)/python -m tests.load.bench --smoke $(ARGS)

lint: .venv/.dev  ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/.dev  ## build the documentation into docs/_build/html
	$(BIN)/python -m tools.reference
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

lock: .venv/.dev  ## resolve pyproject.toml into requirements/*.txt (ARGS=--upgrade)
	@[ -x "$${UV:-$(BIN)/uv}" ] || python3 -m pip --python $(BIN)/python install --quiet uv
	@tools/lock $(ARGS)

screens: .venv/.dev  ## photograph every kind of page into docs/images/screens
	@$(BIN)/python -m tools.screens

lighthouse: .venv/.dev  ## let Lighthouse judge home and post (gets it from npm)
	@$(BIN)/python -m tools.lighthouse

translations: .venv/.dev  ## bring the theme's catalogs up to date, and say what they lack
	@$(BIN)/python -m tools.translations

clean:  ## remove .venv, caches and builds; the instance folder stays
	rm -rf .venv build dist docs/_build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache
	find flaskr tests tools docs -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed again whenever what is pinned changes. Whoever has a larger set needs no smaller one.
.venv/.run: requirements/run.txt $(REQUIREMENTS)
	@if [ -e .venv/.dev ]; then tools/install dev; touch .venv/.dev; \
	elif [ -e .venv/.extras ]; then tools/install extras; touch .venv/.extras; \
	else tools/install run; fi
	@touch $@

.venv/.extras: requirements/extras.txt $(REQUIREMENTS)
	@tools/install extras
	@touch .venv/.run $@

.venv/.dev: requirements/dev.txt $(REQUIREMENTS)
	@tools/install dev
	@touch .venv/.run $@
