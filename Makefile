# Turns a fresh clone into a running reader (`make up`) or a tested one (`make test`).
# Needs make and Python 3.11 or newer with venv and pip; everything else is installed in here, as locked in uv.lock.

PYTHON ?= python3
NASTY_FOLDERS ?= 500
# Tests that wait for servers and browsers leave processors idle: three workers for two.
WORKERS ?= $(shell echo $$(( ($$(nproc 2>/dev/null || echo 2) * 3 + 1) / 2 )))
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
# The Python is the one that is here, and the environment our own.
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
# What is compiled is kept, also where the machine asks not to: the suite starts hundreds of processes, each would compile all.
unexport PYTHONDONTWRITEBYTECODE
# Trust whom the machine trusts, if it has a list, as pip does: a package index may be its owner's own.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
SYNC := UV_PYTHON="$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(UV) sync --locked --inexact --quiet
RUN := .venv/bin/python
# The environment of a public site, so that `check --deploy` judges the settings such a site would run with.
AS_DEPLOYED := env DEBUG=false SITE_URL=https://forum.example.org TRUSTED_PROXY=127.0.0.1 \
	SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(50))')"

# What `make check` is made of, and .pre-commit-config.yaml too.
CHECKS := lint format types imports templates migrations deployment

.PHONY: $(addprefix check-,$(CHECKS)) up test test-large upgrade-test image-test check bench audit score fuzz sync-proof sbom campaign nasty coverage mutants siege soak clean tools sync sync-up

up: sync-up  ## Serve the reader; print its address; Ctrl-C stops it
	@exec $(RUN) manage.py up

test: sync  ## Run the whole suite
	@$(RUN) -m tests.helpers.chromium
	@$(RUN) -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal $(PYTEST)

test-large: sync  ## Import files of enormous size and shape, and print what each costs; takes a quarter of an hour
	@$(RUN) -m pytest tests/large -s $(PYTEST)

upgrade-test: sync  ## Carry data of an earlier version over: make upgrade-test FROM=v1.0 [INPUT="folder:mails.mbox"]
	@test -n "$(FROM)" || { echo "Say from which version: make upgrade-test FROM=v1.0"; exit 2; }
	@UPGRADE_FROM="$(FROM)" FORUM_LARGE_INPUT="$(INPUT)" $(RUN) -m pytest tests/large/test_upgrading.py -s $(PYTEST)

image-test: sync  ## Build the image and run the services of compose with Debian's packages; needs root, takes five minutes or ten
	@$(RUN) -m tests.image

campaign: sync  ## Attack a site of its own in Chromium and over HTTP; CAMPAIGN="widths --archive NAME=PATH" runs a part
	@$(RUN) -m tests.helpers.chromium
	@$(RUN) -m tests.campaign $(CAMPAIGN)

nasty: sync  ## Import hundreds of folders of nasty documents of every format: make nasty NASTY_FOLDERS=1000
	@NASTY_FOLDERS=$(NASTY_FOLDERS) $(RUN) -m pytest tests/loading/test_nasty.py --hypothesis-show-statistics $(PYTEST)

check: $(addprefix check-,$(CHECKS))  ## Lint, types, direction of imports, templates, migrations, deployment settings

check-lint: sync
	$(RUN) -m ruff check .

check-format: sync
	$(RUN) -m ruff format --check .

check-types: sync
	$(RUN) -m mypy

check-imports: sync
	.venv/bin/lint-imports

check-templates: sync
	@find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +

check-migrations: sync
	$(RUN) manage.py makemigrations --check --dry-run

check-deployment: sync
	@echo "$(RUN) manage.py check --deploy --fail-level WARNING"
	@$(AS_DEPLOYED) $(RUN) manage.py check --deploy --fail-level WARNING

# Processes of other accounts are measured, too, so all may write there; each writes a file of its own.
coverage: sync  ## Run the whole suite and measure what it reaches: build/coverage; fails below the floors
	@$(RUN) -m tests.helpers.chromium
	@rm -rf build/coverage && mkdir -p -m 1777 build/coverage
	@COVERAGE_FILE="$(CURDIR)/build/coverage/data" $(RUN) -m coverage run -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal $(PYTEST)
	@COVERAGE_FILE="$(CURDIR)/build/coverage/data" $(RUN) -m coverage combine --quiet
	@COVERAGE_FILE="$(CURDIR)/build/coverage/data" $(RUN) -m coverage report --skip-covered --show-missing > build/coverage/report.txt
	@COVERAGE_FILE="$(CURDIR)/build/coverage/data" $(RUN) -m coverage json --quiet -o build/coverage/coverage.json
	@$(RUN) -m tests.coverage_floor build/coverage/coverage.json

fuzz: sync-proof  ## Throw bytes at readers, reconstruction, search and sanitiser: make fuzz TARGET="mail query" MINUTES=2
	@$(RUN) -m tests.fuzz --minutes $(or $(MINUTES),10) $(TARGET)

mutants: sync-proof  ## Change what sanitises and folds, and count which changes the tests notice; takes an hour
	@$(RUN) -m tests.mutants $(MUTANTS)

sbom: sync-proof  ## List what a site runs with, in CycloneDX: build/sbom.json
	@$(RUN) -m tests.sbom $(UV)

bench: sync  ## Measure what the README states; fails if a part could not run
	$(RUN) -m benchmarks.run

siege: sync  ## Hold a site of its own as visitors without manners do: how long others wait; wants a quiet machine
	@$(RUN) -m benchmarks.speed.siege

soak: sync  ## Read a site of its own for MINUTES=30, and print what its processes grow by
	@$(RUN) -m benchmarks.growth.server_memory --minutes $(or $(MINUTES),30)

audit: sync  ## Judge every kind of page with axe-core and Lighthouse; needs npm and Chromium
	@command -v npm >/dev/null || { echo "npm was not found. Install it: apt-get install npm"; exit 1; }
	@$(RUN) -m tests.helpers.chromium
	@$(RUN) -m benchmarks.accuracy.page_audit

score: sync  ## Score reconstruction: make score SHARED=../shared
	@test -n "$(SHARED)" || { echo "Say where the gold data is: make score SHARED=../shared"; exit 2; }
	$(RUN) -m benchmarks.accuracy.reconstruction "$(SHARED)"
	$(RUN) -m benchmarks.accuracy.stated_names "$(SHARED)"
	$(RUN) -m benchmarks.accuracy.forum_pages "$(SHARED)"
	$(RUN) -m benchmarks.accuracy.page_texts "$(SHARED)"

clean:  ## Remove what was installed and built here; the archives in .data stay
	@for pointer in .data/test/*/server-folder; do test ! -f "$$pointer" || rm -rf "$$(cat "$$pointer")"; done
	rm -rf .venv .tools build test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .data/test
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

sync: $(filter .tools/bin/uv,$(UV)) tools
	@test -d .venv || echo "Installing the locked dependencies into .venv ..."
	@$(SYNC)

sync-proof: sync
	@$(SYNC) --group proof

sync-up: $(filter .tools/bin/uv,$(UV)) tools
	@test -d .venv || echo "Installing the locked dependencies into .venv ..."
	@$(SYNC) --no-group dev

tools:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install it: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is $$($(PYTHON) -V); 3.11 or newer is needed. Name another: make PYTHON=python3.12 ..."; exit 1; }

.tools/bin/uv: .ci/uv.txt | tools
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv. Install it: apt-get install python3-venv"; exit 1; }
	@echo "Installing uv into .tools ..."
	@$(PYTHON) -m venv --clear .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt
	@touch .tools/bin/uv
