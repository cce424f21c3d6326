# Two commands matter: `make run` and `make test`. `make` alone prints what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHECKED := $(VENV)/checked.txt
# One more than processors: tests wait for servers, leases and browsers a fifth of their time.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 3 ] && echo 4 || echo $$((n + 1)))
FUZZ ?= 2000
T ?= tests/unit tests/property tests/sql core
.DEFAULT_GOAL := help
.PHONY: help run demo test t check fix bench audit fuzz browser chromium setup docs golden clean
export PYTHONDONTWRITEBYTECODE :=
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false

##@ Use
help: ## Print this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## Make the demo portfolio if there is no ledger yet, and serve the app on 127.0.0.1
	@$(BIN)/python -m core demo --if-empty
	@$(BIN)/python -m dashboard

demo: $(VENV)/run.stamp ## Fill $$SALDO_HOME (default ./var) with the demo portfolio and print its as_of
	@$(BIN)/python -m core demo

##@ Develop
setup: $(VENV)/dev.stamp ## Make the virtual environment with everything that tests need

# The type checker uses one processor for a minute: the tests run beside it, and what it says is printed at the end.
test: $(VENV)/dev.stamp chromium ## Everything CI runs: check, all tests, browser included
	@$(MAKE) --no-print-directory check > $(CHECKED) 2>&1 & checking=$$!; \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder; tested=$$?; \
	  wait $$checking; checked=$$?; cat $(CHECKED); rm -f $(CHECKED); \
	  exit $$((tested != 0 || checked != 0))

t: $(VENV)/dev.stamp ## The fast loop: make t, or make t T=tests/unit/metrics
	@$(BIN)/python -m pytest -q -x -m "not browser and not crash and not postgres" $(T)

check: $(VENV)/dev.stamp ## Format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy core dashboard pages tests benchmarks
	@$(BIN)/lint-imports

fix: $(VENV)/dev.stamp ## Format and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp ## Print every speed figure beside its reference from the same run
	@$(BIN)/python -m benchmarks

audit: $(VENV)/audit/bin/pip-audit ## Known weaknesses of every pinned release, where a source of advisories can be reached; AUDIT: flags of pip-audit
	@$(BIN)/python -m benchmarks.weaknesses $(VENV)/audit/bin/pip-audit $(AUDIT)

fuzz: $(VENV)/dev.stamp ## Feed everything that takes something from outside what nobody would send: FUZZ=2000 tries each
	@SALDO_FUZZ=$(FUZZ) $(BIN)/python -m pytest -q tests/property tests/pages/test_hostile_addresses.py
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	@$(BIN)/python -m benchmarks.fuzz_statements -max_total_time=120 -max_len=6000 -artifact_prefix=/tmp/

browser: $(VENV)/dev.stamp chromium ## Only the journeys in headless Chromium
	@$(BIN)/python -m pytest -m browser

docs: $(VENV)/dev.stamp ## Write the generated reference pages anew
	@$(BIN)/python -m core reference

golden: $(VENV)/dev.stamp ## Write the expected texts anew; read the difference before you commit
	@$(BIN)/python -m pytest tests/golden --golden-update -q

clean: ## Remove caches, never data
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Saldo needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing what Saldo needs into $(VENV) (once, about two minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/audit/bin/pip-audit: requirements-audit.txt $(VENV)/run.stamp
	@$(VENV)/bin/python -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

# The browser journeys need Debian's chromium: installed when missing and allowed, else said loudly (and refused in CI).
chromium:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing chromium for the browser journeys"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  fi; }
	@command -v chromium >/dev/null 2>&1 || { \
	  echo "!!! chromium is missing: the browser journeys will be SKIPPED. Install it with: apt-get install chromium"; \
	  if [ -n "$$CI" ]; then echo "!!! CI must have chromium"; exit 1; fi; }
