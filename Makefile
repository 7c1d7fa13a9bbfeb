# Thin names for `python3 -m launcher …`, which works without make too.
PYTHON ?= python3
UV ?= uv
BIN = .venv/bin
ARGS ?=

.PHONY: run test check install fmt lock pictures bench faults year

run: ## the whole application on http://127.0.0.1:8000; another port: make run PORT=8001
	@$(PYTHON) -m launcher run $(ARGS)

test: ## the tests; some of them: make test ARGS="tests/members -k roster"
	@$(PYTHON) -m launcher test $(ARGS)

check: ## formatting, linters, types, migrations, settings, tests
	@$(PYTHON) -m launcher check

install: ## only what development needs, into .venv
	@$(PYTHON) -m launcher install

fmt: install ## put code and templates into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

lock: ## choose versions anew from pyproject.toml; needs uv
	$(UV) lock
	$(UV) export --no-emit-project --no-default-groups --no-header --format requirements-txt -o requirements/app.lock
	$(UV) export --no-emit-project --no-default-groups --extra fast --no-header --format requirements-txt -o requirements/fast.lock
	$(UV) export --no-emit-project --no-default-groups --group local --no-header --format requirements-txt -o requirements/local.lock
	$(UV) export --no-emit-project --no-default-groups --group local --group dev --no-header --format requirements-txt -o requirements/dev.lock
	$(UV) export --no-emit-project --no-default-groups --only-group peers --no-header --format requirements-txt -o requirements/peers.lock
	rm uv.lock

pictures: ## take the pictures in docs/pictures anew
	@$(PYTHON) -m launcher exec --throwaway -- python -m tests.pictures

bench: ## measure what the README claims
	@$(PYTHON) -m launcher exec --throwaway -- python -m benchmarks $(ARGS)

faults: install ## kill and break everything around the mails, and count (about half an hour)
	@$(BIN)/python -m tests.faults --trials 100 $(ARGS)
	@$(BIN)/python -m tests.faults --mutants

year: ## live a year of 200 people with a moved clock, and count every mail (long)
	@$(PYTHON) -m launcher exec --throwaway -- python -m tests.year $(ARGS)
