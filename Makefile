# What people and CI run. Needs Swift 6.3; .ci/setup sees to the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build demo test test-traits model-check kill-campaign sandbox-conformance kernel-tests mutation hostile fuzz verification sanitize format lint docs instructions bench-check bench bench-quick clean

# Other traits or sanitizers in one build directory would rebuild everything at each switch: each has its own. Those
# without the Macros trait neither fetch nor build swift-syntax on a fresh clone.
plain := --disable-default-traits
demo_dir := .build/demo
traits_dir := .build/traits
tsan_dir := .build/tsan
asan_dir := .build/asan

swift_sources := $(wildcard Package.swift Sources Tests Benchmarks)
# The tests that start plugins; the others keep all processors busy.
processes := OutboardIntegrationTests ExamplesTests
test_filter := $(if $(FILTER),--filter '$(FILTER)')

# ThreadSanitizer's fixed memory layout has no room for more than 28 random bits in mmap addresses. Where the kernel
# uses more, run without address randomisation; children inherit that.
mmap_rnd_bits := $(shell cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
tsan_wrapper := $(if $(shell [ $(mmap_rnd_bits) -gt 28 ] && setarch -R true 2>/dev/null && echo yes),setarch -R)

# Runs the tests with the sanitizer $(1) in the directory $(2), after the words $(3) and with the options $(4), those that
# the options $(5) choose or otherwise FILTER: one test
# after the other, so that no test waits for the processors that others keep busy, and the longest with a tenth of their
# counts. Without a sandbox: sanitizers start programs and write reports. A report of any process fails the run, also of
# one whose test did not notice: see .ci/sanitizers.c.
define run_sanitized
	@rm -rf $(2)/reports; mkdir -p $(2)/reports
	$(CC) -c -DREPORTS='"$(abspath $(2))/reports"' .ci/sanitizers.c -o $(2)/sanitizers.o
	OUTBOARD_TEST_DIVISOR=10 OUTBOARD_SANDBOX=none $(3) swift test --disable-xctest --no-parallel $(plain) --sanitize=$(1) --scratch-path $(2) \
		-Xlinker $(abspath $(2))/sanitizers.o $(4) $(or $(5),$(test_filter)) || status=$$?; \
	for report in $(2)/reports/*; do \
		if [ -e "$$report" ]; then printf '\n%s:\n' "$$report"; cat "$$report"; status=1; fi; \
	done; exit $${status:-0}
endef

# Builds product $(1) for the demo: a dot for each step, so that a first build does not look hung, and everything it
# said when it fails.
define build_for_demo
	@mkdir -p $(demo_dir); log=$(demo_dir)/$(1).log; printf 'Building $(1) '; \
	if swift build -c release $(plain) --scratch-path $(demo_dir) --product $(1) 2>&1 \
		| tee $$log | while IFS= read -r _; do printf .; done; \
	then echo ' done'; else echo ' failed'; cat $$log; exit 1; fi
endef

help: ## List the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r target text; do printf '  make %-21s%s\n' "$$target" "$$text"; done

setup:
	@.ci/setup

build: setup ## Build everything, debug
	swift build

demo: setup ## Build and run the user manager example
	$(call build_for_demo,user-manager-demo)
	$(call build_for_demo,user-manager-plugin)
	@$(demo_dir)/release/user-manager-demo

# What starts plugins runs after the rest, so that it has the machine for itself, and then once more with epoll: without
# a word the host waits with io_uring where the kernel lets it.
test: setup ## Run the tests, those with plugin processes on both wait backends; FILTER=pattern runs some of them
	swift test --disable-xctest $(or $(test_filter),$(processes:%=--skip %))
	$(if $(FILTER),,swift test --disable-xctest --skip-build $(processes:%=--filter %))
	$(if $(FILTER),,OUTBOARD_WAIT_BACKEND=epoll swift test --disable-xctest --skip-build $(processes:%=--filter %))

test-traits: setup ## Run the tests of the traits Metrics, Tracing and ServiceLifecycle
	swift test --disable-xctest $(plain) --traits Metrics,Tracing,ServiceLifecycle --scratch-path $(traits_dir) \
		--filter MetricsTests --filter TracingTests --filter ServiceTests --filter TraceContext

model-check: ## Search the model of waiting, right and wrong, for lost wake-ups; under 5 minutes
	@.ci/setup model
	Tests/Model/check
	Tests/Model/check --mutations

sandbox-conformance: setup ## Try what a sandbox forbids and what it allows, as this user and as an ordinary one
	swift test --disable-xctest $(plain) --filter SandboxTests --filter NamespaceTests --filter UsageTests

# Where the kernel decides: sandboxes, control groups of version 2, sealed memory, descriptors, waiting.
kernel_suites := UsageTests SandboxTests NamespaceTests AttachTests CallTests WaitingTests LaunchTests OutboardSystemTests
kernel-tests: setup ## Run the tests that lean on the kernel on Debian's, in an emulated machine; the longest do a hundredth; FILTER as for test
	@.ci/setup kernels
	swift build --build-tests
	OUTBOARD_TEST_DIVISOR=100 PASS=OUTBOARD_TEST_DIVISOR \
		Tests/Kernels/run "$$(swift build --show-bin-path)/outboardPackageTests.xctest" --testing-library swift-testing \
		--no-parallel $(or $(test_filter),$(kernel_suites:%=--filter %))

mutation: setup ## Take away each check of what a plugin wrote, and look for the test that fails; ONLY=text for some
	@.ci/setup lint
	.ci/untrusted/mutate $(if $(ONLY),--only '$(ONLY)')

# The hostile plugin and the honest one beside it: without the sanitizer of their host. In their sandbox it could not do
# its work, the hostile one races on purpose, and they are not what is tested.
attackers := OUTBOARD_HOSTILE_PLUGINS=$(abspath $(demo_dir)/debug)
define build_attackers
	swift build $(plain) --scratch-path $(demo_dir) --product Hostile
	swift build $(plain) --scratch-path $(demo_dir) --product CSkeleton
endef

hostile: setup ## Run the hostile plugin against a host, on both wait backends, in each sandbox; SEEDS=number, 3; SANITIZE=address
	$(build_attackers)
	$(if $(SANITIZE),,for backend in io_uring epoll; do \
		OUTBOARD_WAIT_BACKEND=$$backend $(hostile_runs) swift test --disable-xctest --filter HostileTests; \
	done)
	$(if $(filter address,$(SANITIZE)),$(call run_sanitized,address,$(asan_dir),env $(hostile_runs),-Xswiftc -use-ld=lld,--filter HostileTests))
	$(if $(filter thread,$(SANITIZE)),$(call run_sanitized,thread,$(tsan_dir),env $(hostile_runs) $(tsan_wrapper),,--filter HostileTests))

hostile_runs = OUTBOARD_HOSTILE_PHASE=600 OUTBOARD_HOSTILE_SEEDS=$(or $(SEEDS),3) $(attackers)

fuzz: setup ## Fuzz all that reads a plugin's bytes; SECONDS=number for each reader, 60, or STEPS=number; SEED, TARGETS=names
	Tests/Fuzzing/run $(if $(STEPS),--steps=$(STEPS)) $(if $(SECONDS),--seconds=$(SECONDS)) $(if $(SEED),--seed=$(SEED)) $(TARGETS)

verification: setup ## Test digests and signatures of programs, with the trait Verification; SWAPS=number, 300
	OUTBOARD_SWAPS=$(or $(SWAPS),300) swift test --disable-xctest --traits Verification \
		--scratch-path .build/verification --filter VerificationTests --filter OutboardToolTests

# Alone on the machine the default takes some 3 minutes.
N ?= 10000
kill-campaign: setup ## Kill plugins N times under load, and check every call; SEED for the same choices again
	@for product in KillCampaignRunner ProbePlugin NotesPlugin; do \
		swift build -c release $(plain) --scratch-path $(demo_dir) --product $$product; \
	done
	@$(demo_dir)/release/KillCampaignRunner $(N) $(SEED)

sanitize: setup ## Run the tests under ThreadSanitizer, then AddressSanitizer; FILTER as for test
	$(build_attackers)
	$(call run_sanitized,thread,$(tsan_dir),env $(attackers) $(tsan_wrapper),)
	$(call run_sanitized,address,$(asan_dir),env $(attackers),-Xswiftc -use-ld=lld)

format: setup ## Format the Swift sources in place
	swift format --in-place --parallel --recursive $(swift_sources)

lint: setup ## Check formatting, doc comments, and that nothing traps on what a plugin wrote; any finding fails
	@.ci/setup lint
	swift format lint --strict --parallel --recursive $(swift_sources)
	.ci/untrusted/lint --self-test
	.ci/untrusted/lint

docs: setup ## Build the documentation into .build/docs; any warning fails
	@mkdir -p .build/docs
	OUTBOARD_DOCS=1 swift package --allow-writing-to-directory .build/docs generate-documentation \
		--target Outboard --target OutboardPlugin --target OutboardCore --target OutboardUntrusted --target OutboardTesting \
		--enable-experimental-combined-documentation --exclude-extended-types \
		--warnings-as-errors --output-path .build/docs
	@echo 'To read it: python3 -m http.server -d .build/docs 8000, then http://localhost:8000/documentation'

instructions: ## Count the instructions and allocations of a call; more than Benchmarks/instructions/limits.json fails
	@.ci/setup bench
	Benchmarks/instructions/check $(ARGS)

bench-check: ## Run the suites for a short time, for the answers that they check and not for numbers
	@.ci/setup bench
	Benchmarks/all --quick --only core,service,life --no-install

bench: ## Measure everything, peers too, and write a report to Benchmarks/results; about 40 minutes
	@.ci/setup bench
	Benchmarks/all $(ARGS)

bench-quick: ## The same in a tenth of the time, after the build: a look, not a result
	@.ci/setup bench
	Benchmarks/all --quick $(ARGS)

clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build
