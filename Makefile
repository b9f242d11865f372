# Two commands do all the set-up: `make run` and `make test`. The first time takes a minute, later ones nothing.

SHELL := bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PAGE ?= procedures/prompt-caching.md

.DEFAULT_GOAL := help
# Programs that the pages of the documentation call are those of this environment.
site: export PATH := $(CURDIR)/$(BIN):$(PATH)
site: export NO_MKDOCS_2_WARNING := 1
# Against AWS a page that costs money is held back; TARGET=stand-in runs it all the same.
TARGET ?= auto

.PHONY: help run test check lint site aws-v2 aws-table compare-aws compare-mldoc axe engines bench bench-bounds bench-growth bench-read bench-runs bench-suite bench-engines bench-publish claims lesson clean

help:
	@echo 'make run     run procedures/prompt-caching.md (PAGE=... for another)'
	@echo 'make test    run the tests'
	@echo 'make site    run the procedures and the how-tos, and build the site with their evidence'
	@echo 'make check   lint, types, layers and tests, as CI does'
	@echo 'make aws-v2  fetch AWS CLI v2 from PyPI, so that the tests try it too (70 MB)'
	@echo 'make compare-aws    compare our verdicts on AWS commands with the AWS CLI'"'"'s own, v1 and v2 (NUMBER=commands)'
	@echo 'make compare-mldoc  compare the outline reader with Logseq'"'"'s own parser (needs npm; SEED=, PAGES=folder)'
	@echo 'make engines fetch ProperDocs and Zensical, so that the tests build sites with them too'
	@echo 'make bench          compare with nine other tools on the same work (ROUNDS=)'
	@echo 'make bench-bounds   what large outputs, limits and the start cost (ROUNDS=)'
	@echo 'make bench-growth   whether double the work takes double the time (ROUNDS=)'
	@echo 'make bench-read     how fast pages are read'
	@echo 'make claims         how many outcomes pages claim, how many are read, what the checks are worth (PAGES=folder)'
	@echo 'make bench-runs     how fast recorded runs are listed'
	@echo 'make bench-suite    whether 300 pages come out the same in every way of running them'
	@echo 'make bench-engines  how many pages a second a suite runs, by every engine (COUNTS="75 150 300")'
	@echo 'make bench-publish  what the results cost a site, against bare MkDocs'
	@echo 'make lesson         run a folder of lesson pages as one session and compare its outputs'
	@echo '                    (PAGES=folder DATA=what the home holds; HANDS=file.toml, READER=/where/the/home/is)'

run: $(VENV)/.aws jq
	@$(BIN)/runbook execute $(PAGE)

test: $(VENV)/.dev jq bwrap openssl postgres site-programs axe
	@$(BIN)/python -m pytest -n auto

check: lint test

# The site shows a page that failed, so it is built then too; make fails all the same.
# Without --quiet: it silences warnings, and --strict then counts none.
site: $(VENV)/.dev jq
	@$(BIN)/runbook test --target $(TARGET); status=$$?; $(BIN)/mkdocs build --strict && exit $$status

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

aws-v2: $(VENV)/aws-v2/aws

$(VENV)/aws-v2/aws: tests/fetch_aws_v2.py | $(VENV)/.dev
	@$(BIN)/python tests/fetch_aws_v2.py $(VENV)/aws-v2

$(VENV)/bin/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is not on PATH; install it'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo 'venv is missing; install it: apt-get install python3-venv'; exit 1; }

$(VENV)/.aws: pyproject.toml | $(VENV)/bin/python
	@echo 'Installing runbook and the AWS CLI into $(VENV) ...'
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[aws]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo 'Installing runbook and what its tests need into $(VENV) ...'
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.aws

# jq comes from the system: installed where that needs no password, else the command is told.
# bubblewrap is for the tests of --sandbox: without it they are skipped and say so.
# PostgreSQL and openssl are for the tests of what several machines share, alike.
.PHONY: jq bwrap openssl postgres
jq:
	@command -v jq > /dev/null || bash .ci/install-programs jq

bwrap:
	@command -v bwrap > /dev/null || bash .ci/install-programs '?bwrap=bubblewrap'

openssl:
	@command -v openssl > /dev/null || bash .ci/install-programs '?openssl'

# Debian keeps the server's programs off PATH.
postgres:
	@command -v initdb > /dev/null || ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || \
	  bash .ci/install-programs '?pg_ctlcluster=postgresql'

# For the tests of the published site, likewise.
.PHONY: site-programs
site-programs:
	@bash .ci/install-programs '?chromium' '?java=default-jre-headless' '?npm'

# axe-core looks for what shuts people out of a page.
AXE := $(VENV)/axe/node_modules/axe-core/axe.min.js
axe: $(VENV)/.dev
	@test -e $(AXE) || ! command -v npm > /dev/null || { mkdir -p $(VENV)/axe && \
	  npm install --silent --no-save --prefix $(VENV)/axe axe-core@4.14; } || true

# Engines in a folder of their own: they bring other versions of what MkDocs needs.
ENGINES := $(VENV)/engines/.fetched
engines: $(VENV)/.dev $(ENGINES)

$(ENGINES):
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-warn-conflicts --target $(VENV)/engines properdocs zensical
	@touch $@

# mldoc is Logseq's own parser, under the AGPL: installed to compare with, never part of the product.
MLDOC := $(VENV)/mldoc/node_modules/mldoc/index.js
compare-mldoc: $(VENV)/.dev $(MLDOC)
	@$(BIN)/python -m tests.read.logseq.compare_mldoc --mldoc $(VENV)/mldoc $(if $(SEED),--seed $(SEED)) $(PAGES)

$(MLDOC):
	@command -v npm > /dev/null || { echo 'npm is not on PATH; install Node.js'; exit 1; }
	@mkdir -p $(VENV)/mldoc
	@npm install --silent --no-save --prefix $(VENV)/mldoc mldoc@1.5.7

compare-aws: $(VENV)/.dev $(VENV)/aws-v2/aws
	@$(BIN)/python -m tests.aws.compare.compare_aws --v2 $(VENV)/aws-v2/aws $(if $(NUMBER),--number $(NUMBER))

# The table of what the AWS CLI does otherwise than its models; written anew for a new version of the CLI.
aws-table: $(VENV)/.dev $(VENV)/aws-v2/aws
	@$(BIN)/python -m bench.aws_table --v2 $(VENV)/aws-v2

bench: $(VENV)/.dev
	@$(BIN)/python -m bench.compare --peers $(VENV)/bench $(if $(ROUNDS),--rounds $(ROUNDS))

bench-bounds: $(VENV)/.dev
	@$(BIN)/python -m bench.bounds $(if $(ROUNDS),--rounds $(ROUNDS))

bench-growth: $(VENV)/.dev
	@$(BIN)/python -m bench.growth $(if $(ROUNDS),--rounds $(ROUNDS))

bench-read: $(VENV)/.dev
	@$(BIN)/python -m bench.read

bench-suite: $(VENV)/.dev
	@$(BIN)/python -m bench.suite

bench-runs: $(VENV)/.dev
	@$(BIN)/python -m bench.runs

bench-engines: $(VENV)/.dev
	@$(BIN)/python -m bench.engines $(COUNTS)

bench-publish: $(VENV)/.dev
	@$(BIN)/python -m bench.publish

claims: $(VENV)/.dev
	@$(BIN)/python -m bench.claims --cross $(if $(PAGES),$(PAGES),procedures docs)

lesson: $(VENV)/.dev
	@test -n '$(PAGES)' -a -n '$(DATA)' || { echo 'name both: make lesson PAGES=folder DATA=folder'; exit 1; }
	@$(BIN)/python -m bench.lesson $(PAGES) $(DATA) $(if $(HANDS),--hands $(HANDS)) $(if $(READER),--home $(READER))

clean:
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
