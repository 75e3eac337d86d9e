"""A workspace with the dependencies that are hard to cross-compile: in the shell, as a package and in a check."""

import os
import pathlib
import unittest

from world import CROSS, ROOT, Project, bits, by_runner, long, machine, row

TARGETS = ["aarch64", "armv7", "riscv64"]
# One test at least for each: its name in the output of `cargo test`.
DEPENDENCIES = {
    "sqlite": "stored", "C++": "from_cpp", "cmake": "from_cmake", "bindgen": "bindings", "prost": "protocol", "zstd and zlib": "compressed",
    "ring and aws-lc-rs": "signed", "openssl, twice": "tls", "a proc-macro and C run by a build script": "on_host",
}


@long
class HardDependencies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.project = Project(example=ROOT / "tests/consumers/native")
        cls.project.targets = [*TARGETS, "x86_64", "cmake", "libclang", "protobuf"]

    @classmethod
    def tearDownClass(cls):
        cls.project.__exit__()

    def test_all_are_built_and_tested_in_each_shell(self):
        for alias in TARGETS:
            with self.subTest(alias):
                output = self.project.nix("develop", alias, "-c", "cargo", "test", "--workspace", "--locked").stderr
                for dependency, crate in DEPENDENCIES.items():
                    self.assertIn(f"target/{row(alias)['triple']}/debug/deps/{crate}-", output, dependency)

    def test_packages_are_of_their_targets_and_run(self):
        for alias in TARGETS:
            with self.subTest(alias):
                package = pathlib.Path(self.project.nix("build", f"packages.x86_64-linux.{alias}", "--no-link", "--print-out-paths").stdout.strip())
                program = package / "bin/everything"
                self.assertEqual(machine(program), CROSS[alias])
                arch = os.uname().machine
                self.assertEqual(
                    self.project.nix("develop", alias, "-c", *by_runner(alias, program)).stdout.splitlines(),
                    [
                        f"on-host: {arch} {arch} [0, 1, 4, 9, 16]",
                        "from-cpp: Some(2)",
                        f"from-cmake: {bits(program)} Linux {row(alias)['config'].split('-')[0]}",
                        "bindings: 11e60398",
                        "compressed: true true",
                        "stored: 6",
                        "protocol: [10, 3, 121, 111, 117, 18, 2, 2, 1]",
                        "signed: true",
                        "tls: true",
                    ],
                )

    def test_checks_pass(self):
        for alias in TARGETS:
            with self.subTest(alias):
                self.project.nix("build", f"checks.x86_64-linux.{alias}", "--no-link")
