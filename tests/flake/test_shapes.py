"""Projects as people have them: each way to write a manifest and to lay out a workspace, as a package for the build machine."""

import json
import pathlib
import shutil
import sys

import pytest
from world import ROOT, cargo, crate, long, run

MEMBER = '[package]\nname = "{}"\nversion = "0.0.0"\nedition = "2021"\n{}'
PROGRAM = "fn main() {}\n"
LIBRARY = "pub fn word() {}\n"
USER = "fn main() {{ {}::word() }}\n"
# One member each; the programs are called as their packages.
MEMBERS = {
    # A byte order mark and Windows' line ends.
    "marked/Cargo.toml": "\ufeff" + MEMBER.format("marked", '[[bin]]\nname = "marked"\n').replace("\n", "\r\n"),
    "marked/src/main.rs": PROGRAM,
    "chosen/Cargo.toml": MEMBER.format("chosen", 'default-run = "chosen-server"\n'),
    "chosen/src/bin/chosen-server/main.rs": PROGRAM,
    "commented/Cargo.toml": MEMBER.format("commented", '[[bin]] # another\nname = "commented-too"\n'),
    "commented/src/main.rs": PROGRAM,
    "commented/src/bin/commented-too.rs": PROGRAM,
    "quoted/Cargo.toml": MEMBER.format("quoted", "build = 'build/script.rs'\n[lib]\nname = 'words'\npath = 'code/words.rs'\n").replace('"', "'"),
    "quoted/src/main.rs": USER.format("words"),
    "quoted/code/words.rs": LIBRARY,
    "quoted/build/script.rs": PROGRAM,
    "dotted/Cargo.toml": 'package.name = "dotted"\npackage.version = "0.0.0"\npackage.build = "script.rs"\nlib.path = "words.rs"\n[[bin]]\nname = "dotted"\n',
    "dotted/src/main.rs": "extern crate dotted;\n" + USER.format("dotted"),
    "dotted/words.rs": LIBRARY,
    "dotted/script.rs": PROGRAM,
    "inline/Cargo.toml": 'bin = [\n  { name = "inline", path = "program.rs" },\n  { name = "inline-too" },\n]\npackage = { name = "inline", version = "0.0.0", build = "script.rs" }\n',
    "inline/program.rs": PROGRAM,
    "inline/src/bin/inline-too.rs": PROGRAM,
    "inline/script.rs": PROGRAM,
    "late/Cargo.toml": '[[bin]]\nname = "late"\n' + MEMBER.format("late", ""),
    "late/src/main.rs": PROGRAM,
    # A text that looks like a key, a path that leads out of the project, a date.
    "misleading/Cargo.toml": 'package.name = "misleading"\npackage.version = "0.0.0"\npackage.description = """\npath = "../../../described.rs"\n"""\n'
    'package.metadata.date = 2026-01-01\n[[example]]\nname = "out"\npath = "../../../out.rs"\n',
    "misleading/src/main.rs": PROGRAM,
    "misleading/tests/a folder\nof/Cargo.toml/file": "",
    # Its build script starts a file of the project.
    "scripted/Cargo.toml": MEMBER.format("scripted", ""),
    "scripted/build.rs": 'fn main() { assert!(std::process::Command::new("./generate").status().unwrap().success()) }\n',
    "scripted/generate": "#!/bin/sh\n",
    "scripted/src/main.rs": PROGRAM,
    # What cargo builds in is called so too.
    "target/Cargo.toml": MEMBER.format("target", '[dependencies]\nlinked = { path = "../linked" }\n'),
    "target/src/main.rs": USER.format("linked"),
}
PROGRAMS = ["chosen-server", "commented", "commented-too", "dotted", "inline", "inline-too", "late", "marked", "misleading", "quoted", "scripted", "target"]
LIBRARY_FOR_C = {
    "Cargo.toml": MEMBER.format("for-c", '[lib]\ncrate-type = ["cdylib", "staticlib"]\n'),
    "src/lib.rs": '#[no_mangle]\npub extern "C" fn four() -> u8 {\n    4\n}\n',
}
# Its code wants a macro of the crate scopeguard.
LOCK = {
    "Cargo.toml": MEMBER.format("locks", '[dependencies]\nlock_api = "=0.4.14"\n'),
    "src/main.rs": "fn main() {\n    println!(\"{}\", std::any::type_name::<lock_api::GuardSend>());\n}\n",
}
# A library, programs and tests of other names and in other places than cargo's own, and much of what cargo's configuration can say.
ODD = {
    "Cargo.toml": """[package]
name = "My-Odd_crate"
version = "0.3.0-beta.1"
edition = "2024"
default-run = "odd"
autobins = false

[[bin]]
name = "odd"
path = "tools/odd.rs"

[[bin]]
name = "extra"
path = "tools/extra.rs"
required-features = ["extra"]

[lib]
name = "odd_lib"
path = "src/core.rs"

[[test]]
name = "custom"
path = "tests/custom.rs"
harness = false

[features]
extra = []

[dependencies]
sub = { path = "sub", package = "sub-crate" }
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[dev-dependencies]
itoa = "1"
[build-dependencies]
cc = "1"

[workspace]
members = ["sub"]

[profile.release]
panic = "abort"
lto = "thin"
codegen-units = 1
""",
    ".cargo/config.toml": """[build]
target-dir = "out"
rustflags = ["--cfg", "odd"]
[env]
GREETING = { value = "data/hi.txt", relative = true }
WORD = "word"
[alias]
b = "build"
[net]
git-fetch-with-cli = true
""",
    "build.rs": 'fn main(){ let t = std::fs::read_to_string("proto/answer.txt").unwrap(); println!("cargo::rustc-env=ANSWER={}", t.trim()); println!("cargo::rerun-if-changed=proto"); cc::Build::new().file("proto/five.c").compile("five"); println!("cargo::rustc-check-cfg=cfg(odd)"); }\n',
    "proto/answer.txt": '42\n',
    "proto/five.c": 'int c(void){return 5;}\n',
    "src/core.rs": 'unsafe extern "C" { fn c() -> i32; } pub fn answer() -> i32 { let own = unsafe { c() }; own + if cfg!(odd) { 37 } else { 0 } }\n',
    "tools/odd.rs": 'fn main(){ println!("{} {} {} {}", odd_lib::answer(), env!("ANSWER"), env!("WORD"), sub::sub()); }\n',
    "tools/extra.rs": 'fn main(){}\n',
    "tests/custom.rs": 'fn main(){ let d = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/README.md"); assert!(std::fs::read_to_string(&d).is_ok(), "{d:?}"); let o = std::process::Command::new(env!("CARGO_BIN_EXE_odd")).output().unwrap(); assert_eq!(String::from_utf8_lossy(&o.stdout), "42 42 word 9\\n"); println!("custom ok"); }\n',
    "fixtures/README.md": 'x\n',
    "README.md": '# my\n',
    "sub/Cargo.toml": """[package]
name = "sub-crate"
version = "0.0.1"
edition = "2021"
build = false
[lib]
name = "sub_crate"
""",
    "sub/src/lib.rs": '/// ```\n/// assert_eq!(sub_crate::sub(), 9);\n/// ```\npub fn sub() -> u8 { 9 }\n',
}
FLAKE = '{ outputs = { crossflake, ... }: crossflake.lib.mkProject { src = ./.; targets = [ "x86_64" ]; %s }; }'


def test_empty_crates_stay_in_their_folder(tmp_path):
    """Whatever a manifest says: what is written is in the crate's folder, and cargo accepts it."""
    root = tmp_path / "outer/root"
    files = {"Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n', "a\nb/Cargo.toml": MEMBER.format("lines", "[workspace]\n")}
    files |= {f"crates/{name}": text for name, text in MEMBERS.items() if name.endswith("Cargo.toml") and "linked" not in text}
    files["crates/out/Cargo.toml"] = MEMBER.format("out", 'build = "../../../script.rs"\n[lib]\npath = "../../../lib.rs"\n[[bin]]\nname = "o"\npath = "../../../o.rs"\n')
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    (root / "folder/Cargo.toml").mkdir(parents=True)
    run(sys.executable, ROOT / "nix/emptyCrates.py", cwd=root, environment={"noStd": 'target_os = "none"'})
    assert [path.name for path in tmp_path.iterdir()] == ["outer"]
    assert [path.name for path in (tmp_path / "outer").iterdir()] == ["root"]
    packages = json.loads(cargo("metadata", "--no-deps", "--offline", "--format-version", "1", cwd=root).stdout)["packages"]
    assert len(packages) == len(files) - 2
    for package in packages:
        folder = pathlib.Path(package["manifest_path"]).parent
        assert {target["src_path"] for target in package["targets"]} <= {str(folder / "src/lib.rs"), str(folder / "build.rs")}
        assert (folder / "src/lib.rs").read_text().startswith("#![cfg_attr(")
    assert (root / "a\nb/src/lib.rs").exists()
    cargo("check", "--quiet", "--lib", "--offline", "--workspace", cwd=root)


class Shapes:
    @pytest.fixture
    def built(self, project):
        """Builds these files as the project."""

        def build(files, options="", prepare=lambda _: None):
            copy = project()
            copy.targets = ["x86_64"]
            shutil.rmtree(copy.folder)
            for name, text in {**files, "flake.nix": FLAKE % options}.items():
                (copy.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (copy.folder / name).write_bytes(text.encode())
            prepare(copy.folder)
            if not (copy.folder / "Cargo.lock").exists():
                cargo("generate-lockfile", cwd=copy.folder)
            return pathlib.Path(copy.nix("build", "x86_64", "--no-link", "--print-out-paths").stdout.strip())

        return build

    def test_a_workspace_of_every_shape(self, built):
        def link(folder):
            (folder / "elsewhere/src").mkdir(parents=True)
            (folder / "elsewhere/Cargo.toml").write_text(MEMBER.format("linked", ""))
            (folder / "elsewhere/src/lib.rs").write_text(LIBRARY)
            (folder / "crates/linked").symlink_to("../elsewhere")
            (folder / "crates/scripted/generate").chmod(0o755)

        files = {"Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n'}
        result = built(files | {f"crates/{name}": text for name, text in MEMBERS.items()}, prepare=link)
        assert sorted(path.name for path in (result / "bin").iterdir()) == PROGRAMS

    # With the build's own std: its programs abort on a panic.
    @long
    @pytest.mark.parametrize("target", ["aarch64", "x86_64-musl"])
    def test_other_names_and_places_than_cargos_own(self, project, target):
        copy = project()
        copy.targets = [target]
        shutil.rmtree(copy.folder)
        for name, text in (ODD | {"flake.nix": (FLAKE % "checks.clippy = true;").replace("x86_64", target)}).items():
            (copy.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (copy.folder / name).write_text(text)
        cargo("generate-lockfile", cwd=copy.folder)
        package = pathlib.Path(copy.nix("build", target, "--no-link", "--print-out-paths").stdout.strip())
        assert [path.name for path in (package / "bin").iterdir()] == ["odd"]
        assert package.name.endswith(f"-My-Odd_crate-{target}-0.3.0-beta.1")
        copy.nix("build", f"checks.x86_64-linux.{target}", "--no-link")

    def test_libraries_alone(self, built):
        # Its profile has the folder of another.
        result = built(LIBRARY_FOR_C, 'profile = "bench";')
        assert sorted(path.name for path in (result / "lib").iterdir()) == ["libfor_c.a", "libfor_c.so"]

    def test_a_crate_in_the_place_of_one_that_another_builds_on(self, built):
        files = LOCK | {"Cargo.toml": LOCK["Cargo.toml"] + '[patch.crates-io]\nscopeguard = { path = "./patched/scopeguard/" }\n'}
        result = built(files, prepare=lambda folder: crate("scopeguard", "1.2.0", folder / "patched/scopeguard"))
        assert "GuardSend" in run(result / "bin/locks").stdout

    def test_a_patch_in_cargos_configuration_with_a_crate_beside_it(self, built):
        def patch(folder):
            patched = folder / "patched/scopeguard"
            crate("scopeguard", "1.2.0", patched)
            with open(patched / "Cargo.toml", "a") as manifest:
                manifest.write('\n[dependencies.helper]\npath = "../helper"\n')
            with open(patched / "src/lib.rs", "a") as library:
                library.write("\npub extern crate helper;\n")

        helper = {
            "patched/helper/Cargo.toml": MEMBER.format("helper", ""),
            "patched/helper/src/lib.rs": "#![no_std]\npub fn two() -> u8 { 2 }\n",
            ".cargo/config.toml": '[patch.crates-io]\nscopeguard = { path = "patched/scopeguard" }\n',
        }
        result = built(LOCK | helper, prepare=patch)
        assert "GuardSend" in run(result / "bin/locks").stdout

    def test_crates_that_the_project_holds_itself(self, built):
        def vendor(folder):
            # It says what belongs into cargo's configuration.
            configuration = cargo("vendor", cwd=folder).stdout
            (folder / ".cargo").mkdir()
            (folder / ".cargo/config.toml").write_text(configuration)

        assert "GuardSend" in run(built(LOCK, prepare=vendor) / "bin/locks").stdout
