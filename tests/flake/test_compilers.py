"""Crates that drive the target's compiler by a build system of their own: its name, its tools, its pkg-config, its DLLs."""

import pathlib
import shutil

import pytest
from world import long, machine, run

PACKAGE = '[package]\nname = "{}"\nversion = "0.1.0"\nedition = "2021"\n\n[build-dependencies]\n{}\n'
LINKS = 'extern "C" {{\n    fn answer() -> i32;\n}}\n\nfn main() {{\n    println!("{{}}", unsafe {{ answer() }});\n}}\n\n#[test]\nfn {}() {{\n    assert_eq!(unsafe {{ answer() }}, 42);\n}}\n'
FLAKE = '{{ outputs = {{ crossflake, ... }}: crossflake.lib.mkProject {{ src = ./.; targets = [ {} ]; {} }}; }}'

# As autoconf's own scripts: config.sub takes no path for a platform; without --host, what was compiled is run.
CONFIGURE = r"""#!/bin/sh
host=none prefix=/usr/local
for argument; do
  case $argument in
    --host=*) host=${argument#*=} ;;
    --prefix=*) prefix=${argument#*=} ;;
  esac
done
case $host in
  none)
    echo 'int main(void) { return 0; }' >try.c
    $CC try.c -o try && ./try || { echo 'configure: error: cannot run C compiled programs' >&2; exit 77; }
    ;;
  */*) echo "configure: error: Invalid configuration \`$host'" >&2; exit 1 ;;
  *) command -v "$host-ar" >/dev/null && command -v "$host-strip" >/dev/null || { echo "configure: error: no $host-ar" >&2; exit 1; } ;;
esac
cat >Makefile <<END
all:
	$CC -c $(cd "$(dirname "$0")" && pwd)/answer.c -o answer.o
install: all
	mkdir -p $prefix/lib
	echo $host >$prefix/host
	ar rcs $prefix/lib/libanswer.a answer.o
END
"""
AUTOTOOLS = {
    "Cargo.toml": PACKAGE.format("configured", 'autotools = "0.2"'),
    "build.rs": """fn main() {
    let out = autotools::build("c");
    let host = std::fs::read_to_string(out.join("host")).unwrap();
    println!("cargo::rustc-env=CONFIGURED_FOR={}", host.trim());
    println!("cargo::rustc-link-search=native={}", out.join("lib").display());
    println!("cargo::rustc-link-lib=static=answer");
}
""",
    "src/main.rs": LINKS.format("linked") + '\n#[test]\nfn configured() {\n    assert_eq!(env!("CONFIGURED_FOR"), option_env!("EXPECTED_HOST").unwrap_or("none"));\n}\n',
    "c/configure": CONFIGURE,
    "c/answer.c": "int answer(void) { return 42; }\n",
}

CMAKE = {
    "Cargo.toml": PACKAGE.format("made", 'cmake = "0.1"'),
    "build.rs": """fn main() {
    let out = cmake::Config::new("c").build();
    println!("cargo::rustc-link-search=native={}", out.join("lib").display());
    println!("cargo::rustc-link-lib=static=made");
    println!("cargo::rustc-link-lib=z");
}
""",
    "src/main.rs": LINKS.format("linked"),
    "c/made.c": "#include <zlib.h>\nint answer(void) { return 41 + (zlibVersion()[0] == '1'); }\n",
    "c/CMakeLists.txt": """cmake_minimum_required(VERSION 3.16)
project(made C)
find_package(PkgConfig REQUIRED)
pkg_check_modules(Z REQUIRED IMPORTED_TARGET zlib)
find_library(MATHS m REQUIRED)
foreach(folder ${Z_LIBRARY_DIRS} ${Z_LIBDIR})
  if(NOT folder MATCHES "arm64")
    message(FATAL_ERROR "zlib is the build machine's: ${folder}")
  endif()
endforeach()
add_library(made STATIC made.c)
target_link_libraries(made PRIVATE PkgConfig::Z)
install(TARGETS made ARCHIVE DESTINATION lib)
""",
}

CPP = {
    "Cargo.toml": PACKAGE.format("spoken", 'cc = "1"'),
    "build.rs": 'fn main() {\n    cc::Build::new().cpp(true).file("answer.cpp").compile("answer");\n}\n',
    "src/main.rs": LINKS.format("linked"),
    "answer.cpp": '#include <string>\n#include <stdexcept>\nextern "C" int answer() {\n  try {\n    throw std::runtime_error("forty-two");\n  } catch (const std::exception &error) {\n    return std::string(error.what()) == "forty-two" ? 42 : 0;\n  }\n}\n',
}

LUAJIT = {
    "Cargo.toml": '[package]\nname = "scripted"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nmlua = { version = "0.11", features = ["luajit", "vendored"] }\n',
    "src/main.rs": 'fn main() {}\n\n#[test]\nfn adds() {\n    let sum: i64 = mlua::Lua::new().load("return 40 + 2").eval().unwrap();\n    assert_eq!(sum, 42);\n}\n',
}

# C that calls functions of the compiler's own library, which std has where rustup brings it.
JEMALLOC = {
    "Cargo.toml": '[package]\nname = "allocates"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ntikv-jemallocator = "0.6"\n',
    "src/main.rs": "#[global_allocator]\nstatic ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;\n\nfn main() {}\n\n#[test]\nfn allocates() {\n    assert_eq!(vec![7; 1 << 20].len(), 1 << 20);\n}\n",
}


@pytest.fixture
def write(project):
    """Writes these files as a project for these targets."""

    def write(files, targets, options="", tools=()):
        copy = project()
        copy.targets = [*targets, *tools]
        shutil.rmtree(copy.folder)
        flake = FLAKE.format(" ".join(f'"{target}"' for target in targets), options)
        for name, text in ({"flake.nix": flake} | files).items():
            path = copy.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            if text.startswith("#!"):
                path.chmod(0o755)
        run("cargo", "generate-lockfile", cwd=copy.folder)
        return copy

    return write


@pytest.mark.parametrize(("target", "host"), [("aarch64", "aarch64-unknown-linux-gnu"), ("x86_64", "none")])
def test_autotools_configures_for_the_target(write, target, host):
    project = write(AUTOTOOLS, [target])
    output = project.nix("develop", target, "-c", "cargo", "test", environment={"EXPECTED_HOST": host}).stdout
    assert "test linked ... ok" in output
    assert "test configured ... ok" in output


def test_cmake_asks_the_targets_pkg_config(write):
    # With the build machine's own zlib at hand too.
    project = write(CMAKE, ["aarch64"], "libraries = pkgs: [ pkgs.zlib ]; buildLibraries = pkgs: [ pkgs.zlib ]; buildTools = pkgs: [ pkgs.cmake ];", ["cmake"])
    assert "test linked ... ok" in project.nix("develop", "aarch64", "-c", "cargo", "test").stdout


class CppOnWindows:
    def test_the_shell_runs_it(self, write):
        project = write(CPP, ["windows"])
        assert "test linked ... ok" in project.nix("develop", "devShells.windows", "-c", "cargo", "test").stdout

    def test_the_package_brings_its_dlls(self, write):
        project = write(CPP, ["windows"])
        folder = pathlib.Path(project.nix("build", "packages.x86_64-linux.windows", "--no-link", "--print-out-paths").stdout.strip()) / "bin"
        assert sorted(path.name for path in folder.iterdir()) == ["libgcc_s_seh-1.dll", "libstdc++-6.dll", "spoken.exe"]

    def test_a_dll_that_is_missing_is_named(self, write):
        files = CPP | {
            "build.rs": "fn main() {}\n",
            "src/main.rs": '#[link(name = "elsewhere", kind = "raw-dylib")]\nextern "C" {\n    fn elsewhere();\n}\n\nfn main() {\n    unsafe { elsewhere() }\n}\n',
        }
        failed = write(files, ["windows"]).nix("build", "packages.x86_64-linux.windows", "--no-link", check=False)
        assert failed.returncode != 0
        assert "error: spoken.exe imports elsewhere.dll, which is neither part of Windows nor in a package of `libraries`" in failed.stderr
        assert 'env.CROSSFLAKE_SYSTEM_DLLS = "elsewhere.dll"' in failed.stderr
        known = write(files, ["windows"], 'env.CROSSFLAKE_SYSTEM_DLLS = "elsewhere.dll";')
        known.nix("build", "packages.x86_64-linux.windows", "--no-link")


def test_a_package_is_for_its_target_whatever_the_projects_table_build_says(write):
    files = {
        "Cargo.toml": '[package]\nname = "plain"\nversion = "0.1.0"\nedition = "2021"\n',
        "src/main.rs": "fn main() {}\n",
        ".cargo/config.toml": '[build]\ntarget = ["x86_64-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu"]\ntarget-dir = "elsewhere"\nbuild-dir = "apart"\n',
    }
    output = write(files, ["aarch64"]).nix("build", "packages.x86_64-linux.aarch64", "--no-link", "--print-out-paths").stdout
    assert machine(pathlib.Path(output.strip()) / "bin/plain") == 183


# LuaJIT has no code for RISC-V.
@long
@pytest.mark.parametrize("target", ["aarch64", "x86_64"])
def test_luajit_is_compiled_by_its_own_makefile(write, target):
    assert "test adds ... ok" in write(LUAJIT, [target]).nix("develop", target, "-c", "cargo", "test").stdout


@long
@pytest.mark.parametrize("target", ["x86_64-musl", "aarch64-musl"])
def test_jemalloc_is_linked_and_allocates(write, target):
    assert "test allocates ... ok" in write(JEMALLOC, [target]).nix("develop", target, "-c", "cargo", "test").stdout
