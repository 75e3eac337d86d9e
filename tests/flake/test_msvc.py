"""windows-msvc: clang-cl compiles, llvm-rc compiles resources, lld-link links, and wine runs it, with a stand-in for Microsoft's SDK."""

import pathlib
import struct

import pytest
from world import ROOT, nix, run, wide

FILES = {
    "flake.nix": """{
  outputs = { crossflake, ... }: crossflake.lib.mkProject {
    src = ./.;
    targets = [ "windows-msvc" ];
    buildTools = pkgs: [ pkgs.cmake ];
    nixpkgsConfig = { allowUnfree = true; microsoftVisualStudioLicenseAccepted = true; };
  };
}
""",
    "Cargo.toml": """[package]
name = "hello"
version = "0.1.0"
edition = "2024"

[build-dependencies]
bindgen = "0.72"
cc = "1"
cmake = "0.1"
embed-resource = "3"
""",
    "build.rs": """fn main() {
    cc::Build::new().file("answer.c").compile("answer");
    cc::Build::new().cpp(true).file("half.cpp").compile("half");
    // The header includes one of the SDK's.
    let bindings = bindgen::Builder::default().header("half.h").allowlist_function("half").generate().unwrap();
    bindings.write_to_file(format!("{}/half.rs", std::env::var("OUT_DIR").unwrap())).unwrap();
    let folder = cmake::build("twice");
    println!("cargo::rustc-link-search={}/lib", folder.display());
    println!("cargo::rustc-link-lib=static=twice");
    embed_resource::compile("hello.rc", embed_resource::NONE).manifest_required().unwrap();
}
""",
    "answer.c": "#include <stdio.h>\nint answer(void) {\n    return puts(\"from C\") < 0 ? 0 : 42;\n}\n",
    "half.h": '#include <stdio.h>\n#ifdef __cplusplus\nextern "C"\n#endif\nint half(int number);\n',
    "half.cpp": """#include "half.h"
template <typename T> struct Half {
    T whole;
    T get() const { return whole / 2; }
};
int half(int number) { return Half<int>{number}.get(); }
""",
    "twice/CMakeLists.txt": """cmake_minimum_required(VERSION 3.20)
project(twice C)
add_library(twice STATIC twice.c)
install(TARGETS twice)
""",
    "twice/twice.c": "int twice(int number) { return 2 * number; }\n",
    "hello.rc": '#include <windows.h>\n1 RT_RCDATA { "the resource of hello" }\n',
    "src/main.rs": """unsafe extern "C" {
    fn answer() -> i32;
    fn twice(number: i32) -> i32;
}

include!(concat!(env!("OUT_DIR"), "/half.rs"));

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let thread = std::thread::spawn(|| unsafe { answer() });
    println!("{} {arguments:?}", unsafe { half(2 * twice(thread.join().unwrap())) });
    std::process::exit(7);
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_is_caught() {
        assert!(std::panic::catch_unwind(|| panic!("on purpose")).is_err());
    }

    #[test]
    #[should_panic]
    fn c_code_answers() {
        assert_ne!(unsafe { super::answer() }, 42);
    }
}
""",
}


@wide
@pytest.mark.xdist_group("msvc")
class Msvc:
    @pytest.fixture(scope="class")
    def folder(self, tmp_path_factory):
        folder = tmp_path_factory.mktemp("msvc")
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        run("cargo", "generate-lockfile", cwd=folder)
        return folder

    def nix(self, folder, command, output, *arguments, **options):
        inputs = ["--targets", "windows-msvc", "--inputs-of", "crossflake"]
        override = ["--override-input", "crossflake", f"git+file://{ROOT}"]
        return nix(*inputs, command, f"path:{folder}#{output}", *override, *arguments, cwd=folder, **options)

    def test_the_package_is_a_program_with_c_code_and_a_resource(self, folder):
        result = self.nix(folder, "build", "packages.x86_64-linux.windows-msvc", "--no-link", "--print-out-paths")
        content = (pathlib.Path(result.stdout.strip()) / "bin/hello.exe").read_bytes()
        is_in = lambda text: text in content
        (head,) = struct.unpack_from("<I", content, 0x3C)
        assert content[head : head + 4] == b"PE\0\0"
        assert struct.unpack_from("<H", content, head + 4) == (0x8664,)
        assert is_in(b"the resource of hello")
        # Of Microsoft's runtime, not of MinGW's.
        assert is_in(b"ucrtbase.dll") and not is_in(b"msvcrt.dll")

    def test_wine_runs_the_program_and_its_tests(self, folder):
        ran = self.nix(folder, "develop", "windows-msvc", "-c", "cargo", "run", "--", "a b", "", check=False)
        assert ran.returncode == 7, ran.stderr
        # Windows' C library keeps its lines to the end.
        assert sorted(ran.stdout.split("\n")) == ["", '84 ["a b", ""]', "from C"]
        assert "family detection failed" not in ran.stderr
        tested = self.nix(folder, "develop", "windows-msvc", "-c", "cargo", "test")
        assert "2 passed" in tested.stdout

    def test_without_the_licence_the_reason_names_the_option(self, folder, tmp_path):
        for name, text in FILES.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text.replace("microsoftVisualStudioLicenseAccepted = true; ", ""))
        failed = self.nix(tmp_path, "develop", "windows-msvc", "-c", "true", check=False)
        assert failed.returncode != 0
        assert "whose licence must be accepted: set `allowUnfree`, `microsoftVisualStudioLicenseAccepted` in `nixpkgsConfig`" in failed.stderr
