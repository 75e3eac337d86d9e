"""Each mistake gets one clear error with a way on."""

import pytest
from world import ROOT, nix, run

RIGHT = 'targets = [ "aarch64" ];'
# By the mistake: the options in the flake, the output that is asked for, and what the message says.
MISTAKES = {
    "misspelt_target": ['targets = [ "aarch46" ];', "packages.x86_64-linux.aarch46", '`target` is "aarch46"', "the nearest: aarch64", "targets --all"],
    "empty_target": ['targets = [ "" ];', "devShells.x86_64-linux.all", '`target` is ""', "the aliases are ", " riscv64,", "targets --all"],
    "upper_case_target": ['targets = [ "AArch64" ];', "packages.x86_64-linux.AArch64", '`target` is "AArch64"', "the nearest: aarch64", "targets --all"],
    "target_with_a_space": ['targets = [ " aarch64" ];', "devShells.x86_64-linux.all", '`target` is " aarch64"', "the nearest: aarch64"],
    "triple_of_an_unknown_abi": ['targets = [ "x86_64-unknown-linux-gnubsan" ];', "devShells.x86_64-linux.all", "the nearest: x86_64-unknown-linux-gnuasan"],
    "target_that_is_no_string": ['targets = [ "aarch64" 64 ];', "devShells.x86_64-linux.all", "`target` is a int, but it should be a string"],
    "unknown_option": ['target = [ "aarch64" ];', "packages.x86_64-linux.aarch64", "mkProject: `target` is no option; the nearest: targets"],
    "option_of_the_wrong_type": [
        f"{RIGHT} buildTools = [ ];", "packages.x86_64-linux.aarch64", "`buildTools` is a list, but it should be a function: pkgs: [",
    ],
    "tool_without_its_brackets": [
        f"{RIGHT} buildTools = pkgs: pkgs.openssl;", "devShells.x86_64-linux.aarch64", "`buildTools` gives a set, but it should give a list: pkgs: [",
    ],
    "build_machine_that_nixpkgs_lacks": [
        f'{RIGHT} systems = [ "x86_64-linx" ];', "packages.x86_64-linx.aarch64", 'no packages for the build machine "x86_64-linx"; it has aarch64-',
    ],
    "tool_that_nixpkgs_lacks": [f"{RIGHT} buildTools = pkgs: [ pkgs.opensll ];", "packages.x86_64-linux.aarch64", "attribute 'opensll' missing", "flake.nix"],
    "overrides_of_an_unknown_target": [
        f"{RIGHT} perTarget.riscv46 = {{ }};", "packages.x86_64-linux.aarch64", '`target` is "riscv46"', "the nearest: riscv32, riscv64",
    ],
    "target_of_another_build_machine": ['targets = [ "macos-aarch64" ];', "packages.x86_64-linux.macos-aarch64", "needs Apple's SDK"],
}


class Flake:
    def fails(self, project, output, *expected):
        result = project.nix("eval", f"{output}.drvPath", check=False)
        assert result.returncode != 0, result.stdout
        for text in expected:
            assert text in result.stderr

    def test_one_without_a_mistake_evaluates(self, project):
        right = project(f"{RIGHT} buildTools = pkgs: [ pkgs.openssl ]; perTarget.riscv64 = {{ }};")
        for output in ["packages.x86_64-linux.aarch64", "devShells.x86_64-linux.aarch64"]:
            assert ".drv" in right.nix("eval", f"{output}.drvPath").stdout

    @pytest.mark.parametrize(("options", "output", "expected"), [pytest.param(*case[:2], case[2:], id=name) for name, case in MISTAKES.items()])
    def test_it_is_named_fails(self, project, options, output, expected):
        self.fails(project(options), output, *expected)

    def test_missing_cargo_lock_names_the_command_fails(self, project):
        without = project(RIGHT)
        (without.folder / "Cargo.lock").unlink()
        self.fails(without, "packages.x86_64-linux.aarch64", "holds no Cargo.lock", "cargo generate-lockfile", "git add Cargo.lock")

    def test_missing_cargo_toml_fails(self, project):
        without = project(RIGHT)
        (without.folder / "Cargo.toml").unlink()
        self.fails(without, "packages.x86_64-linux.aarch64", "holds no Cargo.toml")

    def test_package_name_that_is_code_fails(self, project):
        named = project(RIGHT)
        manifest = named.folder / "Cargo.toml"
        manifest.write_text(manifest.read_text().replace('"hello-openssl"', "'''a\"${builtins.abort 1}'''"))
        self.fails(named, "packages.x86_64-linux.aarch64", "the package's name is", "letters, digits, - and _")


class Lock:
    def test_the_lock_is_complete_and_stays_as_it_is(self):
        """Nix would have to reach the inputs, or write, to complete a lock that is not."""
        before = (ROOT / "flake.lock").read_bytes()
        for arguments in [("metadata", ROOT), ("lock", ROOT)]:
            nix("--no-overrides", "flake", *arguments)
        assert (ROOT / "flake.lock").read_bytes() == before


class Scripts:
    def test_demo_of_an_unknown_alias_suggests_fails(self):
        result = run(ROOT / "scripts/demo", "riscv46", check=False)
        assert result.returncode == 2
        assert "error: no target has the alias `riscv46`" in result.stderr
        assert "did you mean `riscv64`?" in result.stderr
