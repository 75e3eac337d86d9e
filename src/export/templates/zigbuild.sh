#!/bin/sh
# Builds with cargo-zigbuild, for: @names@
# Made by `@command@`.
#
#   sh zigbuild.sh --release    arguments go to cargo
#
# The number behind each triple is the oldest glibc that the programs start with: the oldest that Rust's standard
# library supports; a higher one may be written there. It needs rustup, cargo-zigbuild and zig, which `pip install
# cargo-zigbuild` brings.
#
# What it cannot do that the flake can: link native libraries (zig brings libc alone: let the crates compile their own,
# as the feature `vendored` of openssl does), run the tests, and pin zig and Rust.
set -eu

rustup target add @triples@
#@each
cargo zigbuild --target @triple@.@glibc@ "$@"
#@end
