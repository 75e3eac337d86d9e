"""A workspace with the dependencies that are hard to cross-compile: in the shell, as a package and in a check."""

import os
import pathlib

import pytest
from world import CROSS, ROOT, Project, bits, by_runner, each, long, machine, row

TARGETS = ["aarch64", "armv7", "riscv64"]
# One test at least for each: its name in the output of `cargo test`.
DEPENDENCIES = {
    "sqlite": "stored", "C++": "from_cpp", "cmake": "from_cmake", "bindgen": "bindings", "prost": "protocol", "zstd and zlib": "compressed",
    "ring and aws-lc-rs": "signed", "openssl, twice": "tls", "a proc-macro and C run by a build script": "on_host",
}


@long
@pytest.mark.xdist_group("native")
class HardDependencies:
    @pytest.fixture(scope="class")
    def native(self):
        """The workspace, in which the targets share what is built for the build machine."""
        with Project(example=ROOT / "tests/consumers/native") as project:
            project.targets = [*TARGETS, "x86_64", "cmake", "libclang", "protobuf"]
            yield project

    @each(TARGETS)
    def test_all_are_built_and_tested_in_the_shell(self, native, alias):
        output = native.nix("develop", alias, "-c", "cargo", "test", "--workspace", "--locked").stderr
        for dependency, crate in DEPENDENCIES.items():
            assert f"target/{row(alias)['triple']}/debug/deps/{crate}-" in output, dependency

    @each(TARGETS)
    def test_the_package_is_of_its_target_and_runs(self, native, alias):
        package = pathlib.Path(native.nix("build", f"packages.x86_64-linux.{alias}", "--no-link", "--print-out-paths").stdout.strip())
        program = package / "bin/everything"
        assert machine(program) == CROSS[alias]
        arch = os.uname().machine
        assert native.nix("develop", alias, "-c", *by_runner(alias, program)).stdout.splitlines() == [
            f"on-host: {arch} {arch} [0, 1, 4, 9, 16]",
            "from-cpp: Some(2)",
            f"from-cmake: {bits(program)} Linux {row(alias)['config'].split('-')[0]}",
            "bindings: 11e60398",
            "compressed: true true",
            "stored: 6",
            "protocol: [10, 3, 121, 111, 117, 18, 2, 2, 1]",
            "signed: true",
            "tls: true",
        ]

    @each(TARGETS)
    def test_the_check_passes(self, native, alias):
        native.nix("build", f"checks.x86_64-linux.{alias}", "--no-link")
