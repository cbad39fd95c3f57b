# From a fresh clone, with Python 3.11 or newer and make: `make run` and `make test`.
# Stamps in .venv make a second run quick.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
FRONT := $(shell find webapp/frontend -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
#: how many tests run at once
WORKERS ?= 2
#: what `make test` passes on to pytest, e.g. ARGS="-k inbox"
ARGS ?=
PYTEST = $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PICTURES ?= docs/bilder

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check format bench texts migrate pictures chromium clean

help: ## what you can ask for
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.installed ## the demo school on http://127.0.0.1:5000 (PORT=8080 changes it)
	@HANDLINGSPLAN_DEMO=1 $(BIN)/handlingsplan demo

test: $(VENV)/.tools chromium ## the whole suite; the last line has the test count
	@$(PYTEST) $(ARGS)

test-postgres: $(VENV)/.tools chromium ## all of the suite that meets a database, on PostgreSQL
	@test -n "$$HANDLINGSPLAN_TEST_DATABASE_URL" || { \
	  echo "Set HANDLINGSPLAN_TEST_DATABASE_URL to a PostgreSQL where databases may be created."; exit 1; }
	@$(PYTEST) $(ARGS)

check: $(VENV)/.tools ## lint, types, house rules, and every process and form
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -p no:xdist tests/test_house_rules.py
	@$(BIN)/handlingsplan check .

format: $(VENV)/.tools ## put the code in the form that check wants
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(VENV)/.tools ## the benchmark ratios
	@$(BIN)/python -m bench

texts: $(VENV)/.tools ## bring the nynorsk catalogue up to date with the texts in the code
	@$(BIN)/python -m webapp.texts

migrate: $(VENV)/.tools ## draft a migration: make migrate NAME=0007_case_shielding
	@test -n "$(NAME)" || { echo "Say which: make migrate NAME=0007_case_shielding"; exit 1; }
	@$(BIN)/python -m migrations.draft "$(NAME)"

pictures: $(VENV)/.tools chromium ## take the README's pictures from the running product
	@$(BIN)/python docs/pictures.py $(PICTURES)

chromium:
	@bash .ci/chromium

clean: ## remove everything that make made, except the data in var/
	@rm -rf $(VENV) dist webapp/static/dist webapp/frontend/node_modules \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@bash .ci/venv "$(PYTHON)" $(VENV)

$(VENV)/.requirements: pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing Handlingsplan in $(VENV) ..."
	@$(PIP) install -e .
	@touch $@

$(VENV)/.installed: $(VENV)/.requirements $(FRONT)
	@test -d webapp/static/dist -a $(VENV)/.requirements -nt $(VENV)/.installed \
	  || $(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	@test $(VENV)/.tools -nt $(VENV)/.requirements || { \
	  echo "Installing what the tests need ..."; $(PIP) install -e '.[test]'; }
	@touch $@
