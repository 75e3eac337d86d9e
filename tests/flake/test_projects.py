"""Projects that build on more than crates.io and their own folder, and what of a project is an input of its builds."""

import gzip
import hashlib
import io
import json
import pathlib
import shutil
import tarfile

import pytest
from world import long, run, wide

PACKAGE = '[package]\nname = "{}"\nversion = "0.1.0"\nedition = "2021"\n'
TESTED = "pub fn two() -> u8 {{ 2 }}\n#[test]\nfn it_is() {{ assert_eq!(two(), {}); }}\n"
ADVISORY = """```toml
[advisory]
id = "RUSTSEC-2099-0001"
package = "itoa"
date = "2099-01-01"
url = "https://example.org"
[versions]
patched = [">= 1.0.2"]
```
# A fault

It was.
"""
PROGRAM = 'fn main() {{ println!("{{}}", {}) }}\n'
FLAKE = '{{ outputs = {{ crossflake, ... }}: crossflake.lib.mkProject {{ src = ./.; targets = [ "x86_64" ]; {} }}; }}'
LOCAL = '\n[[package]]\nname = "{}"\nversion = "0.1.0"\n'
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"
MUSL = "x86_64-unknown-linux-musl"


class Projects:
    @pytest.fixture
    def write(self, project):
        """Writes these files as a project."""

        def write(files, options="", targets=("x86_64",)):
            copy = project()
            copy.targets = list(targets)
            shutil.rmtree(copy.folder)
            for name, text in ({"flake.nix": FLAKE.format(options)} | files).items():
                (copy.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (copy.folder / name).write_text(text)
            if "Cargo.lock" not in files and "Cargo.toml" in files:
                run("cargo", "generate-lockfile", cwd=copy.folder)
            return copy

        return write

    def printed(self, project, output="x86_64"):
        folder = pathlib.Path(project.nix("build", output, "--no-link", "--print-out-paths").stdout.strip())
        return {program.name: run(program).stdout.strip() for program in (folder / "bin").iterdir()}

    def evaluated(self, project, output, function):
        return json.loads(project.nix("eval", output, "--json", "--apply", function).stdout)

    def test_a_crate_beside_the_project(self, write):
        project = write(
            {
                "flake.nix": FLAKE.format("").replace("./.", "./app"),
                "app/Cargo.toml": PACKAGE.format("app") + '[dependencies]\nshared = { path = "../lib" }\n',
                "app/Cargo.lock": "version = 4\n" + LOCAL.format("app") + 'dependencies = [\n "shared",\n]\n' + LOCAL.format("shared"),
                "app/src/main.rs": PROGRAM.format("shared::WORD"),
                "lib/Cargo.toml": PACKAGE.format("shared"),
                "lib/src/lib.rs": 'pub const WORD: &str = "beside";\n',
            }
        )
        assert self.printed(project) == {"app": "beside"}
        (project.folder / "flake.nix").write_text(FLAKE.format('cargoRoot = "app";'))
        assert self.printed(project) == {"app": "beside"}

    def test_a_crate_that_nix_does_not_see_is_named(self, write):
        files = {"Cargo.toml": PACKAGE.format("app") + '[dependencies]\nshared = { path = "../lib" }\n', "Cargo.lock": "version = 4\n" + LOCAL.format("app")}
        failed = write(files | {"src/main.rs": PROGRAM.format("1")}).nix("build", "x86_64", check=False)
        assert failed.returncode != 0
        assert "names the crate ../lib, which Nix does not see" in failed.stderr
        assert 'cargoRoot = "' in failed.stderr

    def test_a_registry_of_ones_own(self, write, tmp_path):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name, text in [("Cargo.toml", PACKAGE.format("inner")), ("src/lib.rs", "pub const NUMBER: u8 = 7;\n")]:
                entry = tarfile.TarInfo(f"inner-0.1.0/{name}")
                entry.size = len(text)
                tar.addfile(entry, io.BytesIO(text.encode()))
        (tmp_path / "inner/0.1.0").mkdir(parents=True)
        # Without the time: Nix keeps what it downloaded from this address in an earlier run.
        packed = gzip.compress(archive.getvalue(), mtime=0)
        (tmp_path / "inner/0.1.0/download").write_bytes(packed)
        index = "sparse+https://crates.corp.invalid/index/"
        checksum = hashlib.sha256(packed).hexdigest()
        files = {
            "Cargo.toml": PACKAGE.format("app") + '[dependencies]\ninner = { version = "0.1", registry = "corp" }\n',
            "Cargo.lock": "version = 4\n"
            + LOCAL.format("app")
            + 'dependencies = [\n "inner",\n]\n'
            + LOCAL.format("inner")
            + f'source = "{index}"\nchecksum = "{checksum}"\n',
            "src/main.rs": PROGRAM.format("inner::NUMBER"),
        }
        project = write(files)
        failed = project.nix("build", "x86_64", "--no-link", check=False)
        assert f'extraRegistries."{index}" = "https://' in failed.stderr
        (project.folder / "flake.nix").write_text(FLAKE.format(f'extraRegistries."{index}" = "file://{tmp_path}";'))
        assert self.printed(project) == {"app": "7"}

    def test_crates_that_the_project_holds_are_not_fetched(self, write):
        # There is none of this name to fetch.
        held = "held-by-the-project-alone"
        files = {
            "Cargo.toml": PACKAGE.format("app") + f'[dependencies]\n{held} = "0.1"\n',
            "Cargo.lock": "version = 4\n"
            + LOCAL.format("app")
            + f'dependencies = [\n "{held}",\n]\n'
            + LOCAL.format(held)
            + f'source = "{CRATES_IO}"\nchecksum = "{"0" * 64}"\n',
            "src/main.rs": PROGRAM.format(held.replace("-", "_") + "::WORD"),
            ".cargo/config.toml": '[source.crates-io]\nreplace-with = "mine"\n[source.mine]\ndirectory = "third party"\n',
            f"third party/{held}/Cargo.toml": PACKAGE.format(held),
            f"third party/{held}/src/lib.rs": 'pub const WORD: &str = "held";\n',
            f"third party/{held}/.cargo-checksum.json": json.dumps({"files": {}, "package": "0" * 64}),
        }
        assert self.printed(write(files)) == {"app": "held"}

    @pytest.fixture
    def repository(self, tmp_path):
        """A git repository of a workspace, whose crate reads a file of the root."""
        folder = tmp_path / "repository"
        files = {
            "Cargo.toml": '[workspace]\nmembers = ["part"]\n[workspace.package]\nedition = "2021"\n',
            "WORDS": "of the root",
            "part/Cargo.toml": '[package]\nname = "part"\nversion = "0.1.0"\nedition.workspace = true\n',
            "part/src/lib.rs": 'pub const WORDS: &str = include_str!("../../WORDS");\n',
        }
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        run("git", "init", "--quiet", cwd=folder)
        run("git", "add", ".", cwd=folder)
        run("git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "--quiet", "--message=a", cwd=folder)
        return f"file://{folder}"

    def test_a_git_dependency_that_reads_its_workspaces_root(self, write, repository):
        files = {
            "Cargo.toml": PACKAGE.format("app") + f'[dependencies]\npart = {{ git = "{repository}" }}\n',
            "src/main.rs": PROGRAM.format("part::WORDS"),
        }
        assert self.printed(write(files)) == {"app": "of the root"}

    def test_a_patch_that_nothing_uses(self, write, repository):
        files = {
            "Cargo.toml": PACKAGE.format("app") + f'[dependencies]\ncfg-if = "1"\n[patch.crates-io]\npart = {{ git = "{repository}" }}\n',
            "src/main.rs": PROGRAM.format("1"),
        }
        project = write(files)
        assert "[[patch.unused]]" in (project.folder / "Cargo.lock").read_text()
        assert self.printed(project) == {"app": "1"}

    def test_a_wrapper_of_rustc_that_is_not_there(self, write):
        files = {
            "Cargo.toml": PACKAGE.format("wrapped"),
            "src/main.rs": PROGRAM.format("1"),
            ".cargo/config.toml": '[build]\nrustc-wrapper = "sccache"\n',
        }
        assert self.printed(write(files)) == {"wrapped": "1"}

    def test_each_target_has_its_packages_of_a_workspace(self, write):
        files = {
            "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["plugin", "server"]\n',
            "server/Cargo.toml": PACKAGE.format("server"),
            "server/src/main.rs": '#[cfg(target_arch = "wasm32")]\ncompile_error!("not for WebAssembly");\n' + PROGRAM.format("1"),
            "plugin/Cargo.toml": PACKAGE.format("plugin") + '[lib]\ncrate-type = ["cdylib", "rlib"]\n',
            "plugin/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn four() -> u8 { 4 }\n#[test]\nfn fours() { assert_eq!(four(), 4) }\n",
        }
        options = 'name = "mixed"; targets = [ "x86_64" "wasi" ]; cargoPackages = [ "server" ]; perTarget.wasi.cargoPackages = [ "plugin" ];'
        project = write(files | {"flake.nix": FLAKE.replace('targets = [ "x86_64" ];', "").format(options)}, targets=["x86_64", "wasi"])
        assert self.printed(project) == {"server": "1"}
        folder = pathlib.Path(project.nix("build", "wasi", "--no-link", "--print-out-paths").stdout.strip())
        project.nix("build", "checks.x86_64-linux.wasi", "--no-link")
        assert [path.name for path in folder.rglob("*") if path.is_file()] == ["plugin.wasm"]
        members = self.evaluated(project, "packages.x86_64-linux.x86_64", "package: builtins.mapAttrs (_: member: member.pname) package.members")
        assert members == {"plugin": "plugin-x86_64", "server": "server-x86_64"}

    def test_a_shared_library_for_musl(self, write):
        files = {
            "Cargo.toml": PACKAGE.format("plug") + '[lib]\ncrate-type = ["cdylib"]\n',
            "src/lib.rs": '#[no_mangle]\npub extern "C" fn four() -> u8 { 4 }\n',
            "flake.nix": FLAKE.format("").replace("x86_64", "x86_64-musl"),
        }
        project = write(files, targets=["x86_64-musl"])
        failed = project.nix("build", "x86_64-musl", "--no-link", "-L", check=False)
        advice = f'[target.{MUSL}]\nrustflags = ["-C", "target-feature=-crt-static"]\n'
        assert failed.returncode != 0
        assert all(line in failed.stderr for line in advice.splitlines()), failed.stderr
        # What it says helps.
        (project.folder / ".cargo").mkdir()
        (project.folder / ".cargo/config.toml").write_text(advice)
        folder = pathlib.Path(project.nix("build", "x86_64-musl", "--no-link", "--print-out-paths").stdout.strip())
        assert (folder / "lib/libplug.so").exists()

    @long
    def test_std_that_the_projects_configuration_builds(self, write):
        target = "riscv64gc-unknown-none-elf"
        flake = """{ outputs = { crossflake, ... }: crossflake.lib.mkProject {
          src = ./.; targets = [ "riscv64-none" ]; env.RUSTC_BOOTSTRAP = "1"; stdLockFile = ./std-Cargo.lock;
          toolchain = pkgs: pkgs.standIn.rust { extensions = [ "rust-src" ]; targets = [ "%s" ]; };
        }; }""" % target
        files = {
            "Cargo.toml": PACKAGE.format("blob") + '[lib]\ntest = false\n[profile.release]\npanic = "abort"\n[profile.dev]\npanic = "abort"\n',
            "src/lib.rs": "#![no_std]\npub fn four() -> u8 { 4 }\n",
            ".cargo/config.toml": f'[build]\ntarget = "{target}"\n[unstable]\nbuild-std = ["core"]\n',
            "flake.nix": flake,
            "std-Cargo.lock": "",
        }
        project = write(files, targets=["riscv64-none"])
        lock = project.nix("develop", "riscv64-none", "-c", "bash", "-c", "cat $(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock").stdout
        (project.folder / "std-Cargo.lock").write_text(lock)
        assert "Compiling core" in project.nix("build", "riscv64-none", "--no-link", "-L").stderr

    @pytest.mark.parametrize("target", ["aarch64", "armel"])
    def test_an_overlay_reaches_the_targets_libraries(self, write, target):
        function = "shell: shell.drvPath"
        flake = FLAKE.replace("x86_64", target)
        shells = [
            self.evaluated(write({"flake.nix": flake.format(options)}, targets=[target]), f"devShells.x86_64-linux.{target}", function)
            for options in [
                "libraries = pkgs: [ pkgs.zlib ];",
                "libraries = pkgs: [ pkgs.openssl ]; overlays = [ (_: previous: { openssl = previous.zlib; }) ];",
                "libraries = pkgs: [ pkgs.openssl ];",
            ]
        ]
        assert shells[0] == shells[1] != shells[2]

    def test_attributes_that_are_no_options_are_the_derivations(self, write):
        files = {
            "Cargo.toml": PACKAGE.format("app") + '[[bin]]\nname = "other"\npath = "src/main.rs"\n',
            "src/main.rs": PROGRAM.format('include_str!("word")'),
            "word.patch": "--- a/src/word\n+++ b/src/word\n@@ -1 +1 @@\n-before\n+patched\n",
            "src/word": "before\n",
        }
        options = 'patches = [ ./word.patch ]; preBuild = "echo $PWD before; made=1"; postInstall = "cp $out/bin/other $out/bin/copied";'
        project = write(files, options + 'meta.homepage = "https://example.org"; nativeBuildInputs = pkgs: [ pkgs.patchelf ];')
        assert self.printed(project) == {"other": "patched", "copied": "patched"}
        function = """package: {
          inherit (package.meta) homepage mainProgram;
          inherit (package) pname version;
          dependencies = package.dependencies.drvAttrs ? postInstall;
          builds = package.dependencies.drvAttrs ? preBuild;
          changed = (package.overrideAttrs { postInstall = "true"; }).drvPath != package.drvPath;
        }"""
        assert self.evaluated(project, "packages.x86_64-linux.x86_64", function) == {
            "homepage": "https://example.org",
            "mainProgram": "other",
            "pname": "app-x86_64",
            "version": "0.1.0",
            "dependencies": False,
            "builds": True,
            "changed": True,
        }

    def test_libraries_in_the_place_of_the_build_machines_are_warned_of(self, write):
        files = {"Cargo.toml": PACKAGE.format("app"), "src/main.rs": PROGRAM.format("1")}
        project = write(files, "buildInputs = pkgs: [ pkgs.zlib ]; tools = pkgs: [ pkgs.patchelf ];")
        warned = project.nix("eval", "packages.x86_64-linux.x86_64.drvPath").stderr
        assert "`buildInputs` are the build machine's" in warned
        assert warned.count("`tools` is called `buildTools` now") == 1

    def test_an_app_runs_the_program(self, write):
        files = {
            "Cargo.toml": PACKAGE.format("app"),
            "src/bin/one.rs": PROGRAM.format("1"),
            "src/bin/two.rs": PROGRAM.format("std::env::args().last().unwrap()"),
        }
        project = write(files)
        assert project.nix("run", "x86_64", "--", "--bin", "two", "argument").stdout == "argument\n"
        failed = project.nix("run", "x86_64", check=False)
        assert failed.returncode == 2
        assert "has several programs: one two" in failed.stderr and "nix run .#x86_64 -- --bin one" in failed.stderr
        failed = project.nix("run", "x86_64", "--", "--bin", "three", check=False)
        assert "has no program `three`" in failed.stderr

    @pytest.mark.parametrize(
        ("profile", "are_kept"),
        [("", False), ("debug = 1", True), ("strip = false", True), ('debug = true\nstrip = "symbols"', False), ('debug = "none"', False)],
    )
    def test_symbols_are_kept_where_the_profile_asks(self, write, profile, are_kept):
        files = {"Cargo.toml": PACKAGE.format("app") + f"[profile.release]\n{profile}\n", "src/main.rs": PROGRAM.format("1")}
        project = write(files)
        folder = pathlib.Path(project.nix("build", "x86_64", "--no-link", "--print-out-paths").stdout.strip())
        assert (b".symtab" in (folder / "bin/app").read_bytes()) == are_kept

    # A cargo command of one's own, on what the package's dependencies have built.
    def test_a_command_of_cargo_in_a_derivation(self, write):
        command = 'arguments: "cargo run --quiet --example twice ${arguments} >said"'
        files = {
            "Cargo.toml": PACKAGE.format("app") + '[dependencies]\nitoa = "1"\n',
            "src/lib.rs": "pub fn twice(n: u8) -> String { itoa::Buffer::new().format(2 * n).to_owned() }\n",
            "examples/twice.rs": PROGRAM.format("app::twice(21)"),
            "flake.nix": '{ outputs = { self, crossflake, ... }: let options = { system = "x86_64-linux"; target = "aarch64"; src = ./.; };'
            " make = further: crossflake.lib.mkCargoDerivation (options // further); in { packages.x86_64-linux = {"
            f' said = make {{ runs = true; command = {command}; installPhase = "cp said $out"; suffix = "-said"; }};'
            f' wrong = make {{ command = {command}; dependencies = "test"; }};'
            f" nothing = make {{ }};"
            " package = crossflake.lib.mkPackage options; }; }; }",
        }
        project = write(files, targets=["aarch64"])
        said = pathlib.Path(project.nix("build", "said", "--no-link", "--print-out-paths").stdout.strip())
        assert said.read_text() == "42\n"
        assert said.name.endswith("-app-aarch64-said-0.1.0")
        paths = [project.nix("eval", f"{name}.dependencies", "--raw").stdout for name in ["said", "package"]]
        assert paths[0] == paths[1]
        failed = project.nix("eval", "wrong", "--raw", check=False)
        assert 'mkCargoDerivation: `dependencies` is a string ("test"), but it should be a string, one of `check`' in failed.stderr
        failed = project.nix("eval", "nothing", "--raw", check=False)
        assert "mkCargoDerivation: `command` is missing; for example command = arguments: " in failed.stderr

    @pytest.mark.parametrize(
        ("kind", "text", "message"),
        [
            ("clippy", "fn main() { let x = 1; println!(\"{}\", x == x); }\n", "equal expressions as operands"),
            ("doc", "//! [`nothing`]\n" + PROGRAM.format("1"), "unresolved link to `nothing`"),
            ("fmt", "fn main(){}\n", "Diff in"),
        ],
    )
    def test_a_check_by_option(self, write, kind, text, message):
        right = 'fn main() {\n    println!("1");\n}\n'
        files = {"Cargo.toml": PACKAGE.format("app"), "src/main.rs": right}
        project = write(files, f"checks.{kind} = true;")
        project.nix("build", f"checks.x86_64-linux.{kind}", "--no-link")
        (project.folder / "src/main.rs").write_text(text)
        failed = project.nix("build", f"checks.x86_64-linux.{kind}", "--no-link", "-L", check=False)
        assert failed.returncode != 0
        assert message in failed.stderr

    # What a project asks for, and what is wrong in it: options, the crate's text, a database of advisories of its own.
    @wide
    @pytest.mark.parametrize(
        ("kind", "wrong", "message"),
        [
            ("audit", {"Cargo.toml": PACKAGE.format("app") + 'license = "MIT"\n[dependencies]\nitoa = "=1.0.1"\n'}, "RUSTSEC-2099-0001"),
            ("deny", {"Cargo.toml": PACKAGE.format("app") + 'license = "MIT"\n[dependencies]\nitoa = "=1.0.1"\n'}, "RUSTSEC-2099-0001"),
            ("nextest", {"src/lib.rs": TESTED.format(3)}, "FAIL"),
            ("coverage", {"src/lib.rs": TESTED.format(3)}, "test result: FAILED"),
        ],
    )
    def test_a_check_by_a_program_of_its_own(self, write, kind, wrong, message):
        files = {
            "Cargo.toml": PACKAGE.format("app") + 'license = "MIT"\n[dependencies]\nitoa = "1"\n',
            "src/lib.rs": TESTED.format(2),
            "deny.toml": "[advisories]\nversion = 2\n[licenses]\nversion = 2\nallow = ['MIT', 'Apache-2.0']\n",
            "advisories/crates/itoa/RUSTSEC-2099-0001.md": ADVISORY,
        }
        project = write(files, f"checks.{kind} = true; advisoryDatabase = ./advisories;")
        output = f"checks.x86_64-linux.{kind}"
        result = pathlib.Path(project.nix("build", output, "--no-link", "--print-out-paths").stdout.strip())
        if kind == "coverage":
            assert "SF:" in (result / "lcov.info").read_text()
        for name, text in wrong.items():
            (project.folder / name).write_text(text)
        if "Cargo.toml" in wrong:
            run("cargo", "update", cwd=project.folder)
        failed = project.nix("build", output, "--no-link", "-L", check=False)
        assert failed.returncode != 0
        assert message in failed.stderr

    def test_a_check_of_advisories_wants_their_database(self, write):
        files = {"Cargo.toml": PACKAGE.format("app"), "src/main.rs": PROGRAM.format("1")}
        project = write(files, 'checks = { audit = true; nextest = [ "x86_64" ]; };')
        names = self.evaluated(project, "checks.x86_64-linux", "builtins.attrNames")
        assert names == ["audit", "x86_64", "x86_64-nextest"]
        failed = project.nix("eval", "checks.x86_64-linux.audit.buildPhase", check=False)
        assert "advisoryDatabase = inputs.advisory-db;" in failed.stderr

    def test_a_firmware_with_a_tool_for_the_build_machine(self, write):
        files = {
            "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["firmware", "xtask"]\ndefault-members = ["firmware"]\n'
            + "".join(f'[profile.{profile}]\npanic = "abort"\n' for profile in ["dev", "release"]),
            "firmware/Cargo.toml": PACKAGE.format("firmware") + "[lib]\ntest = false\n",
            "firmware/src/lib.rs": "#![no_std]\npub fn four() -> u8 { 4 }\n",
            "xtask/Cargo.toml": PACKAGE.format("xtask"),
            "xtask/src/main.rs": PROGRAM.format('"on the build machine"'),
            ".cargo/config.toml": '[build]\ntarget = "thumbv6m-none-eabi"\n[alias]\nxtask = "run --quiet --package xtask --target x86_64-unknown-linux-gnu --"\n',
            "flake.nix": FLAKE.format("").replace("x86_64", "thumbv6m"),
        }
        project = write(files, targets=["thumbv6m"])
        project.nix("build", "thumbv6m", "--no-link")
        assert project.nix("develop", "thumbv6m", "-c", "cargo", "xtask").stdout == "on the build machine\n"


class Inputs:
    """What is built anew by which change."""

    FILES = {
        "Cargo.toml": PACKAGE.format("app") + "[dev-dependencies]\ncfg-if = \"1\"\n",
        "Cargo.lock": "version = 4\n"
        + LOCAL.format("app")
        + 'dependencies = [\n "cfg-if",\n]\n\n[[package]]\nname = "cfg-if"\nversion = "1.0.5"\n'
        + f'source = "{CRATES_IO}"\nchecksum = "4e7648175b45a9a48536d676f68d918270699102aa8dab5496df06904c914600"\n',
        "src/main.rs": PROGRAM.format("1"),
        "c/part.c": "",
        "README.md": "",
    }
    PATHS = "package: { package = package.drvPath; dependencies = package.dependencies.drvPath; }"

    @pytest.fixture
    def paths(self, project):
        """The derivations of package and dependencies, with these files changed."""

        def paths(changes, options=""):
            copy = project()
            copy.targets = ["x86_64"]
            shutil.rmtree(copy.folder)
            for name, text in ({"flake.nix": FLAKE.format(options)} | self.FILES | changes).items():
                (copy.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (copy.folder / name).write_text(text)
            return json.loads(copy.nix("eval", "packages.x86_64-linux.x86_64", "--json", "--apply", self.PATHS).stdout)

        return paths

    def test_a_readme_is_no_input(self, paths):
        before = paths({})
        assert paths({"README.md": "new", "flake.lock": '{"nodes":{"root":{}},"root":"root","version":7}', "nix/more.nix": "1"}) == before
        # Sources in C are.
        assert paths({"c/part.c": "int four;"})["package"] != before["package"]

    def test_a_readme_that_a_crate_includes_is_an_input(self, paths):
        program = '#![doc = include_str!("../README.md")]\n' + PROGRAM.format("1")
        before, after = paths({"src/main.rs": program}), paths({"src/main.rs": program, "README.md": "new"})
        assert before["package"] != after["package"]
        assert before["dependencies"] == after["dependencies"]

    def test_a_readme_that_is_named_is_an_input(self, paths):
        kept = 'keepFiles = [ "README.md" ];'
        assert paths({}, kept)["package"] != paths({"README.md": "new"}, kept)["package"]

    @pytest.mark.parametrize("change", ['description = "new"\n', '[[bin]]\nname = "more"\npath = "more.rs"\n', "[lints.rust]\nunused = \"warn\"\n", "# new\n"])
    def test_dependencies_do_not_depend_on_what_only_the_project_does(self, paths, change):
        before = paths({})
        text = self.FILES["Cargo.toml"]
        text = text.replace("[dev-", change + "[dev-", 1)
        after = paths({"Cargo.toml": text, "more.rs": PROGRAM.format("2")})
        assert before["package"] != after["package"]
        assert before["dependencies"] == after["dependencies"]

    def test_dependencies_depend_on_profiles(self, paths):
        profile = '[profile.release]\nopt-level = "s"\n'
        assert paths({})["dependencies"] != paths({"Cargo.toml": self.FILES["Cargo.toml"] + profile})["dependencies"]
