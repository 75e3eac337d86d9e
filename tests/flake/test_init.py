"""As a new user: a crate from the registry that links OpenSSL, `crossflake init`, and its tests for another machine."""

import os
import pathlib
import shutil
import tempfile
import unittest

from world import ROOT, build, nix, run

# Encrypted push messages; its tests are in the crate and need no network.
CRATE, VERSION = "ece", "2.3.1"


class NewUser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = build("default") / "bin/crossflake"
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-test-"))
        (cls.folder / "src").mkdir()
        (cls.folder / "src/lib.rs").touch()
        (cls.folder / "Cargo.toml").write_text(f'[package]\nname = "fetch"\n[dependencies]\n{CRATE} = "={VERSION}"\n[workspace]\n')
        run("cargo", "vendor", "--quiet", "vendor", cwd=cls.folder)
        cls.crate = cls.folder / "vendor" / CRATE
        cls.crate.rename(cls.folder / CRATE)
        cls.crate = cls.folder / CRATE
        (cls.crate / ".cargo-checksum.json").unlink()
        # A folder of its own: no workspace around it.
        cls.project = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-test-"))
        shutil.copytree(cls.crate, cls.project, dirs_exist_ok=True)
        run("cargo", "generate-lockfile", cwd=cls.project)
        run(cls.program, "init", "--target", "aarch64", cwd=cls.project)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)
        shutil.rmtree(cls.project)

    def nix(self, *arguments):
        overrides = ["--override-input", "crossflake", f"git+file://{ROOT}"]
        command, *rest = arguments
        return nix("--targets", "aarch64", "--inputs-of", "crossflake", command, *overrides, *rest, cwd=self.project)

    def test_the_crates_tests_pass_under_the_emulator(self):
        output = self.nix("develop", f"path:{self.project}#aarch64", "-c", "cargo", "test").stdout
        self.assertIn("test result: ok.", output)
        self.assertNotIn("FAILED", output)

    def test_the_program_runs_the_tests_in_the_shell(self):
        """`crossflake test aarch64`, with a Nix that takes this repository as the input."""
        wrapper = self.folder / "nix"
        wrapper.write_text(
            f"""#!/bin/bash
            while [[ $1 == --* ]]; do if [[ $1 == --extra-experimental-features ]]; then shift; fi; shift; done
            command=$1
            shift
            exec {ROOT}/scripts/nix --targets aarch64 --inputs-of crossflake "$command" --override-input crossflake git+file://{ROOT} "$@"
            """
        )
        wrapper.chmod(0o755)
        output = run(self.program, "test", "aarch64", "--", "--lib", cwd=self.project, environment={"CROSSFLAKE_NIX": str(wrapper)}).stdout
        self.assertIn("test result: ok.", output)

    def test_cargo_config_names_linker_and_runner(self):
        text = (self.project / ".cargo/config.toml").read_text()
        self.assertIn('linker = "aarch64-unknown-linux-gnu-cc"', text)
        self.assertIn('runner = "qemu-aarch64"', text)

    def test_what_it_writes_is_formatted(self):
        formatter = pathlib.Path(nix("build", "--no-link", "--print-out-paths", f"{ROOT}#formatter.x86_64-linux").stdout.strip())
        before = (self.project / "flake.nix").read_text()
        run(formatter / "bin/treefmt", self.project / "flake.nix", environment={"HOME": os.environ["HOME"]})
        self.assertEqual((self.project / "flake.nix").read_text(), before)
