# The two commands: `make demo` and `make test`. Everything else is for those who build.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
PY := .venv/bin/python
STAMPS := var/stamps
export GANGMU_REFERENCE ?= ../shared
export UV_PYTHON_DOWNLOADS := never
.PHONY: demo test test-wide check faults fuzz bench assets messages lint format docs clean help

help:
	@echo "make demo       install, build the demo county, serve on http://127.0.0.1:8000"
	@echo "make test       install, run the suite"
	@echo "make test-wide  PostgreSQL, browser journeys, guards taken out, seeded kills"
	@echo "make check      lint, format, types, import contracts, migrations, translations, shapes"
	@echo "make faults | fuzz | bench   long kills, fuzzing, benchmarks"

$(STAMPS)/venv:
	@command -v python3 >/dev/null || { echo "Python 3.11 or newer is missing: apt install python3 python3-venv"; exit 1; }
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	echo "› making .venv"
	python3 -m venv .venv || { echo "the venv module is missing: apt install python3-venv"; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/work.lock pyproject.toml
	@if [ ! -e $(STAMPS)/dev ]; then echo "› installing what the product needs"; .venv/bin/uv pip sync --quiet requirements/work.lock requirements/bootstrap.lock; fi
	.venv/bin/uv pip install --quiet --no-deps -e .
	touch $@

$(STAMPS)/dev: $(STAMPS)/venv requirements/dev.lock pyproject.toml
	@echo "› installing what the tests need"
	.venv/bin/uv pip sync --quiet requirements/dev.lock requirements/bootstrap.lock
	.venv/bin/uv pip install --quiet --no-deps -e .
	mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/assets: package-lock.json $(wildcard tools/build_assets.mjs src/gangmu/foundation/ui/assets/*)
	@command -v npm >/dev/null || { echo "Node with npm is missing: apt install nodejs npm"; exit 1; }
	echo "› building the page's styles and scripts"
	npm ci --silent --no-audit --no-fund
	node tools/build_assets.mjs
	mkdir -p $(STAMPS) && touch $@

assets: $(STAMPS)/assets

$(STAMPS)/messages: $(STAMPS)/run tools/messages.py $(shell find src -name django.po 2>/dev/null)
	@$(PY) tools/messages.py compile
	touch $@

demo: $(STAMPS)/run $(STAMPS)/assets $(STAMPS)/messages
	exec .venv/bin/gangmu demo

test: $(STAMPS)/dev $(STAMPS)/assets $(STAMPS)/messages
	@echo "› running the suite"
	$(PY) -m pytest -n 2 --no-migrations -m "not wide" $(ARGS)

test-wide: $(STAMPS)/dev $(STAMPS)/assets $(STAMPS)/messages
	@echo "› database tests on a PostgreSQL of our own, browser journeys, guards taken out, seeded kills"
	$(PY) tools/wide.py $(ARGS)

check: $(STAMPS)/dev $(STAMPS)/messages
	@echo "› lint and format"
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	echo "› types"
	.venv/bin/mypy
	echo "› import contracts"
	.venv/bin/lint-imports --no-cache
	echo "› migrations"
	DJANGO_SETTINGS_MODULE=gangmu.project.settings_test .venv/bin/gangmu makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=gangmu.project.settings_test .venv/bin/gangmu check
	echo "› translations"
	$(PY) tools/messages.py check
	echo "› shapes"
	$(PY) -m pytest --no-migrations tests/architecture

messages: $(STAMPS)/dev
	@$(PY) tools/messages.py update
	$(PY) tools/messages.py compile

lint: $(STAMPS)/dev
	@.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

faults: $(STAMPS)/dev
	@$(PY) -m pytest -m kills --kills 50 tests/faults

fuzz: $(STAMPS)/dev
	@$(PY) -m pytest --no-migrations --hypothesis-profile=fuzz tests/fuzz

bench: $(STAMPS)/dev
	@$(PY) -m benchmarks $(ARGS)

clean:
	@rm -rf .venv node_modules var/stamps
