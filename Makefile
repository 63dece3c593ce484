# Every target sets up what it needs; nothing installed by hand is needed besides
# git, make and python3. YES=1 answers the one question of the set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTHON := $(BIN)/python
# What to test: make test T=tests/unit/audit
T ?= tests
# Test files at a time, when all are run. Each worker has an appliance of its own.
JOBS ?= 2

.PHONY: help setup setup-dev demo tour test check lint fix bench bench-streams bench-shadow bench-bulk bench-rollback bench-approved bench-day alert-rates bench-engine bench-pipeline gpu soak-engine soak-schema fuzz-engine faults fuzz-http naughty golden identifiers statistics vectors docs pictures package machine clean-room lock clean hostile-models

help: ## Say what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Debian packages (asks first), .venv, locked requirements: enough to run
	@packaging/setup

setup-dev: ## The same, with what tests and lint need
	@packaging/setup dev

demo: setup ## A whole appliance on this machine; Ctrl-C ends it and leaves nothing
	@$(BIN)/cloister demo

tour: setup ## Walk the staff, reviewer and auditor journeys against a throwaway appliance
	@$(BIN)/cloister tour

test: setup-dev lint check ## Set up, lint, and run every test (T=path for some)

check: setup-dev ## Run the tests alone (T=path for some, JOBS=1 for one after another)
	$(PYTHON) -m pytest $(if $(filter tests,$(T)),-n $(JOBS) --dist loadfile --no-loadscope-reorder) $(T)

lint: setup-dev ## ruff, mypy, import-linter, bandit, codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r appliance audit -ll
	$(BIN)/codespell

fix: setup-dev ## Format, and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## Measure how long people wait on this machine
	$(PYTHON) -m tests.bench.exchange

bench-streams: setup-dev ## A hundred streams beside 20 pages a second: waits, memory, processors
	$(PYTHON) -m tests.bench.streams

bench-day: setup-dev ## 3,000 exchanges with a tenfold peak before a scripted engine: own time, memory
	$(PYTHON) -m tests.bench.day $(ARGS)

alert-rates: setup-dev ## How often simulated quiet days raise an alert (SEEDS=4,5,6 DAYS=80 A_DAY=3000)
	SEEDS=$${SEEDS:-4,5,6} DAYS=$${DAYS:-80} A_DAY=$${A_DAY:-3000} $(PYTHON) -m tests.soak.alerts

fuzz-http: setup-dev ## schemathesis on the HTTP interface, every role (EXAMPLES=100, SEED=1)
	EXAMPLES=$${EXAMPLES:-100} SEED=$${SEED:-1} $(PYTHON) -m tests.fuzz.run

bench-shadow: setup-dev ## What a shadow costs the live path: p95 with and without, in turn (BLOCKS=6)
	BLOCKS=$${BLOCKS:-6} $(PYTHON) -m tests.bench.shadow

bench-bulk: setup-dev ## What a list of texts costs people at the pages: p95 beside one and without (BLOCKS=6)
	BLOCKS=$${BLOCKS:-6} $(PYTHON) -m tests.bench.bulk

bench-rollback: setup-dev ## Rollbacks under 20 requests a second: one release for each (DURATION=60)
	DURATION=$${DURATION:-60} $(PYTHON) -m tests.bench.rollback

bench-engine: setup-dev ## The running batch beside transformers' generate (ARGS="--threads 2 --rounds 5")
	$(BIN)/cloister bench engine $(ARGS)

bench-pipeline: setup-dev ## The whole appliance beside its bare model (ARGS="--rounds 5")
	$(BIN)/cloister bench pipeline $(ARGS)

gpu: setup-dev ## The engine's tests that need a CUDA device, and nothing else
	$(PYTHON) -m pytest tests/gpu

soak-engine: setup-dev ## One prompt a thousand times among others (TIMES=1000)
	TIMES=$${TIMES:-1000} $(PYTHON) -m tests.soak.engine same

soak-schema: setup-dev ## Structured answers of two models, each checked by a validator (TIMES=1000)
	TIMES=$${TIMES:-1000} $(PYTHON) -m tests.soak.schema

fuzz-engine: setup-dev ## Malformed messages to a real engine process (TIMES=10000)
	TIMES=$${TIMES:-10000} $(PYTHON) -m tests.soak.engine malformed

faults: setup-dev ## Every part taken away at every point of an exchange (40 minutes; POINTS=, FAULTS=)
	$(PYTHON) -m tests.faults $(if $(POINTS),--points "$(POINTS)") $(if $(FAULTS),--faults "$(FAULTS)")

naughty: setup-dev ## Public lists of hostile strings, typed and written by the model (DATA=folder)
	$(PYTHON) -m tests.planted.naughty $(DATA)

golden: setup-dev ## Every golden case of the shipped purposes with the shipped model; part of CI (3 minutes)
	$(PYTHON) -m tests.soak.golden

bench-approved: setup-dev ## Whether likeness to approved answers tells good ones from bad (6 minutes)
	$(PYTHON) -m tests.bench.approved

identifiers: setup-dev ## Identifiers of many offices: how much of each kind is masked (ARGS="--types iban,nl-")
	$(PYTHON) -m tests.identifiers $(ARGS)

statistics: setup-dev ## How often verdicts and rollout tests err, and what they find (RUNS=20000 SEED=1)
	RUNS=$${RUNS:-20000} SEED=$${SEED:-1} $(PYTHON) -m tests.soak.rates

vectors: setup-dev ## Make the audit format's vectors anew
	$(PYTHON) audit/vectors/make.py

hostile-models: setup-dev ## A thousand hostile model folders; every one must be refused (FOLDERS=, SEED=)
	$(PYTHON) -m tests.hostile_models.run $(if $(FOLDERS),--folders $(FOLDERS)) $(if $(SEED),--seed $(SEED))

docs: setup-dev ## Check that the documents match the code
	$(PYTHON) -m pytest -q tests/test_docs.py

pictures: setup-dev ## Take the README's pictures anew, in a real browser
	$(PYTHON) -m pytest -q tests/scenarios/test_journeys_in_a_browser.py
	cp var/pictures/new-exchange.png var/pictures/answer-and-why.png var/pictures/review.png var/pictures/phone.png docs/pictures/

package: setup-dev ## Write dist/: the wheel, the lock, and models with policies
	packaging/package

machine: setup-dev ## The playbook on a booted Debian 12 container (root, minutes)
	$(PYTHON) -m pytest -p no:randomly -s tests/machine

clean-room: setup-dev ## make tour and make test on a bare Debian 12 root (root, long)
	$(PYTHON) -m tests.machine.clean_room tour test

lock: setup-dev ## Make the requirement locks anew (UPGRADE=1 looks for newer versions)
	$(PYTHON) requirements/lock.py

clean: ## Remove what was built; .venv stays
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
