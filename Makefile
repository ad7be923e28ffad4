# The commands of Awning. `make` shows them.
PORT ?= 8787
STATE ?= .wrangler/state
NODE := node_modules/.bin/node
export PATH := $(CURDIR)/node_modules/.bin:$(CURDIR)/.tools/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help dev setup build test test-native test-worker test-api test-browser bench deploy clean

help: ## show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Variables: PORT=$(PORT) (make dev), STATE=$(STATE) (folder of the local data)"

dev: ## run the demonstration shop here (PORT=, STATE=)
	@PORT="$(PORT)" STATE="$(STATE)" exec node tools/dev.mjs

setup: ## install everything that is needed
	@node tools/setup.mjs

build: setup ## build the Workers as they are deployed
	@node tools/build.mjs --release

test: test-native test-worker test-api test-browser ## run every test

test-native: setup ## the quick loop: formatting, lints and the tests of pure code
	cargo fmt --check
	cargo clippy --all-targets --quiet -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown --quiet -- -D warnings
	cargo test --quiet
	AWNING_HISTORIES=10000 cargo test --quiet --profile simulation --test simulation

test-worker: setup build ## the tests on workerd
	$(NODE) --test --test-concurrency=2 "tests/worker/*.test.mjs"

test-api: setup build ## schemathesis against both OpenAPI documents (needs Python)
	@node tools/schemathesis.mjs
	$(NODE) --test "tests/schemathesis/*.test.mjs"

test-browser: setup build ## the tests in Chromium and the HTML checks
	@node tools/chromium.mjs
	$(NODE) --test "tests/browser/*.test.mjs"

bench: setup build ## measure, and write the table of results
	$(NODE) bench/run.mjs

deploy: setup ## bring the shop to Cloudflare, the first time and every time (docs/OPERATIONS.md)
	@node tools/deploy.mjs

clean: ## remove everything that was built, but not the data or the tools
	rm -rf build target
