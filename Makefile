# Every command of the project. `make help` lists them.

PYTHON ?= python3
VENV := .kampus/venv
RUN := env -u PYTHONDONTWRITEBYTECODE $(VENV)/bin/python
STUDENTS ?= 2000
KILLS ?= 1000
SEED ?= 20260803

.DEFAULT_GOAL := help
.PHONY: help demo up down clean status shell campus-day test crash check new-dataset docs lint lock install install-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo
	@echo "  Ports, settable in .env or the environment:"
	@grep -oE '"KAMPUS_[A-Z_]+": [0-9]+' stack/ports.py | tr -d '"' | sed 's/^/    /'

demo: install ## everything up, the main job run by Airflow, the IKU report printed (STUDENTS=2000)
	@$(RUN) -m stack demo --students $(STUDENTS)

up: install ## start Kafka, MySQL, MariaDB and Airflow
	@$(RUN) -m stack up

status: ## what runs where, and how far every topic is loaded
	@$(RUN) -m stack status

down: ## stop everything
	@$(RUN) -m stack down

clean: ## stop everything and remove all data of the demo
	@$(RUN) -m stack clean

shell: ## a shell where `airflow` and `sql` talk to the demo
	@$(RUN) -m stack shell

campus-day: ## play one more day of changes on the sample campus
	@$(RUN) -m stack campus-day

test: install-dev check ## every check and test; starts what it needs by itself
	@$(RUN) -m pytest

crash: install-dev ## kill at random while messages come, compare all sinks with the log, write docs/crash-report.md (KILLS=1000 SEED=...)
	@$(RUN) -W ignore:resource_tracker:UserWarning -m crash --kills $(KILLS) --seed $(SEED)

check: install-dev
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

lint: install-dev check ## contracts, code style and types
	@$(RUN) -m include.contract.lint

new-dataset: install-dev ## look at a table, file or web API and draft its contract (asks; or ARGS="--kind mysql ...")
	@AIRFLOW_HOME="$${AIRFLOW_HOME:-$(CURDIR)/.kampus/draft}" $(RUN) -m include.draft $(ARGS)

docs: install-dev ## write the generated documents again
	@$(RUN) -m include.contract.docs
	@$(RUN) -m include.iku.docs
	@$(RUN) -m tests.crash
	@cd dags && env PYTHONPATH=..:. ../$(VENV)/bin/python -m kampus.reference

lock: install-dev ## compile the pinned requirements from the .in files
	@$(VENV)/bin/uv pip compile -q --no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements-dev.in -o requirements-dev.txt
	@$(VENV)/bin/uv pip compile -q --no-emit-index-url --no-emit-find-links --no-header --no-annotate -c requirements-dev.txt requirements.in -o requirements.txt

install:
	@$(PYTHON) -m stack.install

install-dev:
	@$(PYTHON) -m stack.install --dev
