# make course   from a fresh clone to the book and a graded class
# make test     passes all tests
# make book, release, class, lint, format, clean   one step of these
# make pdf      the whole book as one PDF, printed by Chromium
# make bench    times the operators against torch, some ten minutes on a quiet machine
# make bench-grading   times the grading against nbgrader's own, some half an hour on a quiet machine
PYTHON ?= python3
BIN := .venv/bin
EXTRAS := torch,data,book,grade,cluster,postgresql,dev

# One thread for each process: two BLAS threads on two busy cores are slower than one.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
export MKL_NUM_THREADS ?= 1
# What experiments have computed and loaders have downloaded is kept here.
export CNNCOURSE_CACHE ?= $(CURDIR)/build/cache

INSTALLED := .venv/.installed
BOOK := build/book/_build/html/index.html
CLASS := build/class/grading/report/index.html

PACKAGE := $(shell find cnncourse -name '*.py')
READ_BY_BOOK := $(shell find cnncourse -name '*.py' -not -path '*/grading/*')
PAGES := $(shell find book -type f -not -name '*.pyc')
SOLUTIONS := $(shell find solutions -name '*.py')
ANSWERS := $(shell find tests/data -name '*.py')

PDF := build/book/cnncourse.pdf

.PHONY: course test book pdf release class lint format bench bench-grading clean
.DELETE_ON_ERROR:

course: book class
	@echo
	@echo "The book's first page:       $(CURDIR)/$(BOOK)"
	@echo "The class report:            $(CURDIR)/$(CLASS)"
	@echo "One learner's feedback page: $(CURDIR)/build/class/grading/feedback/mateusz.html"

test: lint book class
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist loadfile   # a file may share a costly beginning

book: $(BOOK)
pdf: $(PDF)
release: build/released
class: $(CLASS)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into .venv. The first time, this downloads about 190 packages."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(EXTRAS)]"
	@touch $@

# Outputs are cached by a page's code alone, so a change of the package must start an empty cache.
build/book/package: $(INSTALLED) $(READ_BY_BOOK)
	@rm -rf build/book && mkdir -p build/book && touch $@

$(BOOK): $(PAGES) build/book/package
	@echo "Building the book. The first time, this runs every page."
	$(BIN)/jupyter-book build -q -W -n --path-output build/book book
	@touch $@

$(PDF): $(BOOK) book/_ext/print_book.py
	$(BIN)/python book/_ext/print_book.py build/book/_build/html $@

build/released: $(INSTALLED) $(SOLUTIONS) $(PACKAGE)
	$(BIN)/cnncourse release
	@mkdir -p build && touch $@

$(CLASS): build/released $(ANSWERS)
	@rm -rf build/class
	$(BIN)/python tests/data/bundled_class.py build/class/submitted
	$(BIN)/cnncourse grade build/class/submitted --exercises build/release --topic convolution \
	  --output build/class/grading --timeout 10 --no-sandbox   # made up here, so it needs none
	@touch $@

lint: $(INSTALLED)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary

format: $(INSTALLED)
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

bench: $(INSTALLED)
	$(BIN)/python tests/benchmarks/run.py --write book/performance_tables.md

bench-grading: build/released
	$(BIN)/python tests/benchmarks/grading.py stock --topic convolution
	$(BIN)/python tests/benchmarks/grading.py stock --topic resnet
	$(BIN)/python tests/benchmarks/grading.py many
	$(BIN)/python tests/benchmarks/grading.py dask --learners 300
	$(BIN)/python tests/benchmarks/grading.py report

# Spares build/grading, where `cnncourse grade` keeps a gradebook that nothing can make again.
clean:
	@mkdir -p build
	find build -mindepth 1 -maxdepth 1 -not -name grading -exec rm -rf {} +
