# Repscore: `make run` starts it, `make test` tests it. Python >= 3.11 and make are all they need.
# DATABASE_URL and REDIS_URL, when set, are used in place of the embedded default.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
STAMP := .venv/.installed
VAR_DIR ?= var
STATIC := $(VAR_DIR)/static/.collected
JOBS ?= auto

export PORT HOST VAR_DIR

.PHONY: help run test check lint browser format install migrate clean

help:
	@echo "make run      start Repscore at http://$(HOST):$(PORT)/ (PORT=8001 make run for another port)"
	@echo "make test     run the test suite (ARGS=tests/accounts for a part of it)"
	@echo "make check    formatting, lint, types, migrations, the import law, then the tests"
	@echo "make lint     the first four of these"
	@echo "make browser  run the journeys and look at every page in Chromium"
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

$(STATIC): $(STAMP) $(shell find config/static -type f 2>/dev/null)
	@echo "Collecting static files ..."
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

run: migrate $(STATIC)
	@$(BIN)/python manage.py seed_demo --if-empty
	@echo "Repscore answers at http://$(HOST):$(PORT)/ – Ctrl-C stops it."
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec $(BIN)/honcho start

test: install
	@$(BIN)/python -m pytest -n $(JOBS) -rs $(ARGS)

check: lint test

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run

browser: install
	@$(BIN)/python -m pytest -m browser -n $(JOBS) --dist loadgroup -rs $(ARGS) tests/browser

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv $(VAR_DIR) .mypy_cache .ruff_cache .pytest_cache
