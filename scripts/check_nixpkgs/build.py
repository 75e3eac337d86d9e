"""Build outputs on a nixpkgs tree's own machinery over Debian's packages (nix/debian/graft), and run their tests."""

import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import typing

from check_nixpkgs.nix import Usage
from check_nixpkgs.table import ROOT, rows_of

SYSTEM = "x86_64-linux"
EXAMPLE = "examples/hello-openssl"
# Each target's example is built and tested in each form.
TARGETS = ["aarch64", "riscv64", "armv7", "i686", "x86_64", "x86_64-musl"]
FORMS = ["devShells.{}", "packages.{}", "checks.{}", "packages.{}-deployable", "packages.{}-deployable.image"]


class Build(typing.NamedTuple):
    """What is built: an output of this flake, or of the flake in a folder that has this one as its input."""

    name: str  # the folder, if there is one, and the output below legacyPackages.<system>
    targets: str  # that Debian's packages are unpacked for, and tools
    command: str | None = None  # that runs in the shell, in a copy of the folder
    folder: str | None = None
    same: str | None = None  # of a shell: another one in which the command must print the same

    @property
    def output(self):
        return self.name.rpartition("/")[2]


def of_folder(folder, target, tools="", forms=("devShells.{}",), command="./check"):
    """The forms in which the flake of a folder is built for a target."""
    name = pathlib.Path(folder).name
    for form in forms:
        yield Build(f"{name}/{form.format(target)}", f"{target} {tools}", command if form.startswith("devShells") else None, folder)


def builds():
    """What is built where nothing is asked for."""
    for target in TARGETS:
        for form in FORMS:
            yield Build(form.format(target), target, "cargo test --locked" if form.startswith("devShells") else None)
    yield from of_folder("tests/consumers/native", "aarch64", "x86_64 cmake libclang protobuf", ["checks.{}"])
    yield from of_folder("tests/graft/cmake-finds", "aarch64", "x86_64 cmake")
    yield from of_folder("tests/graft/static", "x86_64-musl", forms=["packages.{}", "checks.{}"])
    yield from of_folder("tests/graft/windows", "windows", "x86_64 cmake", FORMS[:4], "cargo test --locked")
    yield from of_folder("tests/graft/board", "thumbv7em-hf", "x86_64 arm-none-eabi cmake libclang", FORMS[:3], "cargo test --locked")
    shells = "tests/graft/shells"
    yield Build("shells/devShells.clash", "armv7 x86_64", "./check-clash", shells)
    for name, mark in [("overlay-aarch64", "mine"), ("overlay-armel", "mine"), ("plain-armel", "''")]:
        yield Build(f"shells/devShells.{name}", "aarch64 armel x86_64", f"./check-overlay {mark}", shells)
    for target in ["aarch64", "riscv64", "armv7", "i686", "x86_64-musl"]:
        (row,) = rows_of(target)
        yield Build(f"shells/devShells.ours-{target}", target, f"./check-flags {row['config']}", shells, f"devShells.theirs-{target}")


def wanted(names):
    """The builds whose names start with one of these; a name that none starts with is one more output of this flake."""
    every = list(builds())
    for name in names or [""]:
        found = [build for build in every if build.name.startswith(name)]
        if found:
            yield from found
        elif re.fullmatch(r"(devShells|packages|checks)\..+", name):
            target = re.sub(r"-deployable.*", "", name.split(".", 1)[1])
            yield Build(name, target, "cargo test --locked" if name.startswith("devShells") else None)
        else:
            raise Usage(f"nothing that is built starts with `{name}`", "for example: checks.aarch64, or: scripts/check-nixpkgs --build --list")


class Failed(Exception):
    """What a command printed before it failed."""


class Graft:
    """scripts/nix, on the tree."""

    def __init__(self, tree):
        self.environment = os.environ | {"CROSSFLAKE_NIXPKGS": str(pathlib.Path(tree).resolve())}

    def run(self, *command, targets="", cwd=ROOT, other=False):
        options = ["--targets", targets] if targets else []
        if other:
            options += ["--inputs-of", "crossflake"]
            command = [command[0], "--override-input", "crossflake", f"git+file://{ROOT}", *command[1:]]
        result = subprocess.run(
            [f"{ROOT}/scripts/nix", *options, *command], cwd=cwd, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )
        if result.returncode != 0:
            raise Failed(result.stdout)
        return result.stdout

    def sandbox(self):
        """Whether Nix builds in its sandbox here: whether a build does not see this repository."""
        script = f"[[ -e {shlex.quote(str(ROOT))} ]] && echo off >$out || echo on >$out"
        expression = f"""derivation {{
            name = "sandbox-{time.time_ns()}"; system = "{SYSTEM}"; builder = "/bin/sh";
            args = [ "-c" {nix_string(script)} ];
        }}"""
        path = self.run("build", "--no-link", "--print-out-paths", "--impure", "--expr", expression).split()[-1]
        return pathlib.Path(path).read_text().strip()

    def build(self, build):
        """What the build printed."""
        reference = f"path:.#legacyPackages.{SYSTEM}" if build.folder else f"{ROOT}#legacyPackages.{SYSTEM}"
        with tempfile.TemporaryDirectory(prefix="crossflake-build-") as place:
            folder = pathlib.Path(place, "project")
            shutil.copytree(ROOT / (build.folder or EXAMPLE), folder, ignore=shutil.ignore_patterns("target"))
            options = {"targets": build.targets, "cwd": folder, "other": bool(build.folder)}
            if build.command is None:
                return self.run("build", "--print-build-logs", "--no-link", f"{reference}.{build.output}", **options)
            printed = self.shell(reference, build.output, build.command, options)
            if build.same:
                compare(printed, self.shell(reference, build.same, build.command, options))
            return printed

    def shell(self, reference, output, command, options):
        return self.run("develop", f"{reference}.{output}", "-c", "bash", "-c", command, **options)


def nix_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${") + '"'


def normal(printed):
    """The lines that a shell's command printed, without what differs from build to build: store paths, rpaths, the seed, temporary files."""
    lines = printed[printed.index("== c") :].splitlines()
    text = "\n".join(line.strip() for line in lines)
    text = re.sub(r"/\S*?/store/[0-9a-z]{32}-", "STORE-", text)
    text = re.sub(r"(-Wl\\,)?-rpath\n\S+\n?", "", text)
    text = re.sub(r"-frandom-seed=\S+\n?", "", text)
    return re.sub(r"/tmp/\S+", "TEMPORARY", text).splitlines()


def compare(ours, theirs):
    difference = list(difflib.unified_diff(normal(theirs), normal(ours), "theirs", "ours", lineterm="", n=1))
    if difference:
        raise Failed("the wrappers' command lines differ from those in nixpkgs' own shell:\n" + "\n".join(difference))


def build_all(tree, names, list_only):
    """Build and print a table; whether all is well."""
    every = list(dict.fromkeys(wanted(names)))
    if list_only:
        print(*(build.name for build in every), sep="\n")
        return True
    graft = Graft(tree)
    width = max(len(build.name) for build in every)
    try:
        print(f"sandbox: {graft.sandbox()}", flush=True)
    except Failed as error:
        raise Usage(f"nothing can be built: {str(error).strip()[-500:]}", "the graft needs Debian's apt, and a tree that is nixpkgs: docs/testing.md") from error
    logs = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-logs-"))
    bad = 0
    for build in every:
        began = time.monotonic()
        try:
            printed, verdict = graft.build(build), "good"
        except Failed as error:
            printed, verdict = str(error), "bad"
            bad += 1
        log = logs / f"{build.name.replace('/', '-')}.log"
        log.write_text(printed)
        print(f"{build.name:{width}}  {verdict:4}  {time.monotonic() - began:6.1f} s", flush=True)
        if verdict == "bad":
            print(*(f"    {line}" for line in printed.strip().splitlines()[-12:]), f"    all of it: {log}", sep="\n", flush=True)
    print(f"{len(every)} outputs: {len(every) - bad} good, {bad} bad; logs in {logs}")
    return bad == 0
