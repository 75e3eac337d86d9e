"""macOS from Linux: zig compiles and links; what cannot be run here is read. A universal binary is made of both."""

import hashlib
import json
import pathlib
import re
import tarfile

import pytest
from world import ROOT, long, nix, run

TARGETS = {"macos-aarch64": ("aarch64-apple-darwin", "arm64", "11.0"), "macos-x86_64": ("x86_64-apple-darwin", "x86_64", "10.12")}
FILES = {
    "flake.nix": """{
  outputs = { crossflake, ... }: crossflake.lib.mkProject { src = ./.; targets = [ "macos-aarch64" "macos-x86_64" ]; };
}
""",
    "Cargo.toml": """[package]
name = "hello"
version = "0.1.0"
edition = "2024"

[lib]
crate-type = ["rlib", "cdylib"]

[features]
keychain = []

[dependencies]
libc = "0.2"
smallvec = "1"

[build-dependencies]
cc = "1"
""",
    "build.rs": 'fn main() {\n    cc::Build::new().file("answer.c").compile("answer");\n}\n',
    "answer.c": '#include <stdio.h>\n#include <string.h>\nint answer(void) {\n    char text[8];\n    snprintf(text, sizeof text, "%d", 42);\n    return strlen(text) == 2 ? 42 : 0;\n}\n',
    "src/lib.rs": """unsafe extern "C" {
    fn answer() -> i32;
}

#[unsafe(no_mangle)]
pub extern "C" fn hello_answer() -> i32 {
    unsafe { answer() }
}

#[cfg(feature = "keychain")]
#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    pub fn SecCopyErrorMessageString(status: i32, reserved: *const u8) -> *const u8;
}
""",
    "src/main.rs": """fn main() {
    let thread = std::thread::spawn(|| std::env::vars().count());
    // A panic message of a crate names its source.
    let mut numbers = smallvec::SmallVec::from([1, 2, 3]);
    numbers.insert(std::env::args().count(), 4);
    println!("{numbers:?} {}", numbers.swap_remove(std::env::args().count()));
    println!("{} {} {}", hello::hello_answer(), thread.join().unwrap(), unsafe { libc::getpid() });
    #[cfg(feature = "keychain")]
    println!("{:?}", unsafe { hello::SecCopyErrorMessageString(0, std::ptr::null()) });
}
""",
}


def llvm(name):
    flakes = pathlib.Path(run(ROOT / "nix/debian/unpack", *TARGETS).stdout.strip())
    trees = json.loads((flakes / "nixpkgs/trees.json").read_text())["trees"]
    return pathlib.Path(trees["llvm"]["path"]) / "usr/lib/llvm-22/bin" / f"llvm-{name}"


def commands(program):
    """The load commands of a Mach-O file, as llvm-objdump prints them: a list of dictionaries."""
    text = run(llvm("objdump"), "--macho", "--private-headers", program).stdout
    return [dict(line.split(None, 1) for line in part.splitlines() if len(line.split(None, 1)) == 2) for part in text.split("Load command ")[1:]]


def signed_as_it_is(program):
    """Whether each page has the hash that the code directory of the ad-hoc signature says (CS_CodeDirectory of XNU)."""
    content = program.read_bytes()
    (command,) = [command for command in commands(program) if command.get("cmd") == "LC_CODE_SIGNATURE"]
    signature = content[int(command["dataoff"]) :]
    number = lambda place, size=4: int.from_bytes(signature[place : place + size], "big")
    assert number(0) == 0xFADE0CC0
    directory = next(number(16 + 8 * index) for index in range(number(8)) if number(12 + 8 * index) == 0)
    assert number(directory) == 0xFADE0C02
    hashes, slots, limit = number(directory + 16), number(directory + 28), number(directory + 32)
    size, kind, page = number(directory + 36, 1), number(directory + 37, 1), 1 << number(directory + 39, 1)
    assert (size, kind) == (32, 2)
    assert number(directory + 12) & 2, "not signed ad hoc"
    assert slots == -(-limit // page)
    return all(
        signature[directory + hashes + size * index :][:size] == hashlib.sha256(content[index * page : min(limit, (index + 1) * page)]).digest()
        for index in range(slots)
    )


@pytest.mark.xdist_group("apple")
@long
class OnLinux:
    @pytest.fixture(scope="class")
    def folder(self, tmp_path_factory):
        folder = tmp_path_factory.mktemp("apple")
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        run("cargo", "generate-lockfile", cwd=folder)
        return folder

    def nix(self, folder, command, output, *arguments, **options):
        inputs = ["--targets", " ".join(TARGETS), "--inputs-of", "crossflake"]
        override = ["--override-input", "crossflake", f"git+file://{ROOT}"]
        return nix(*inputs, command, f"path:{folder}#{output}", *override, *arguments, cwd=folder, **options)

    def built(self, folder, output):
        return pathlib.Path(self.nix(folder, "build", f"packages.x86_64-linux.{output}", "--no-link", "--print-out-paths").stdout.strip())

    @pytest.mark.parametrize("target", TARGETS)
    def test_the_package_is_a_program_of_its_target(self, folder, target):
        _, architecture, oldest = TARGETS[target]
        package = self.built(folder, target)
        for file, kind in [("bin/hello", "Executable"), ("lib/libhello.dylib", "DynamicLibrary")]:
            header = run(llvm("readobj"), "--file-headers", package / file).stdout
            assert f"Arch: {architecture.replace('arm64', 'aarch64')}" in header
            assert f"FileType: {kind} " in header
            found = commands(package / file)
            # The second form is that of systems before macOS 10.14.
            versions = {"LC_BUILD_VERSION": "minos", "LC_VERSION_MIN_MACOSX": "version"}
            assert [command[versions[command["cmd"]]] for command in found if command.get("cmd") in versions] == [oldest]
            libraries = [command["name"].split()[0] for command in found if command.get("cmd") == "LC_LOAD_DYLIB"]
            assert "/usr/lib/libSystem.B.dylib" in libraries
            assert all(library.startswith("/usr/lib/") for library in libraries)
            # macOS starts a program for x86_64 without a signature too, and zig gives it none.
            if architecture == "arm64":
                assert signed_as_it_is(package / file)

    def test_a_signature_that_does_not_fit_is_noticed(self, folder, tmp_path):
        changed = tmp_path / "hello"
        content = bytearray((self.built(folder, "macos-aarch64") / "bin/hello").read_bytes())
        content[5000] ^= 1
        changed.write_bytes(content)
        assert not signed_as_it_is(changed)

    def test_both_make_a_universal_binary(self, folder, tmp_path):
        programs = [self.built(folder, target) / "bin/hello" for target in TARGETS]
        run(llvm("lipo"), "-create", *programs, "-output", tmp_path / "hello")
        assert run(llvm("lipo"), "-archs", tmp_path / "hello").stdout.split() == ["x86_64", "arm64"]

    def test_it_is_deployable_and_packed(self, folder):
        program = self.built(folder, "macos-aarch64-deployable") / "bin/hello"
        # In the place of the store's hash.
        assert b"e" * 32 in program.read_bytes()
        assert signed_as_it_is(program)
        report = json.loads((program.parent.parent / "share/crossflake/report.json").read_text())
        oldest = re.search(r"minos (\S+)", run(llvm("objdump"), "--macho", "--private-headers", program).stdout)[1]
        assert report["oldestMacos"] == oldest
        assert "/usr/lib/libSystem.B.dylib" in report["libraries"]
        assert "bin/hello" in [file["file"] for file in report["files"]]
        with tarfile.open(self.built(folder, "macos-aarch64-deployable.archive")) as archive:
            assert any(name.endswith("bin/hello") for name in archive.getnames())

    @pytest.mark.parametrize("target", TARGETS)
    def test_the_shell_links_and_says_what_a_framework_needs(self, folder, target):
        environment = {"CARGO_TARGET_DIR": str(folder / f"target-{target}")}
        built = self.nix(folder, "develop", target, "-c", "cargo", "build", environment=environment)
        # rustc has not looked for a Mac's tools.
        assert "xcrun" not in built.stderr
        # Of std, too.
        self.nix(folder, "develop", target, "-c", "cargo", "build", "--bin", "hello", "--config", "profile.dev.lto = true", environment=environment)
        failed = self.nix(folder, "develop", target, "-c", "cargo", "build", "--features", "keychain", environment=environment, check=False)
        assert failed.returncode != 0
        assert "error: the framework Security is part of Apple's SDK, which nothing here has" in failed.stderr
        assert "hint: copy MacOSX.sdk from a Mac, and set SDKROOT to it" in failed.stderr

    def test_the_compiler_reads_response_files_and_names_each_framework(self, folder, tmp_path):
        (tmp_path / "a b.c").write_text("int main(void) { return 0; }\n")
        # As rustc writes one, with a blank, and with an argument that the wrapper drops.
        (tmp_path / "arguments").write_text("-arch\narm64\n-Wl,-no_uuid\na\\ b.c\n-o\n\"a program\"\n")
        compiler = "arm64-apple-darwin-cc"
        shell = lambda command, **options: self.nix(folder, "develop", "macos-aarch64", "-c", "bash", "-c", f"cd {tmp_path}; {command}", **options)
        shell(f"{compiler} @arguments")
        assert "Arch: aarch64" in run(llvm("readobj"), "--file-headers", tmp_path / "a program").stdout
        lines = [f"{compiler} x.o {form}" for form in ("-weak_framework Metal", "-Wl,-framework,Metal", "-Wl,-framework -Wl,Metal")]
        lines.append(f"SDKROOT=/nowhere {compiler} x.c")
        failed = shell("; ".join(lines), check=False)
        assert failed.stderr.count("error: the framework Metal is part of Apple's SDK") == 3
        assert "error: SDKROOT is `/nowhere`, which is no SDK of Apple's: it has no folder usr/lib" in failed.stderr

    def test_an_sdk_that_is_named_is_used(self, folder, tmp_path):
        # As much of an SDK as this program needs, which nobody else has written.
        sdk = tmp_path / "MacOSX.sdk"
        framework = sdk / "System/Library/Frameworks/Security.framework"
        framework.mkdir(parents=True)
        (sdk / "usr/lib").mkdir(parents=True)
        (sdk / "usr/include").mkdir()
        (framework / "Security.tbd").write_text(
            "--- !tapi-tbd\ntbd-version: 4\ntargets: [ x86_64-macos, arm64-macos ]\n"
            "install-name: '/System/Library/Frameworks/Security.framework/Versions/A/Security'\n"
            "exports:\n  - targets: [ x86_64-macos, arm64-macos ]\n    symbols: [ _SecCopyErrorMessageString ]\n...\n"
        )
        environment = {"CARGO_TARGET_DIR": str(tmp_path / "target")}
        command = f"SDKROOT={sdk} cargo build --features keychain"
        self.nix(folder, "develop", "macos-aarch64", "-c", "bash", "-c", command, environment=environment)
        libraries = [command.get("name", "") for command in commands(tmp_path / "target/aarch64-apple-darwin/debug/hello")]
        assert any(re.search("/Security.framework/", name) for name in libraries)
