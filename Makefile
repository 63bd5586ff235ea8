# Everything one does with this project has a verb here; the longer ones are small scripts in .ci/.
# PORT=8001 and DATA_DIR=elsewhere say where the site of this machine runs and keeps its data.
# ARGS="-k embargo -x" passes more words to pytest, to a benchmark or to manage.py.

PORT ?= 8000
DATA_DIR ?= var
ARGS ?=
PYTHON := .venv/bin/python
# A process more than there are cores, since there is always one that waits for a server which it has started; the tests
# of one file together, so that they share what the file sets up.
SIDE_BY_SIDE := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadscope

.DEFAULT_GOAL := help
.PHONY: help run manage shell test test-postgres test-browser test-site screenshots lint format bench wrk pins clean installed

help: ## List these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

run: ## Install, prepare the database, load the demo stories and serve the site on this machine
	@DATA_DIR='$(DATA_DIR)' PORT='$(PORT)' bash .ci/site serve

manage: ## Run a command of manage.py on that site's data: make manage ARGS="import_stories story.txt"
	@DATA_DIR='$(DATA_DIR)' bash .ci/site manage $(ARGS)

shell: ## Open a Python shell on that site's data
	@DATA_DIR='$(DATA_DIR)' bash .ci/site manage shell

test: lint ## Install what the tests need, then run lint and the whole suite on SQLite
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) $(ARGS)

test-postgres: installed ## Run the suite on a PostgreSQL and a Redis that are started for it and thrown away
	@bash .ci/with-servers $(PYTHON) -m pytest $(SIDE_BY_SIDE) $(ARGS)

test-browser: installed ## Run the browser tests in Chromium
	@bash .ci/need chromium chromium
	TEST_DATABASE=file $(PYTHON) -m pytest tests/browser $(SIDE_BY_SIDE) $(ARGS)

test-site: installed ## Serve the demo site, read all of it, and put it before the validators of its formats
	@bash .ci/validator >/dev/null
	$(PYTHON) -m pytest tests/whole_site $(ARGS)

screenshots: installed ## Photograph every kind of page of the demo site that runs at PORT (after demo --at-work)
	@bash .ci/need chromium chromium
	PORT='$(PORT)' $(PYTHON) .ci/screenshots $(ARGS)

lint: installed ## Check style, migrations, production settings and the requirement files
	@bash .ci/lint

format: installed ## Put the code into the project's form and mend what can be mended by machine
	$(PYTHON) -m ruff check --fix --quiet .
	$(PYTHON) -m ruff format .

bench: wrk bench-pages ## Measure the speed of the pages; bench-NAME runs any other module of benchmarks/

wrk:
	@bash .ci/need wrk wrk

bench-%: installed
	$(PYTHON) -m benchmarks.$(subst -,_,$*) $(ARGS)

pins: installed ## Write the requirement files anew from pyproject.toml; UPGRADE=1 takes the newest versions
	@bash .ci/pins $(if $(UPGRADE),--upgrade)

clean: ## Remove the environment and every cache; the data of the site stays
	rm -rf .venv .ruff_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

installed:
	@bash .ci/environment requirements-dev.txt
