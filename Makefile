# Each target sets up what it needs by itself. Nothing but make, Python and Go (or a Pulumi CLI) has to be there before.

PYTHON ?= python3
PORT ?= 8080

# By their folder and not by PATH, so that a tool of the person's own is never taken for ours.
VENV := .venv/bin/python
RUN := PATH="$(CURDIR)/.venv/bin:$(CURDIR)/.engine/bin:$$PATH" $(VENV)
INSTALL := $(VENV) -m tools.packages
UV = $(shell sed -n 's/.*"\(uv==[^"]*\)".*/\1/p' pyproject.toml)

# Each worker takes one test at a time, the long ones first (tests/conftest.py). `make test` has two workers more than
# there are cores: a test on the real engine mostly waits.
CORES := $(shell getconf _NPROCESSORS_ONLN)
SCHEDULE := --maxprocesses 8 --dist load --maxschedchunk 1
EXAMPLES_TESTS := tests/examples tests/livekit tests/elevenlabs
BESIDE := $(addprefix --ignore=,tests/browser tests/languages tests/rehearsal $(EXAMPLES_TESTS))
BELOW := -n $(CORES) $(SCHEDULE)
TESTS := -m pytest -n $(shell echo $$(( $(CORES) + 2 ))) $(SCHEDULE)
BELOW_THE_ENGINE := $(addprefix tests/,account api checks cli faults host lifecycle objects platforms plugin resources simulator sip_trunk)

# A checkout that was moved or copied has an environment that still points to the old place: it is made anew.
FITS := $(shell [ -x $(VENV) ] && [ "$$(cat .venv/installed 2>/dev/null)" = "$$(pwd -P)" ] && echo yes)

.DEFAULT_GOAL := help
.PHONY: help setup engine livekit browser languages up down quick test test-browser test-examples test-impact test-impact-alone test-languages test-oldest test-other-pythons test-pythons test-rehearsal coverage types docs docs-open check bench format simulator FORCE

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

setup: .venv/installed engine ## virtual environment (.venv) and Pulumi CLI (.engine/bin); the other targets do it, too

up: setup ## run the quickstart on the real engine against the simulator and print the outputs
	@$(RUN) -m tools.quickstart up

ifneq ($(wildcard .quickstart),)
down: setup
endif
down: ## destroy what `make up` made, and stop what it started
ifneq ($(wildcard .quickstart),)
	@$(RUN) -m tools.quickstart down
else
	@echo "quickstart: nothing is up"
endif

quick: .venv/installed ## what to run while working: objects, calls and lifecycle, in one dialect (half a minute)
	@DIALECTS=live $(VENV) -m pytest -q tests/objects tests/api tests/lifecycle --deselect tests/lifecycle/test_ledger.py::TestRuns

test: setup .venv/compiled ## all tests that need no other program than the Pulumi CLI
	@echo "== tests"
	@HOSTS=dynamic $(RUN) $(TESTS) $(BESIDE) -m "not impact"

test-browser: setup browser ## the tests in a real browser, which is looked for, and installed where that may be
	@echo "== tests in a browser"
	@$(RUN) -m pytest -n 2 tests/browser

test-examples: setup livekit ## the examples with the other side running: a LiveKit server, which is built, and ElevenLabs
	@echo "== tests of the examples"
	@$(RUN) -m pytest -n 2 $(EXAMPLES_TESTS)

test-impact: setup ## what `up` does to calls, judged after every request, beside what `impact` says; on both hosts
	@echo "== tests of what changes do to calls"
	@$(RUN) -m pytest -n 2 tests/engine -m "impact and not alone"

test-impact-alone: setup ## each kind of change alone in its own `up`, on both hosts (some minutes); no part of `check`
	@$(RUN) -m pytest -n 2 tests/engine -m alone

test-languages: setup languages ## programs in YAML, TypeScript, Go and Python on the plugin; needs tools built from modules
	@echo "== tests of other languages"
	@HOSTS=plugin $(RUN) -m pytest -n 2 tests/languages tests/engine -m "not impact"

test-rehearsal: setup livekit ## real calls with sipp and LiveKit SIP, which are installed and built where that may be
	@$(RUN) -m tools.sipp
	@$(RUN) -m tools.livekit.sip_build
	@echo "== calls"
	@$(RUN) -m pytest -n 2 tests/rehearsal

# In the dialect in which `make test` has not run the lifecycle (tests/lifecycle/__init__.py).
test-oldest: .venv-oldest/installed ## the dynamic host's tests with the oldest versions that pyproject.toml admits
	@echo "== tests of the host, with the oldest supported versions"
	@DIALECTS=reference PATH="$(CURDIR)/.venv-oldest/bin:$$PATH" .venv-oldest/bin/python -m pytest $(BELOW) \
	    tests/host tests/lifecycle tests/resources

# Every level below the engine that the provider's process or a person's program runs.
test-pythons: .venv/installed ## the cheap levels and the host on each Python from 3.11 to 3.14 that is installed
	@$(VENV) -m tools.pythons $(BELOW) tests/objects tests/api tests/lifecycle tests/faults tests/resources \
	    tests/sip_trunk tests/host

test-other-pythons: .venv/installed
	@echo "== the host on the other Pythons that are installed, one dialect on the newest of them"
	@DIALECTS=live $(VENV) -m tools.pythons --others $(BELOW) tests/host/test_smoke.py --newest tests/lifecycle

# Apart from the tests, since branch coverage makes them three times as dear; `tools.mutants` says what they are worth.
coverage: setup .venv/others ## the tests below the engine in one dialect, with branch coverage
	@DIALECTS=live $(RUN) $(TESTS) $(BELOW_THE_ENGINE) --cov --cov-report=term-missing:skip-covered

# Its cache lies outside of the checkout: a minute from nothing, and a few seconds in the next clone.
types: .venv/others
	@echo "== types"
	@$(RUN) -m mypy --cache-dir "$${XDG_CACHE_HOME:-$$HOME/.cache}/exotel-pulumi/mypy"

docs: .venv/installed ## the documentation as a site in .site, built strictly
	@echo "== documentation"
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict --quiet
	@echo "documentation: $(CURDIR)/.site/index.html; with its search, which browsers allow no file: make docs-open"

docs-open: docs ## the same, served with its search on this machine alone, until ^C; prints its address
	@$(RUN) -u -m http.server --bind 127.0.0.1 --directory .site 0

check: setup livekit browser languages .venv-oldest/installed ## what CI runs: format, lint, types, documentation, all tests
	@echo "== format"
	@$(RUN) -m ruff format --check .
	@echo "== lint"
	@$(RUN) -m ruff check .
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types docs .venv/compiled
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test-browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync test-oldest test-other-pythons test-languages \
	    test-impact test-examples test-rehearsal

bench: setup ## what the provider costs in requests and beside an empty one (a few minutes)
	@$(RUN) -m tools.bench

format: .venv/installed ## bring the code into the form that `make check` asks for
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

simulator: .venv/installed ## run the simulator in the foreground (PORT=8080)
	@$(RUN) -m exotel_pulumi.simulator --port $(PORT)

# Always asked: it costs a moment when all is well, and finds an engine that was removed or broken.
engine: .venv/installed
	@$(RUN) -m tools.engine.install

browser: .venv/mermaid/installed
	@$(RUN) -m tools.browser

.venv/mermaid/installed: .venv/installed tests/browser/mermaid.txt
	@$(INSTALL) $(VENV) --no-deps --upgrade --requirement tests/browser/mermaid.txt --target .venv/mermaid
	@touch $@

# Not part of `setup`: only tests run against a LiveKit server, and building it takes minutes.
livekit: .venv/others
	@$(RUN) -m tools.livekit.install

# Apart as well: three programs in Go and npm's packages, minutes from nothing. The wheel with Node.js is among `others`.
languages: .venv/others
	@$(RUN) -m tools.languages.install

.venv/installed: pyproject.toml $(if $(FITS),,FORCE)
	@echo "== Python environment (.venv): some seconds"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or newer is needed, and \`$(PYTHON)\` is not; name one: make PYTHON=python3.12 ..."; exit 1; }
	@$(if $(FITS),:,$(PYTHON) -m venv --clear .venv) || { \
	    echo "\`$(PYTHON) -m venv\` failed; on Debian and Ubuntu it comes with the package python3-venv"; exit 1; }
	@$(VENV) -m pip install --quiet --disable-pip-version-check $(UV)
	@$(INSTALL) $(VENV) --editable '.[dev]'
	@pwd -P > $@

.venv/others: .venv/installed tests/clouds.txt
	@echo "== other people's libraries, to which the examples and platforms are tested: some seconds"
	@$(INSTALL) $(VENV) --editable '.[dev,others]'
	@rm -rf .venv/clouds
	@$(INSTALL) $(VENV) --no-deps --requirement tests/clouds.txt --target .venv/clouds
	@touch $@

# Else each worker of the first run compiles the same libraries and tests: half a minute of the whole.
.venv/compiled: .venv/others
	@echo "== first look at all tests: some seconds"
	@$(RUN) -m pytest --collect-only -qq $(BESIDE) > $@.log || { cat $@.log; exit 1; }
	@touch $@

.venv-oldest/installed: pyproject.toml tests/oldest.txt .venv/installed
	@echo "== Python environment with the oldest supported versions (.venv-oldest): some seconds"
	@$(PYTHON) -m venv --clear .venv-oldest
	@$(INSTALL) .venv-oldest/bin/python --constraint tests/oldest.txt --editable '.[simulator,tests]'
	@pwd -P > $@

FORCE:
