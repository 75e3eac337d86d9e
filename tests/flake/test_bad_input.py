"""Each mistake gets one clear error with a way on."""

import pytest
from world import NATIVE, ROOT, assert_fails, nix, run

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
        f"{RIGHT} buildTools = pkgs: pkgs.openssl;", "devShells.x86_64-linux.aarch64", "`buildTools` gives a package, but it should give a list: pkgs: [",
    ],
    "build_machine_that_nixpkgs_lacks": [
        f'{RIGHT} systems = [ "x86_64-linx" ];', "packages.x86_64-linx.aarch64", 'no packages for the build machine "x86_64-linx"; it has aarch64-',
    ],
    "tool_that_nixpkgs_lacks": [f"{RIGHT} buildTools = pkgs: [ pkgs.opensll ];", "packages.x86_64-linux.aarch64", "attribute 'opensll' missing", "flake.nix"],
    "library_that_is_not_static": [
        'targets = [ "x86_64-musl" ]; perTarget.x86_64-musl.libraries = pkgs: [ pkgs.zlib ];', "devShells.x86_64-linux.x86_64-musl",
        "while choosing `libraries` for x86_64-musl: its programs are static", "often `vendored` or `bundled`",
    ],
    "options_for_an_unknown_target": [
        f"{RIGHT} perTarget.riscv46 = {{ }};", "packages.x86_64-linux.aarch64", '`target` is "riscv46"', "the nearest: riscv, riscv32, riscv64",
    ],
    "options_for_a_target_that_are_a_list": [
        f"{RIGHT} perTarget.aarch64 = [ ];", "packages.x86_64-linux.aarch64", "perTarget is given a list, but it should be a set of options",
    ],
    "unknown_option_for_a_target": [
        f"{RIGHT} perTarget.aarch64.librares = 5;", "devShells.x86_64-linux.all", "perTarget: `librares` is no option; the nearest: libraries",
    ],
    "target_of_another_build_machine": ['targets = [ "ios" ];', "packages.x86_64-linux.ios", "needs Apple's SDK"],
}
# By the mistake: a call of the library that is right, the same with the mistake, and what the message says. builtins.tryEval in nix/tests
# would not tell one error from another.
LIBRARY = {
    "unknown_target": ['lib.targets.find "aarch64"', 'lib.targets.find "aarch46"', '`target` is "aarch46"', "the nearest: aarch64."],
    "no_target": ['lib.targets.find "wasm"', 'lib.targets.find ""', '`target` is ""', "the aliases are "],
    "target_in_upper_case": ['lib.targets.find "aarch64"', 'lib.targets.find "AArch64"', '`target` is "AArch64"', "the nearest: aarch64"],
    "target_and_a_space": ['lib.targets.find "aarch64"', 'lib.targets.find "aarch64 "', '`target` is "aarch64 "', "the nearest: aarch64."],
    "target_of_a_number": ['lib.targets.find "aarch64"', "lib.targets.find 64", "`target` is a int, but it should be a string: an alias or a triple"],
    "one_target_by_two_names": [
        "lib.targets.byTriple { aarch64 = { }; armv7-unknown-linux-gnueabihf = { }; }",
        "lib.targets.byTriple { aarch64 = { }; aarch64-unknown-linux-gnu = { }; }",
        "aarch64 and aarch64-unknown-linux-gnu are one target: name it once",
    ],
    "jobs_on_an_unknown_build_machine": [
        'lib.ciMatrix { systems = [ "x86_64-linux" ]; }',
        'lib.ciMatrix { systems = [ "riscv64-linux" ]; }',
        "ciMatrix knows no runner for riscv64-linux; name one: runners.riscv64-linux = ",
    ],
    "jobs_for_a_target_that_is_not_linked": [
        'lib.ciMatrix { targets = [ "aarch64" ]; }',
        'lib.ciMatrix { targets = [ "ios" ]; }',
        "ciMatrix has no job for ios: needs Apple's SDK",
    ],
    "nearly_an_option": [
        'check "mkProject" (project // { targets = [ "armv7" ]; })',
        'check "mkProject" (project // { target = "armv7"; })',
        "mkProject: `target` is no option; the nearest: targets",
    ],
    "nearly_an_option_of_two_words": [
        'check "mkProject" (project // { buildLibraries = _: [ ]; })',
        'check "mkProject" (project // { buildLibrarys = _: [ ]; })',
        "mkProject: `buildLibrarys` is no option; the nearest: buildLibraries",
    ],
    "an_old_name_beside_its_new_one": [
        'check "mkProject" (project // { tools = _: [ ]; })',
        'check "mkProject" (project // { tools = _: [ ]; buildTools = _: [ ]; })',
        "mkProject: `tools` is `buildTools` by its old name, which is given too: leave it out",
    ],
    "value_of_the_wrong_type": [
        '(check "mkProject" (project // { libraries = _: [ ]; })).libraries { }',
        '(check "mkProject" (project // { libraries = [ ]; })).libraries',
        "mkProject: `libraries` is a list, but it should be a function: pkgs: [",
    ],
    "result_of_the_wrong_type": [
        '(check "mkProject" (project // { libraries = pkgs: [ pkgs.openssl ]; })).libraries { openssl.outPath = "x"; }',
        '(check "mkProject" (project // { libraries = pkgs: pkgs.openssl; })).libraries { openssl = { }; }',
        "mkProject: `libraries` gives a set, but it should give a list: pkgs: [",
    ],
    "name_in_the_place_of_a_package": [
        '(check "mkProject" (project // { libraries = pkgs: [ null "/nix/store/x" pkgs.openssl ]; })).libraries { openssl.outPath = "x"; }',
        '(check "mkProject" (project // { libraries = pkgs: [ pkgs.openssl "sqlite" ]; })).libraries { openssl.outPath = "x"; }',
        'mkProject: `libraries` gives a list with a string ("sqlite"), but it should be a list of packages: pkgs: [',
    ],
    "package_set_in_the_place_of_a_package": [
        '(check "mkProject" (project // { buildLibraries = pkgs: [ pkgs.x.a ]; })).buildLibraries { x.a.outPath = "x"; }',
        '(check "mkProject" (project // { buildLibraries = pkgs: [ pkgs.x ]; })).buildLibraries { x.a.outPath = "x"; }',
        "mkProject: `buildLibraries` gives a list with a set, but it should be a list of packages: pkgs: [",
    ],
    "toolchain_that_is_no_package": [
        '(check "mkProject" (project // { toolchain = pkgs: pkgs.stable.toolchain; })).toolchain { stable.toolchain.outPath = "x"; }',
        '(check "mkProject" (project // { toolchain = pkgs: pkgs.stable; })).toolchain { stable.toolchain.outPath = "x"; }',
        "mkProject: `toolchain` gives a set, but it should give a package: pkgs: let rust = fenix",
    ],
    "source_that_is_a_string": [
        '(check "mkProject" project).src',
        '(check "mkProject" (project // { src = "./."; })).src',
        "mkProject: `src` is ",
    ],
    "missing_option": [
        '(check "mkPackage" { src = project.src; system = "x86_64-linux"; }).system',
        '(check "mkPackage" { src = project.src; }).system',
        'mkPackage: `system` is missing; for example system = "x86_64-linux"',
    ],
    "option_of_the_project_for_a_target": [
        'check "perTarget" { cargoRoot = "."; }',
        'check "perTarget" { cargoRoots = [ ]; }',
        "perTarget: `cargoRoots` is no option; the nearest: cargoRoot",
    ],
    "further_shell_of_a_target_s_name": [
        'builtins.attrNames (lib.mkProject (project // { extraShells.both = [ "riscv64" ]; })).devShells.x86_64-linux',
        'builtins.attrNames (lib.mkProject (project // { extraShells.aarch64 = [ "riscv64" ]; })).devShells.x86_64-linux',
        "mkProject: `extraShells` has a shell aarch64, which is there already: give it another name",
    ],
    "options_that_are_a_list": ['check "perTarget" { }', 'check "perTarget" [ ]', "perTarget is given a list, but it should be a set of options"],
}


# By what is wrong with it: a Cargo.lock, and what the message says.
LOCKS = {
    "no_toml": ["[[package]\nname = 1\n", "while reading"],
    "a_table_in_the_place_of_the_list": ["[package]\nname = 'a'\n", "not a lock file as cargo writes one"],
    "a_package_without_a_name": ["version = 4\n[[package]]\nversion = '1.0.0'\n", "not a lock file as cargo writes one"],
    "dependencies_that_are_no_list": ["[[package]]\nname = 'a'\nversion = '1'\ndependencies = 'b'\n", "not a lock file as cargo writes one"],
}


class Library:
    @pytest.mark.parametrize(("right", "wrong", "expected"), [pytest.param(*case[:2], case[2:], id=name) for name, case in LIBRARY.items()])
    def test_it_is_named_fails(self, right, wrong, expected):
        def evaluate(call):
            project = 'project = { src = /. + "/nowhere"; targets = [ "aarch64" ]; systems = [ "x86_64-linux" ]; };'
            function = f"lib: let {project} inherit (lib.options) check; in builtins.deepSeq ({call}) true"
            return nix("--targets", NATIVE, "eval", f"{ROOT}#lib", "--apply", function, check=False)

        result = evaluate(right)
        assert result.stdout == "true\n", result.stderr
        assert_fails(evaluate(wrong), *expected)


class Flake:
    def fails(self, project, output, *expected):
        assert_fails(project.nix("eval", f"{output}.drvPath", check=False), *expected)

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

    @pytest.mark.parametrize(("lock", "expected"), LOCKS.values(), ids=LOCKS)
    def test_a_broken_cargo_lock_is_named_fails(self, project, lock, expected):
        broken = project(RIGHT)
        (broken.folder / "Cargo.lock").write_text(lock)
        self.fails(broken, "devShells.x86_64-linux.aarch64", "Cargo.lock", expected, "cargo generate-lockfile")

    @pytest.mark.parametrize("form", [3, 4])
    def test_a_lock_of_each_form_is_read(self, project, form):
        """One crate twice, and one from git: what both want is left out for a target that has none of it, so a line names it."""
        other = project('targets = [ "aarch64" ];')
        packages = "".join(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "{source}"\n'
            for name, version, source in [
                ("duckdb-of-nobody-sys", "0.1.0", "registry+https://example.org/index"),
                ("libduckdb-sys", "1.0.0", "registry+https://example.org/index"),
                ("libduckdb-sys", "1.1.0", "git+https://example.org/fork?rev=1#1"),
            ]
        )
        (other.folder / "Cargo.lock").write_text(f"version = {form}\n{packages}")
        said = other.nix("eval", "devShells.x86_64-linux.aarch64.drvPath").stderr
        assert "duckdb (libduckdb-sys)" in said

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
