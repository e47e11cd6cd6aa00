# Thin: dev.py does the work and runs without make too.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=

.PHONY: run setup stop test check bench shell help

run:
	@$(PYTHON) dev.py run --port $(PORT)

setup stop check shell:
	@$(PYTHON) dev.py $@

# One file: make test ARGS=talkoot/kernel/links/tests.py
test bench:
	@$(PYTHON) dev.py $@ $(ARGS)

help:
	@$(PYTHON) dev.py --help
