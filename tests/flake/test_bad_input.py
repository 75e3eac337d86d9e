"""Each mistake gets one clear error with a way on."""

import unittest

from world import ROOT, Project, nix, run


class Flake(unittest.TestCase):
    def fails(self, project, installable, *expected):
        result = project.nix("eval", f"{installable}.drvPath", check=False)
        self.assertNotEqual(result.returncode, 0, result.stdout)
        for text in expected:
            self.assertIn(text, result.stderr)

    def test_misspelt_target_names_the_nearest_fails(self):
        with Project('targets = [ "aarch46" ];') as project:
            self.fails(project, "packages.x86_64-linux.aarch46", '`target` is "aarch46"', "the nearest: aarch64", "targets --all")

    def test_empty_target_lists_the_aliases_fails(self):
        with Project('targets = [ "" ];') as project:
            self.fails(project, "devShells.x86_64-linux.all", '`target` is ""', "the aliases are ", " riscv64,", "targets --all")

    def test_upper_case_target_names_the_lower_case_fails(self):
        with Project('targets = [ "AArch64" ];') as project:
            self.fails(project, "packages.x86_64-linux.AArch64", '`target` is "AArch64"', "the nearest: aarch64", "targets --all")

    def test_target_with_a_space_names_it_without_fails(self):
        with Project('targets = [ " aarch64" ];') as project:
            self.fails(project, "devShells.x86_64-linux.all", '`target` is " aarch64"', "the nearest: aarch64")

    def test_triple_of_an_unknown_abi_names_the_nearest_fails(self):
        with Project('targets = [ "x86_64-unknown-linux-gnubsan" ];') as project:
            self.fails(project, "devShells.x86_64-linux.all", "the nearest: x86_64-unknown-linux-gnuasan")

    def test_target_that_is_no_string_fails(self):
        with Project('targets = [ "aarch64" 64 ];') as project:
            self.fails(project, "devShells.x86_64-linux.all", "`target` is a int, but it should be a string")

    def test_missing_cargo_lock_names_the_command_fails(self):
        with Project('targets = [ "aarch64" ];') as project:
            (project.folder / "Cargo.lock").unlink()
            self.fails(project, "packages.x86_64-linux.aarch64", "holds no Cargo.lock", "cargo generate-lockfile", "git add Cargo.lock")

    def test_missing_cargo_toml_fails(self):
        with Project('targets = [ "aarch64" ];') as project:
            (project.folder / "Cargo.toml").unlink()
            self.fails(project, "packages.x86_64-linux.aarch64", "holds no Cargo.toml")

    def test_package_name_that_is_code_fails(self):
        with Project('targets = [ "aarch64" ];') as project:
            manifest = project.folder / "Cargo.toml"
            manifest.write_text(manifest.read_text().replace('"hello-openssl"', "'''a\"${builtins.abort 1}'''"))
            self.fails(project, "packages.x86_64-linux.aarch64", "the package's name is", "letters, digits, - and _")

    def test_unknown_option_is_named_fails(self):
        with Project('target = [ "aarch64" ];') as project:
            self.fails(project, "packages.x86_64-linux.aarch64", "mkProject: `target` is no option; the nearest: targets")

    def test_option_of_the_wrong_type_gives_an_example_fails(self):
        with Project('targets = [ "aarch64" ]; tools = [ ];') as project:
            self.fails(project, "packages.x86_64-linux.aarch64", "`tools` is a list, but it should be a function: pkgs: [")

    def test_a_library_without_its_brackets_gives_an_example_fails(self):
        with Project('targets = [ "aarch64" ]; tools = pkgs: pkgs.openssl;') as project:
            self.fails(project, "devShells.x86_64-linux.aarch64", "`tools` gives a set, but it should give a list: pkgs: [")

    def test_build_machine_that_nixpkgs_lacks_is_named_fails(self):
        with Project('targets = [ "aarch64" ]; systems = [ "x86_64-linx" ];') as project:
            self.fails(project, "packages.x86_64-linx.aarch64", 'no packages for the build machine "x86_64-linx"; it has aarch64-')

    def test_library_that_the_target_lacks_is_named_fails(self):
        with Project('targets = [ "aarch64" ]; tools = pkgs: [ pkgs.opensll ];') as project:
            self.fails(project, "packages.x86_64-linux.aarch64", "attribute 'opensll' missing", "flake.nix")

    def test_overrides_of_an_unknown_target_name_the_nearest_fails(self):
        with Project('targets = [ "aarch64" ]; overrides.riscv46 = { };') as project:
            self.fails(project, "packages.x86_64-linux.aarch64", '`target` is "riscv46"', "the nearest: riscv32, riscv64")

    def test_target_of_another_build_machine_gives_the_reason_fails(self):
        with Project('targets = [ "macos-aarch64" ];') as project:
            self.fails(project, "packages.x86_64-linux.macos-aarch64", "needs Apple's SDK")


class Lock(unittest.TestCase):
    def test_the_lock_is_complete_and_stays_as_it_is(self):
        """Nix would have to reach the inputs, or write, to complete a lock that is not."""
        before = (ROOT / "flake.lock").read_bytes()
        for arguments in [("metadata", ROOT), ("lock", ROOT)]:
            nix("--no-overrides", "flake", *arguments)
        self.assertEqual((ROOT / "flake.lock").read_bytes(), before)


class Scripts(unittest.TestCase):
    def test_demo_of_an_unknown_alias_suggests_fails(self):
        result = run(ROOT / "scripts/demo", "riscv46", check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("error: no target has the alias `riscv46`", result.stderr)
        self.assertIn("did you mean `riscv64`?", result.stderr)
