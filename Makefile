# Aliases only: ./run and ./test do the work and need no make.
.PHONY: run test check bench faults fmt lock

run:
	./run

test:
	./test

check: # lint, types and contracts
	./test --check

bench: # QUICK=1: the letter engine only, in less than a minute
	.venv/bin/python bench/letters.py $(if $(QUICK),quick)
ifndef QUICK
	.venv/bin/python bench/readback.py
	.venv/bin/python bench/plot.py bench/out/letters.json bench/out/letters.svg bench/out/letters.md
endif

faults: # every named point, several rounds, then 300 random lives of a breach; needs NOTIFY_TEST_PG and NOTIFY_TEST_AMQP
	NOTIFY_FAULT_ROUNDS=5 NOTIFY_FAULT_BREACHES=10 .venv/bin/python -m pytest -q tests/faults
	NOTIFY_LIFE_EXAMPLES=300 .venv/bin/python -m pytest -q tests/breaches/test_life_of_a_breach.py

fmt:
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .

lock:
	sh deploy/lock.sh
