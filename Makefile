# Repscore: `make run` starts it, `make test` tests it. Python >= 3.11 and make are all they need.
# DATABASE_URL and REDIS_URL, when set, are used in place of the embedded default.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
STAMP := .venv/.installed
JOBS ?= auto

export PORT HOST

.PHONY: help run test check browser format install migrate static clean

help:
	@echo "make run      start Repscore at http://$(HOST):$(PORT)/ (PORT=8001 make run for another port)"
	@echo "make test     run the test suite"
	@echo "make check    formatting, lint, types, migrations, the import law, then the tests"
	@echo "make browser  run the journeys in Chromium"
	@echo "make format   format the code and fix what can be fixed"
	@echo "make clean    remove the environment and everything under var/"

install: $(STAMP)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Repscore needs Python 3.11 or newer; PYTHON=/path/to/python3 make names one." >&2; exit 1; }
	@echo "Installing into .venv ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.txt)"
	@$(BIN)/uv pip install -q --python $(BIN)/python -r requirements.txt \
		|| $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

migrate: install
	@$(BIN)/python manage.py migrate --verbosity 0

static: install
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0

run: migrate static
	@$(BIN)/python manage.py seed_demo --if-empty
	@$(BIN)/python manage.py welcome
	@exec $(BIN)/honcho start

test: install
	@JOBS=$(JOBS) BIN=$(BIN) sh tests/run.sh

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/architecture
	$(MAKE) test

browser: install
	@$(BIN)/python -m pytest tests/browser -m browser

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache
