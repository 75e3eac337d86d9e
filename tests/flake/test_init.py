"""As a new user: a crate from the registry that links OpenSSL, `crossflake init`, and its tests for another machine."""

import json
import os
import pathlib
import re
import shutil

import pytest
from world import CROSS, EXAMPLE, ROOT, build, crate, long, machine, nix, nix_program, run

# Encrypted push messages; its tests are in the crate and need no network.
CRATE, VERSION = "ece", "2.3.1"


@pytest.mark.xdist_group("init")
class NewUser:
    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request, tmp_path_factory):
        """The project that they share."""
        cls = request.cls
        cls.program = build("default") / "bin/crossflake"
        cls.folder = tmp_path_factory.mktemp("init")
        # A folder of its own: no workspace around it.
        cls.project = cls.folder / CRATE
        crate(CRATE, VERSION, cls.project)
        run(cls.program, "init", "--target", "aarch64", cwd=cls.project)

    def nix(self, *arguments):
        overrides = ["--override-input", "crossflake", f"git+file://{ROOT}"]
        command, *rest = arguments
        return nix("--targets", "aarch64", "--inputs-of", "crossflake", command, *overrides, *rest, cwd=self.project)

    def test_the_crates_tests_pass_under_the_emulator(self):
        output = self.nix("develop", f"path:{self.project}#aarch64", "-c", "cargo", "test").stdout
        assert "test result: ok." in output
        assert "FAILED" not in output

    def test_the_program_runs_the_tests_in_the_shell(self):
        """`crossflake test aarch64`, with a Nix that takes this repository as the input."""
        wrapper = nix_program(self.folder / "nix", "aarch64")
        output = run(self.program, "test", "aarch64", "--", "--lib", cwd=self.project, environment={"CROSSFLAKE_NIX": str(wrapper)}).stdout
        assert "test result: ok." in output

    def test_cargo_config_names_linker_and_runner(self):
        text = (self.project / ".cargo/config.toml").read_text()
        assert 'linker = "aarch64-unknown-linux-gnu-gcc"' in text
        assert 'runner = "qemu-aarch64"' in text

    def test_what_it_writes_is_formatted(self):
        formatter = pathlib.Path(nix("build", "--no-link", "--print-out-paths", f"{ROOT}#formatter.x86_64-linux").stdout.strip())
        before = (self.project / "flake.nix").read_text()
        run(formatter / "bin/treefmt", self.project / "flake.nix", environment={"HOME": os.environ["HOME"]})
        assert (self.project / "flake.nix").read_text() == before


@pytest.mark.xdist_group("standalone")
class Standalone:
    """`crossflake init --standalone`: a flake and a copy of the library, whose outputs are those that crossflake makes."""

    # By a name of pkgsCross, a crossSystem, without a C compiler; each kind of runner, and the build machine itself.
    TARGETS = ["aarch64", "aarch64-none", "armel", "i686", "ppc64le", "riscv64", "thumbv6m", "wasi", "wasm", "windows", "x86_64", "x86_64-musl"]

    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request, tmp_path_factory):
        """The two projects that they compare."""
        cls = request.cls
        cls.program = build("default") / "bin/crossflake"
        cls.folder = tmp_path_factory.mktemp("standalone")
        options = [word for target in cls.TARGETS for word in ["--target", target]]
        for name, option in [("thin", f"--url=git+file://{ROOT}"), ("standalone", "--standalone")]:
            shutil.copytree(EXAMPLE, cls.folder / name, ignore=shutil.ignore_patterns("target", ".cargo", "flake.*"))
            run(cls.program, "init", option, *options, cwd=cls.folder / name)

    def nix(self, command, output, *arguments, flake="standalone", **options):
        below = ["--inputs-of", "crossflake"] if flake == "thin" else []
        targets = ["--targets", " ".join(self.TARGETS)]
        folder = self.folder / flake
        return nix(*targets, *below, command, f"path:{folder}#{output}", *arguments, **({"cwd": folder} | options))

    def evaluated(self, flake, output, function):
        return json.loads(self.nix("eval", output, "--json", "--apply", function, flake=flake).stdout)

    def test_it_has_no_other_inputs_than_nixpkgs_and_rust_overlay(self):
        text = (self.folder / "standalone/flake.nix").read_text()
        assert re.findall(r'url = "(.*)"', text) == ["github:NixOS/nixpkgs/nixos-unstable", "github:oxalica/rust-overlay"]

    def test_its_shells_are_those_of_crossflakes_own(self):
        function = "shells: builtins.mapAttrs (_: shell: shell.drvPath) shells"
        shells = self.evaluated("standalone", "devShells.x86_64-linux", function)
        assert shells == self.evaluated("thin", "devShells.x86_64-linux", function)
        assert sorted(shells) == sorted([*self.TARGETS, "all", "default"])

    def test_it_has_packages_and_checks(self):
        function = "outputs: builtins.mapAttrs (_: output: output.name) outputs"
        packages = self.evaluated("standalone", "packages.x86_64-linux", "packages: { inherit (packages) aarch64 aarch64-deployable default; }")
        assert len(packages) == 3
        checks = self.evaluated("standalone", "checks.x86_64-linux", function)
        assert checks["aarch64"] == "hello-openssl-aarch64-tests-0.1.0"
        assert sorted(checks) == sorted(self.TARGETS)

    @pytest.mark.parametrize(
        ("option", "given", "inputs"),
        [
            # A flake that takes crossflake has nixpkgs too.
            pytest.param(f"--url=git+file://{ROOT}", '{ inputs.nixpkgs.follows = "crossflake/nixpkgs";', ["--inputs-of", "crossflake"], id="thin"),
            pytest.param("--standalone", "{", [], id="standalone"),
        ],
    )
    def test_what_is_printed_beside_a_flake_joins_its_outputs(self, tmp_path, option, given, inputs):
        theirs = 'devShells.x86_64-linux = { default = "theirs"; mine = "mine"; };\n      # The outputs'
        apply = "shells: [ shells.default shells.mine shells.aarch64.env.CARGO_BUILD_TARGET ]"
        folder = tmp_path / "project"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("target", ".cargo"))
        # A flake that is not ours.
        (folder / "flake.nix").write_text("{ outputs = _: { }; }\n")
        printed = run(self.program, "init", option, "--target", "aarch64", cwd=folder, check=False)
        assert printed.returncode == 4, printed.stderr
        text = printed.stdout.replace("# The outputs", theirs).replace("{", given, 1)
        (folder / "flake.nix").write_text(text)
        said = nix("--targets", "aarch64", *inputs, "eval", "--json", f"path:{folder}#devShells.x86_64-linux", "--apply", apply)
        assert json.loads(said.stdout) == ["theirs", "mine", "aarch64-unknown-linux-gnu"]

    @long
    def test_the_examples_tests_pass_in_its_shell(self):
        output = self.nix("develop", "aarch64", "-c", "cargo", "test", "--locked").stdout
        assert "test result: ok." in output
        assert "FAILED" not in output

    @long
    def test_its_package_and_check_are_built(self):
        package = self.nix("build", "aarch64", "--no-link", "--print-out-paths").stdout.strip()
        assert machine(pathlib.Path(package) / "bin/hello-openssl") == CROSS["aarch64"]
        self.nix("build", "checks.x86_64-linux.aarch64", "--no-link")

    @long
    def test_several_targets_are_built_in_one_shell(self):
        triples = ["aarch64-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu"]
        arguments = [word for triple in triples for word in ["--target", triple]]
        self.nix("develop", "all", "-c", "cargo", "build", "--locked", *arguments)
        for triple, alias in zip(triples, ["aarch64", "riscv64"]):
            assert machine(self.folder / "standalone/target" / triple / "debug/hello-openssl") == CROSS[alias]

    def test_what_it_writes_is_formatted(self):
        formatter = pathlib.Path(nix("build", "--no-link", "--print-out-paths", f"{ROOT}#formatter.x86_64-linux").stdout.strip())
        before = (self.folder / "standalone/flake.nix").read_text()
        run(formatter / "bin/treefmt", self.folder / "standalone/flake.nix", environment={"HOME": os.environ["HOME"]})
        assert (self.folder / "standalone/flake.nix").read_text() == before
