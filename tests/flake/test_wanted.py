"""Fresh crates of which nobody says what they need: Cargo.lock alone brings the library to the shell, the package and the check."""

import os
import pathlib
import shutil

import pytest
from world import CROSS, NATIVE, Project, assert_fails, build, cache, cargo, machine, shell, wide

# By the library: the line of Cargo.toml, and a call that only links if the library is there.
CRATES = {
    "alsa": ['alsa = "0.9"', "alsa::card::Iter::new().count() < 99"],
    "gstreamer": ['gstreamer = "0.23"', "gstreamer::version().0 == 1"],
    "gtk4": ['gtk4 = "0.9"', "gtk4::major_version() == 4"],
    "libusb1": ['rusb = "0.9"', "rusb::version().major() == 1"],
    "opus": ['opus = "0.3"', '!opus::version().is_empty()'],
    "pcsc": ['pcsc = "2"', "pcsc::Context::establish(pcsc::Scope::User).is_err()"],
    "postgres": [
        'diesel = { version = "2", features = ["postgres"] }',
        'diesel::Connection::establish("postgres://127.0.0.1:1/x").map(|_: diesel::PgConnection| ()).is_err()',
    ],
    "sdl2": ['sdl2 = "0.37"', "sdl2::version::version().major == 2"],
    "sqlite": ['rusqlite = "0.32"', 'rusqlite::version().starts_with("3.")'],
    "zmq": ['zmq = "0.10"', "zmq::version().0 == 4"],
}

FLAKE = """{
  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";
  outputs = { crossflake, ... }: crossflake.lib.mkProject { src = ./.; targets = [ "aarch64" ]; };
}"""


@wide
class FreshCrates:
    @pytest.mark.parametrize("name", CRATES)
    def test_shell_package_and_check(self, tmp_path, name):
        dependency, call = CRATES[name]
        (tmp_path / "src").mkdir()
        (tmp_path / "Cargo.toml").write_text(f'[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n{dependency}\n')
        (tmp_path / "src/lib.rs").write_text(f"pub fn answers() -> bool {{ {call} }}\n#[test]\nfn it_answers() {{ assert!(answers()) }}\n")
        (tmp_path / "src/main.rs").write_text('fn main() { println!("{}", fresh::answers()) }\n')
        (tmp_path / "flake.nix").write_text(FLAKE)
        cargo("generate-lockfile", cwd=tmp_path)
        with Project(example=tmp_path) as project:
            project.targets = ["aarch64", "libclang"]
            tested = project.nix("develop", "aarch64", "-c", "cargo", "test", "--locked").stdout
            assert "test it_answers ... ok" in tested
            package = pathlib.Path(project.nix("build", "packages.x86_64-linux.aarch64", "--no-link", "--print-out-paths").stdout.strip())
            assert machine(package / "bin/fresh") == CROSS["aarch64"]
            project.nix("build", "checks.x86_64-linux.aarch64", "--no-link")

    def test_what_only_a_build_script_links_is_the_build_machines(self, tmp_path):
        (tmp_path / "src").mkdir()
        (tmp_path / "Cargo.toml").write_text(
            '[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2021"\n'
            '[build-dependencies]\nrusqlite = "0.32"\n[target.\'cfg(windows)\'.dependencies]\nsdl2 = "0.37"\n'
        )
        (tmp_path / "build.rs").write_text('fn main() { println!("cargo:rustc-env=SQLITE={}", rusqlite::version()) }\n')
        (tmp_path / "src/lib.rs").write_text('#[test]\nfn it_answers() { assert!(env!("SQLITE").starts_with("3.")) }\n')
        cargo("generate-lockfile", cwd=tmp_path)
        cargo("fetch", cwd=tmp_path)
        shell(NATIVE, build("default") / "bin/crossflake", "init", "aarch64", cwd=tmp_path)
        flake = (tmp_path / "flake.nix").read_text()
        assert "buildLibraries = pkgs: [ pkgs.sqlite ];" in flake
        assert "SDL2" not in flake
        with Project(example=tmp_path) as project:
            project.targets = ["aarch64"]
            tested = project.nix("develop", "aarch64", "-c", "cargo", "test", "--locked").stdout
            assert "test it_answers ... ok" in tested
            # Without it, the build script does not link.
            (project.folder / "flake.nix").write_text(flake.replace("pkgs.sqlite", ""))
            shutil.rmtree(project.target_folder)
            assert_fails(project.nix("develop", "aarch64", "-c", "cargo", "test", "--locked", check=False), "-lsqlite3")

    def test_no_program_of_the_build_machine_names_the_targets_library(self, tmp_path):
        (tmp_path / "src").mkdir()
        (tmp_path / "Cargo.toml").write_text('[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\npq-sys = "=0.7.8"\n')
        (tmp_path / "src/lib.rs").write_text("#[test]\nfn it_answers() { assert!(unsafe { pq_sys::PQlibVersion() } > 0) }\n")
        (tmp_path / "flake.nix").write_text(FLAKE)
        cargo("generate-lockfile", cwd=tmp_path)
        # Each machine with PostgreSQL's headers has one in /usr/bin.
        foreign = tmp_path / "usr/lib/x86_64-linux-gnu"
        foreign.mkdir(parents=True)
        program = tmp_path / "usr/bin/pg_config"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho {foreign}\n")
        program.chmod(0o755)
        (tmp_path / "usr/bin/without-pkg-config").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "usr/bin/without-pkg-config").chmod(0o755)
        without = f"PKG_CONFIG_aarch64_unknown_linux_gnu={program.parent}/without-pkg-config"

        def folders(project, *environment):
            """What the build script says of folders to link from."""
            shutil.rmtree(project.target_folder, ignore_errors=True)
            # The shell's own programs come before it.
            path = f"{program.parent}:{os.environ['PATH']}"
            result = project.nix("develop", "aarch64", "-c", "env", *environment, "cargo", "test", "--locked", check=False, environment={"PATH": path})
            said = [path.read_text() for path in pathlib.Path(project.target_folder).glob("*/debug/build/pq-sys-*/output")]
            return result, "".join(said)

        with Project(example=tmp_path) as project:
            project.targets = ["aarch64"]
            result, said = folders(project)
            assert "test it_answers ... ok" in result.stdout, result.stderr
            assert "link-search" in said and str(foreign) not in said
            # Where pkg-config does not know it, the linker finds it: the program on PATH says nothing.
            result, said = folders(project, without)
            assert "test it_answers ... ok" in result.stdout, result.stderr
            assert str(foreign) not in said
            # Without the table, the build machine's answer is taken.
            flake = project.folder / "flake.nix"
            flake.write_text(flake.read_text().replace("src = ./.;", "src = ./.; fromCargoLock = false;"))
            result, said = folders(project, without)
            assert str(foreign) in said

    @pytest.mark.parametrize(("name", "program"), [("capnpc", "capnp --version"), ("flatc-rust", "flatc --version"), ("gmp-mpfr-sys", "m4 --version"), ("nasm-rs", "nasm -v")])
    def test_a_program_that_a_build_script_starts_is_there(self, tmp_path, name, program):
        (tmp_path / "src").mkdir()
        (tmp_path / "src/lib.rs").touch()
        (tmp_path / "Cargo.toml").write_text(f'[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\n{name} = "*"\n')
        (tmp_path / "flake.nix").write_text(FLAKE)
        cargo("generate-lockfile", cwd=tmp_path)
        with Project(example=tmp_path) as project:
            project.targets = ["aarch64"]
            # The machine itself may have one.
            found = project.nix("develop", "aarch64", "-c", "bash", "-c", f"type -p {program.split()[0]} && {program}").stdout
            assert found.startswith(str(cache()))
