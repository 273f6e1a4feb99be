# CXR Audit. `make help` is the menu.

PYTHON ?= python3
DATA ?= ../shared/data
# The classifier that the present one is held against.
BEFORE ?= resources/weights/retired/embedded-b4538111.toml
# The copies that verdicts are measured on, and the log of the self-tests.
COPIES ?= build/planted
SELF_TESTS ?= build/self-tests.db
# Where the study of view and pneumonia keeps what it measured.
SHORTCUT ?= build/view
PY := .venv/bin/python

# Tests keep their bytecode, also where the environment says otherwise.
TESTS := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen

# What Qt needs on a bare Debian or Ubuntu, and a font to write with.
DEBIAN := libgl1 libegl1 libfontconfig1 libglib2.0-0 libdbus-1-3 libxkbcommon0 libgssapi-krb5-2 fonts-dejavu-core \
          libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check collected soak bench validation validate pictures clean debian

help: ## Show this menu
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: debian .venv/ready ## Make the environment and install everything

run: setup ## Open the window
	@$(PY) main.py

demo: setup ## Run the main job on phantom films: findings, log, pictures, and the window where there is a screen
	@$(PY) main.py demo

test: setup ## Run every check and every test
	@$(MAKE) --no-print-directory -j2 check collected
	@$(PY) -m coverage erase
	@$(TESTS) $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --cov --cov-report= -q
	@$(PY) -m coverage report --fail-under=95

check: setup ## Lint, types, import contracts
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache > .venv/contracts.txt || { cat .venv/contracts.txt; exit 1; }

# Compiles all there is, which every worker of the tests would otherwise do for itself; mypy leaves a core idle meanwhile.
collected: setup
	@$(TESTS) $(PY) -m pytest --collect-only -qq > .venv/collected.txt || { cat .venv/collected.txt; exit 1; }

soak: setup ## Long tests, for a night: 10,000 damaged films; 2,000 attributions; workers and parents killed in the middle of their work
	@for script in tests/soak/*.py; do PYTHONPATH=. $(PY) $$script || exit 1; done

bench: setup ## Measure: start-up, reading and screening, as JSON
	@for script in tests/benchmarks/*.py; do PYTHONPATH=. $(PY) $$script || exit 1; done

validation: setup ## Measure the embedded networks on films they never saw (DATA=folder) and renew docs/validation.md
	@PYTHONPATH=. $(PY) tests/benchmarks/anatomy.py --data $(DATA) --out models/training/logs/anatomy.json > /dev/null
	@PYTHONPATH=. $(PY) tests/benchmarks/lung_quality.py --data $(DATA) --out models/training/logs/quality.json > /dev/null
	@PYTHONPATH=. $(PY) tests/benchmarks/heart.py --data $(DATA) --out models/training/logs/heart.json > /dev/null
	@PYTHONPATH=. $(PY) tests/benchmarks/spacing.py --data $(DATA) --out models/training/logs/spacing.json > /dev/null
	@PYTHONPATH=. $(PY) tests/benchmarks/classifier.py --data $(DATA) --before $(BEFORE) > /dev/null
	@$(PY) -m models.training.validation --data $(DATA)

validate: setup ## Measure verdicts on planted copies, a real shortcut and self-tests, many hours long, and all that `validation` does (DATA=folder, STEP="step N"); goes on where it was
	@test -n "$(STEP)" || { echo 'Name the step that looks at the evaluation films, as in: make validate STEP="step 11"'; exit 1; }
	@$(PY) -m models.training.planted_copies --data $(DATA) --build $(COPIES) --which local
	@PYTHONPATH=. $(PY) tests/benchmarks/verdicts.py --data $(DATA) --copies $(COPIES) --contaminate --evaluate "$(STEP)" > /dev/null
	@$(PY) main.py selftest --copies 5 --correlation 0.8 --correlation 0.95 --log $(SELF_TESTS)
	@PYTHONPATH=. $(PY) tests/benchmarks/self_tests.py --log $(SELF_TESTS) --keep > /dev/null
	@$(PY) -m models.training.view_shortcut --data $(DATA) --build $(SHORTCUT) --evaluate "$(STEP)" > /dev/null
	@$(MAKE) --no-print-directory validation

pictures: setup ## Renew docs/pictures from phantom films
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=. $(PY) tests/journeys/pictures.py docs/pictures

clean: ## Remove what was built and what the demo wrote
	@rm -rf .venv demo *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml constraints.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "Installing; torch is large, this takes some minutes the first time."
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

debian:
	@command -v dpkg-query >/dev/null || exit 0; \
	missing=""; for name in $(DEBIAN); do \
	  dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || \
	  dpkg-query -W -f='$${Status}' $${name}t64 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$name"; done; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing what Qt needs:$$missing"; \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "The window needs these packages; ask an administrator: apt-get install$$missing"; fi
