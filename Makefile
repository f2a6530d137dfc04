# Every target first sets up what it needs: `make run` on a fresh machine is enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.installed web/static/vendor/inputs.sha256
QUICK := not slow and not engine and not browser and not postgres and not faults
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --quiet

.PHONY: run test check lint fast bench lock setup browser

run: $(READY)            ## the whole system on this machine, with demo data
	$(BIN)/hamkke up --demo

test: $(READY) browser   ## every test, with a real PostgreSQL and a real browser
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: lint              ## format, lint, types, floors, dependencies and the quick tests
	$(BIN)/pytest -q -m "$(QUICK)"

lint: $(READY)           ## the same without tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

fast: $(READY)           ## the pure tests and the replays, in seconds
	$(BIN)/pytest -q -m "$(QUICK)" tests/care tests/policies tests/architecture \
		$(wildcard tests/workflows/test_replay*.py)

bench: $(READY)          ## prints need, measured and ratio; results go to benchmarks/results/
	$(BIN)/python -m benchmarks

setup: $(READY)          ## only what the other targets need

lock: $(READY)           ## after changing dependencies: hashes, and no address of any registry
	$(BIN)/pip install --quiet uv
	$(COMPILE) --all-extras --output-file requirements.lock
	$(COMPILE) --constraints requirements.lock --output-file requirements.runtime.lock

.venv/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Hamkke needs Python 3.11 or later (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "This Python cannot make a venv: install python3-venv"; exit 1; }
	@echo "Setting up in .venv, about a minute ..."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

web/static/vendor/inputs.sha256: .venv/.installed hatch_build.py hatch_fonts.py package.json package-lock.json .npmrc
	$(BIN)/python hatch_build.py
	@touch $@

browser:
	@.ci/browser
