"""Projects as people have them: each way to write a manifest and to lay out a workspace, as a package for the build machine."""

import json
import pathlib
import shutil
import sys

import pytest
from world import ROOT, cargo, crate, run

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
