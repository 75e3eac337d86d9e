"""What the tests share: Nix on this flake in the world that scripts/nix chooses, and a project of one's own to bend."""

import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples/hello-openssl"
# The machine in the head of each target's programs, of those that examples/hello-openssl is built for.
CROSS = {"aarch64": 183, "armv7": 40, "i686": 3, "ppc64le": 21, "riscv64": 243, "s390x": 22}
# Those whose std, and often OpenSSL, the stand-in builds from source.
FROM_SOURCE = {"aarch64-musl": 183, "armel": 40, "windows": 0x8664, "x86_64-musl": 62}
MACHINES = CROSS | FROM_SOURCE | {"x86_64": 62}
# Boards that qemu emulates.
EMBEDDED = [
    "aarch64-none", "aarch64-unknown-none-softfloat", "riscv32i-unknown-none-elf", "riscv32im-unknown-none-elf", "riscv32imac",
    "riscv32imafc-unknown-none-elf", "riscv32imc", "riscv64-none", "riscv64imac", "thumbv6m", "thumbv7em", "thumbv7em-hf", "thumbv7m",
    "thumbv8m", "thumbv8m-base", "thumbv8m-hf",
]
WASM = ["wasi", "wasm"]
# Those that zig links.
APPLE = ["macos-aarch64", "macos-x86_64"]
# Those that lld-link links.
MICROSOFT = ["windows-msvc"]
# What stands for its kind in the short tests: for qemu-user and glibc, for the build machine itself, and for the boards. Each other
# libc (musl, Windows', WASI's, none) and runner has one target of its own there.
CROSS_SHORT, NATIVE, BOARD = "aarch64", "x86_64", "thumbv7em-hf"
# Those for which rust-overlay has no std, so that cargo builds it.
BOARDS_FROM_RUST_SRC = [
    "riscv32e-unknown-none-elf", "riscv32em-unknown-none-elf", "riscv32emc-unknown-none-elf", "riscv32ima-unknown-none-elf",
    "riscv64im-unknown-none-elf",
]
LINUX_FROM_RUST_SRC = "s390x-unknown-linux-musl"
# Its tools have the suffix of armv7's.
SECOND_OF_A_SUFFIX = "thumbv7neon-unknown-linux-gnueabihf"
SERVED = [*MACHINES, *APPLE, *MICROSOFT, *EMBEDDED, *WASM, *BOARDS_FROM_RUST_SRC, LINUX_FROM_RUST_SRC, SECOND_OF_A_SUFFIX]

# Together they take longer than all others: `scripts/test --all` runs them, and each option that selects tests.
long = pytest.mark.long
# Long, and in no share: together they take some gigabytes of Debian's packages.
wide = pytest.mark.wide
# Programs for another processor are started by a namespace's own binfmt_misc.
KERNEL = [int(number) for number in re.findall(r"\d+", platform.release())[:2]]
needs_binfmt = pytest.mark.skipif(
    KERNEL < [6, 7] or not pathlib.Path("/proc/sys/fs/binfmt_misc").is_dir(), reason="the kernel has no binfmt_misc in user namespaces"
)


def marked(aliases, short):
    """The targets as parameters: long, but for those of `short`."""
    return [alias if alias in short else pytest.param(alias, marks=long) for alias in aliases]


def each(aliases, short=None):
    """A test for each target; with `short`, it is long for the others."""
    return pytest.mark.parametrize("alias", aliases if short is None else marked(aliases, short))


# Cargo writes nothing that only a debugger or a second build would read.
QUICK = {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0"}


def run(*command, cwd=ROOT, environment=None, check=True, timeout=1500):
    """The finished process, its output as text. A command that fails shows what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | QUICK | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=timeout,
    )
    if check and result.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {result.returncode}\n{result.stdout[-4000:]}\n{result.stderr[-8000:]}")
    return result


def assert_fails(result, *expected):
    """The process has failed, and its errors say each of these."""
    said = result.stderr
    assert result.returncode != 0, result.stdout
    for text in expected:
        assert text in said


def nix(*arguments, **options):
    return run(ROOT / "scripts/nix", *arguments, **options)


def shell(alias, *command, **options):
    """A command in the example's folder, in the shell of the alias; `all` is that of the common targets."""
    targets = [] if alias == "all" else ["--targets", alias]
    return nix(*targets, "develop", f"{ROOT}#{alias}", "-c", *command, **({"cwd": EXAMPLE} | options))


def cargo(*arguments, cwd):
    """The build machine's cargo, from its shell: the machine itself may have none."""
    return shell(NATIVE, "cargo", *arguments, cwd=cwd)


def build(installable, **options):
    """The store path of an output of this flake, built."""
    return pathlib.Path(nix("build", "--no-link", "--print-out-paths", f"{ROOT}#{installable}", **options).stdout.strip())


def other_shell(alias, example, *command, **options):
    """A command in an example's folder, in the shell of a target that is not among the common ones."""
    installable = f"{ROOT}#legacyPackages.x86_64-linux.devShells.{alias}"
    return nix("--targets", alias, "develop", installable, "-c", *command, cwd=ROOT / "examples" / example, **options)


def nix_program(place, *targets):
    """A program in the place of Nix, for those that start it themselves: the world's, with this repository as the input crossflake."""
    place.parent.mkdir(exist_ok=True)
    place.write_text(
        f"""#!/bin/bash
        export PATH={shlex.quote(os.environ["PATH"])}
        while [[ $1 == --extra-experimental-features ]]; do shift 2; done
        command=$1
        shift
        exec {ROOT}/scripts/nix --targets "{" ".join(targets)}" --inputs-of crossflake \\
            "$command" --override-input crossflake git+file://{ROOT} "$@"
        """
    )
    place.chmod(0o755)
    return place


def cache():
    """The folder that scripts/world.sh calls so."""
    folder = os.environ.get("CROSSFLAKE_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "crossflake"
    return pathlib.Path(folder)


def tool(name, folder="bin", component=None):
    """A program that is on PATH, or one of Debian's packages; `sbin` holds what is for root, which PATH may lack."""
    component = component or name
    if found := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin"):
        return found
    flakes = pathlib.Path(run(ROOT / "nix/debian/unpack", component).stdout.strip())
    trees = json.loads((flakes / "nixpkgs/trees.json").read_text())["trees"]
    return f"{trees[component]['path']}/usr/{folder}/{name}"


def row(alias):
    """The target's row of the table."""
    return next(row for row in json.loads((ROOT / "targets.json").read_text()) if row["alias"] == alias)


def by_runner(alias, program, *arguments):
    """A shell's command that runs a target's program as cargo does: with the runner, where the target has one."""
    variable = f"CARGO_TARGET_{row(alias)['triple'].upper().replace('-', '_')}_RUNNER"
    return ["bash", "-c", f'${{{variable}-}} "$0" "$@"', program, *arguments]


def build_other(alias, kind):
    """The store path of an output of a target that is not among the common ones."""
    output = f"{ROOT}#legacyPackages.x86_64-linux.{kind}.{alias}"
    return pathlib.Path(nix("--targets", alias, "build", "--no-link", "--print-out-paths", output).stdout.strip())


def crate(name, version, folder):
    """The registry's crate, as it was published, in a new folder, with a lock of today: its own may name what was withdrawn."""
    with tempfile.TemporaryDirectory(prefix="crossflake-test-") as path:
        fetch = pathlib.Path(path)
        (fetch / "src").mkdir()
        (fetch / "src/lib.rs").touch()
        (fetch / "Cargo.toml").write_text(f'[package]\nname = "fetch"\n[dependencies]\n{name} = "={version}"\n[workspace]\n')
        cargo("vendor", "--quiet", "vendor", cwd=fetch)
        shutil.copytree(fetch / "vendor" / name, folder, ignore=shutil.ignore_patterns(".cargo-checksum.json"))
    cargo("generate-lockfile", cwd=folder)


def machine(program):
    """The machine in the head of an ELF file (e_machine) or of one of Windows' (Machine in the COFF header)."""
    content = program.read_bytes()
    if content[:2] == b"MZ":
        place = int.from_bytes(content[0x3C:0x40], "little") + 4
        return int.from_bytes(content[place : place + 2], "little")
    assert content[:4] == b"\x7fELF", f"{program} is neither an ELF nor a PE file"
    return int.from_bytes(content[18:20], "little" if content[5] == 1 else "big")


def plain(log):
    """Without colours."""
    return re.sub(r"\x1b(\[[0-9;]*m|\(B)", "", log)


def bits(program):
    """The width of a pointer in an ELF program, of its class."""
    return {1: 32, 2: 64}[program.read_bytes()[4]]


class Project:
    """A copy of an example in a folder of its own; its flake takes this repository as crossflake.

    targets is text that takes the place of the flake's list; consumer names a flake of tests/consumers that takes the place of
    the example's own; inputs_of names the input whose inputs the world chooses, none where they are the flake's own.
    """

    __test__ = False

    def __init__(self, targets=None, example=EXAMPLE, consumer=None, inputs_of="crossflake"):
        self.inputs_of = ["--inputs-of", inputs_of] if inputs_of else []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-test-"))
        # Nix copies the project's whole folder with each call.
        self.target_folder = f"{self.folder}-target"
        shutil.copytree(example, self.folder, ignore=shutil.ignore_patterns("target"), dirs_exist_ok=True)
        if consumer:
            shutil.copytree(ROOT / "tests/consumers" / consumer, self.folder, dirs_exist_ok=True)
        # Of a list that is wrong on purpose, nothing is unpacked.
        names = re.findall(r'"([^"]+)"', targets or "")
        self.targets = names if all(name in SERVED for name in names) else []
        if targets:
            flake = self.folder / "flake.nix"
            flake.write_text(re.sub(r"targets = \[.*?\];", targets, flake.read_text(), flags=re.S))

    def nix(self, command, installable, *arguments, environment=None, **options):
        return run(
            ROOT / "scripts/nix",
            *(["--targets", " ".join(self.targets)] if self.targets else []),
            *self.inputs_of,
            command,
            f"path:{self.folder}#{installable}",
            "--override-input", "crossflake", f"git+file://{ROOT}",
            *arguments,
            environment={"CARGO_TARGET_DIR": self.target_folder} | (environment or {}),
            **({"cwd": self.folder} | options),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)
        shutil.rmtree(self.target_folder, ignore_errors=True)
