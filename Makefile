# Everything a person runs. `make booklets` and `make test` set themselves up; nothing is installed by hand.
PYTHON ?= $(firstword $(foreach candidate,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(candidate) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(candidate))))
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
CLUSTER := $(VENV)/.cluster
BROWSER := tests/browser/node_modules/.installed

# Hundreds of processes import the same modules: uv compiles what it installs, and Python keeps what it compiles of ours.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE := 1
export DVC_NO_ANALYTICS := 1
export GX_ANALYTICS_ENABLED := false
# Where Debian's npm keeps the machine's settings; the one of the environment would look inside the environment.
export NPM_CONFIG_GLOBALCONFIG ?= /etc/npmrc

.DEFAULT_GOAL := help
.PHONY: help setup booklets test check format lock bench cluster cluster-setup test-cluster

help:  ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED)  ## Install the locked environment in .venv

$(INSTALLED): requirements.lock requirements-bootstrap.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Retex needs Python 3.11 or newer; none was found on this machine."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked environment in $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock requirements-bootstrap.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --editable .
	@touch $@

booklets: $(INSTALLED)  ## Build every booklet of every cohort that is out of date
	@$(BIN)/python -m pipeline run

$(BROWSER): $(INSTALLED) tests/browser/package-lock.json tests/browser/unpack.mjs
	@echo "Installing the browser that tests open pages with in tests/browser …"
	@$(BIN)/npm ci --prefix tests/browser --loglevel=error
	@$(BIN)/node tests/browser/unpack.mjs
	@touch $@

test: $(INSTALLED) $(BROWSER)  ## Run all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

$(CLUSTER): $(INSTALLED) requirements-cluster.lock
	@echo "Installing in $(VENV) what a cluster needs …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --no-config --quiet --require-hashes -r requirements-cluster.lock
	@touch $@

cluster-setup: $(CLUSTER)  ## Install also what workers and builds on a cluster need

cluster: $(CLUSTER)  ## Run a cluster on this machine, until Ctrl-C, and say how to build on it
	@$(BIN)/python -m tests.cluster.loopback

test-cluster: $(CLUSTER)  ## Run the tests of builds on a cluster
	@$(BIN)/python -m pytest tests/cluster

test-faults: $(INSTALLED)  ## Kill builds at many moments, fill disks, lock folders; `make test` does a few of them
	@timeout 3600 $(BIN)/python -m pytest tests/faults -m "long or not long" --numprocesses auto --dist loadfile

check: $(INSTALLED)  ## Format, lint, types, notebooks without outputs, contract tests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && \
	$(BIN)/nbstripout --verify notebooks/*.ipynb && $(BIN)/python -m pytest tests/contract

format: $(INSTALLED)  ## Format code, strip notebooks, sort imports
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/nbstripout notebooks/*.ipynb

lock: $(INSTALLED)  ## Resolve dependencies anew into requirements.lock and tests/browser/package-lock.json
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@$(BIN)/uv pip compile --group pyproject.toml:cluster --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements-cluster.lock
	@$(BIN)/npm update --prefix tests/browser --package-lock-only --loglevel=error

bench: $(INSTALLED)  ## Measure a large survey and builds (an hour and a half); writes benchmarks/results.md
	@$(BIN)/python -m benchmarks.large_survey && $(BIN)/python -m benchmarks.measure
