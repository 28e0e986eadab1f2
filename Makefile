# Everything that a newcomer types. `make help` lists it. GNU make and a POSIX shell; no other tool is taken for granted.
#   ARGS="..."     more arguments for the command:  make run ARGS="--config /etc/earful"   make test ARGS="-k cases"
#   PYTHON=...     the Python to set up with, if the first one found is the wrong one (3.11 or newer)

ARGS ?=
export PYTHON
unexport PYTHONDONTWRITEBYTECODE  # else every start of the command compiles the whole of it
EARFUL := .venv/bin/earful
IN_VENV := .venv/bin/python -m
SIDE_BY_SIDE := $(IN_VENV) pytest -n auto --dist worksteal
NONE_CHOSEN := [ $$? -eq 5 ]  # ARGS="-k ..." need not choose a test of each kind

.DEFAULT_GOAL := help
.PHONY: help run demo test test-all lint bench-tone bench-streams bench-stories bench-storms bench-tickers bench-numenta bench-replay bench-small-brands bench-pages image-test pictures lock set-up set-up-dev clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

run: set-up  ## start the daemon on ./config.yaml; Ctrl-C ends it
	$(EARFUL) run $(ARGS)

demo: set-up  ## one angry customer from first word to won back, in a minute; needs no accounts
	$(EARFUL) demo $(ARGS)

test: lint  ## lint, types and the quick tests
	$(SIDE_BY_SIDE) -m "not slow" $(ARGS)

test-all: lint  ## the same, and the long proofs; at last those that must be alone with the machine
	$(SIDE_BY_SIDE) -m "not slow" $(ARGS) || $(NONE_CHOSEN)
	$(SIDE_BY_SIDE) -m "slow and not alone" $(ARGS) || $(NONE_CHOSEN)
	$(IN_VENV) pytest -m alone $(ARGS) || $(NONE_CHOSEN)

lint: set-up-dev  ## lint and types only
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .
	$(IN_VENV) mypy

bench-tone: set-up-dev  ## speed of the tone scorers beside TextBlob and VADER (ARGS="--data FOLDER" adds how right they are)
	$(IN_VENV) benchmarks.tone $(ARGS)

bench-stories: set-up-dev  ## how fast and how rightly stories are told apart, beside difflib (and datasketch, if it is there)
	$(IN_VENV) benchmarks.stories $(ARGS)

bench-streams: set-up-dev  ## how many posts of a firehose one processor takes in
	$(IN_VENV) benchmarks.streams $(ARGS)

bench-storms: set-up-dev  ## false storms, recall and delay of the storm detector in simulations (ARGS=--full: hours)
	$(IN_VENV) benchmarks.storms $(ARGS)

bench-tickers: set-up-dev  ## how many marked bursts of raw mentions an owner hears of, and at how many alarms
	$(IN_VENV) benchmarks.tickers $(ARGS)

bench-numenta: set-up-dev  ## the same on the public series of brand mentions (ARGS=FOLDER, a checkout of NAB)
	$(IN_VENV) benchmarks.numenta $(ARGS)

bench-pages: set-up-dev  ## how long every question of the pages takes with a million mentions (ARGS=--postgresql: there)
	$(IN_VENV) benchmarks.pages $(ARGS)

bench-small-brands: set-up-dev  ## whether three complaints within an hour are told at the third, where one a week is usual
	$(IN_VENV) benchmarks.small_brands $(ARGS)

bench-replay: set-up-dev  ## how long a year of a million voices takes, and a post through the whole of earful replay
	$(IN_VENV) benchmarks.replay $(ARGS)

image-test:  ## build the container image, and prove that it works (docker, or podman)
	@tools/image-test.sh

pictures: set-up-dev  ## take the pictures of README and docs anew (needs Chromium)
	$(IN_VENV) tools.pictures

lock:  ## write requirements/*.lock from pyproject.toml (ARGS=--upgrade takes the newest versions)
	@tools/lock.sh $(ARGS)

set-up:  ## only make .venv
	@tools/set-up.sh run

set-up-dev:
	@tools/set-up.sh dev

clean:  ## delete what these commands made, but never ./data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
