# make run    installs what is missing, builds, and starts room server and TV in one process
# make test   the same, then every test, the browser end-to-end tests included
# make check  format, warnings, and the rules of the house
# make check-deep  the transport's tests under the address and the thread sanitizer
SHELL := /bin/bash
SWIFT ?= swift
RELEASE := $(SWIFT) build -c release --product diascope

.PHONY: run test check check-deep build dependencies test-dependencies format fuzz bench bench-room bench-network bench-live
.PHONY: install screens package package-test image boot-test clean

run: build
	.build/release/diascope run

build: dependencies
	$(RELEASE)

dependencies:
	Scripts/install-dependencies run

test-dependencies:
	Scripts/install-dependencies test
	Scripts/python-peers
	Scripts/stock-clients

test: test-dependencies
	$(RELEASE)
	Scripts/test

check: dependencies
	Scripts/check

# Before a release, and after work on what several threads or C see: minutes, and gigabytes of build.
check-deep: test-dependencies
	Scripts/check-deep

format:
	$(SWIFT) format -i -p -r Sources Tests Fuzz Benchmarks Package.swift

# Each fuzzer for SECONDS (60) on a copy of its corpus.
fuzz: dependencies
	Scripts/fuzz

bench: test-dependencies
	$(RELEASE)
	Scripts/bench

# What the room server costs, beside a bare WebSocket echo and a python-socketio server.
bench-room: test-dependencies
	Scripts/bench-room

# Command, units, man pages and completions into this system, or below DESTDIR.
install: build
	Scripts/install-files $(DESTDIR)

# What is seen on the TV over bad networks, in virtual time, as a table. The tests assert the same.
bench-network: dependencies
	@echo '| network | shown/s | freezes | longest, ms | delay, ms | key frames | first, ms |'
	@echo '|---|---|---|---|---|---|---|'
	@set -o pipefail; DIASCOPE_TEST_NETWORK_TABLE=1 DIASCOPE_TEST_DEEP=1 $(SWIFT) test --disable-xctest --no-parallel --filter NetworkTableTests | grep -E '^\||^KiB|✘'

# A real browser over a lossy link, to the TV and to a Chromium in its place; as root.
bench-live: test-dependencies
	$(RELEASE)
	@echo '| loss | RTT, ms | receiver | pictures/s | freezes | longest, ms | longest still, ms | behind the sender, ms | received/s | own shown/s | own freezes |'
	@echo '|---|---|---|---|---|---|---|---|---|---|---|'
	@set -o pipefail; DIASCOPE_TEST_LIVE_SECONDS=20 DIASCOPE_TEST_BINARY=$(CURDIR)/.build/release/diascope \
		$(SWIFT) test --disable-xctest --no-parallel --filter ImpairedLinkTests/compares | grep -E '^\||✘'

# Every screen of the TV at five sizes and in every language as PNG in SCREENS (.build/screens), for looking at, and compared with
# the pictures that are kept. DIASCOPE_KEEP_SCREENS=1 keeps what it draws, after somebody has looked at it.
SCREENS ?= $(CURDIR)/.build/screens
screens: dependencies
	DIASCOPE_TEST_SCREENS=$(SCREENS) $(SWIFT) test --disable-xctest --filter ScreenGallery

# A Debian package with the Swift runtime inside.
package: dependencies
	Scripts/install-dependencies image
	$(RELEASE) --static-swift-stdlib -Xlinker --no-export-dynamic
	Scripts/package

package-test: package
	Scripts/package-test $$(ls -t .build/package/*.deb | head -1)

# A disk image that boots to its code; as root.
image: package
	Scripts/image/build $$(ls -t .build/package/*.deb | head -1)

# Boots the image in QEMU and looks at its screen.
boot-test: image
	Scripts/python-peers
	Scripts/boot/display-tests .build/display-tests.img
	@# 69: the mirrors have no headers of the image's kernel.
	Scripts/boot/yuvcard/build .build/image .build/yuvcard.ko || [ $$? -eq 69 ]
	Scripts/boot-test .build/image --display-tests .build/display-tests.img --yuvcard .build/yuvcard.ko

clean:
	rm -rf .build .build-*
