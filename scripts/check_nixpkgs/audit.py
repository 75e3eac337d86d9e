"""What a shell's variables must be, and which are not."""

import pathlib
import re

from check_nixpkgs.table import EXECUTES, HOSTS, ROWS, underscored

# The rules: a variable, and the pattern that its value must match in whole. In both stand {t} and {T} for the target's triple
# as it is in variables, {b} and {B} for the build machine's; in patterns {tool} for the path of a target's tool, {store} for
# a store path up to its name.
OF_COMPILER = {
    "CARGO_TARGET_{T}_LINKER": "{tool}cc",
    "CC_{t}": "{tool}cc",
    "CXX_{t}": r"{tool}c\+\+",
    "AR_{t}": "{tool}ar",
    "RANLIB_{t}": "{tool}ranlib",
    "PKG_CONFIG_{t}": "{tool}pkg-config",
    "CMAKE_TOOLCHAIN_FILE_{t}": r"{store}.*\.cmake",
    "BINDGEN_EXTRA_CLANG_ARGS_{t}": "--target={config} -isystem /.*/include",
}
# Of a target without prebuilt std: cargo builds it.
OF_STD = {"CARGO_UNSTABLE_BUILD_STD": "core,alloc|std,panic_abort", "CARGO_UNSTABLE_PANIC_ABORT_TESTS": "true", "RUSTC_BOOTSTRAP": "1"}
# Of the example's library, where the target has libraries.
OF_OPENSSL = {
    # A package of another platform carries its config in the store name.
    "{T}_OPENSSL_LIB_DIR": "{store}openssl-{version}/lib",
    "{T}_OPENSSL_INCLUDE_DIR": "{store}openssl-{version}-dev/include",
    "{T}_OPENSSL_STATIC": "{static}",
}
OF_ONE_TARGET = {
    "TARGET_CC": "{tool}cc",
    "TARGET_CXX": r"{tool}c\+\+",
    "TARGET_AR": "{tool}ar",
    "TARGET_CMAKE_TOOLCHAIN_FILE": r"{store}.*\.cmake",
}
OF_BUILD_MACHINE = {
    "CARGO_TARGET_{B}_LINKER": "/.*/bin/cc",
    "CC_{b}": "/.*/bin/cc",
    "CXX_{b}": r"/.*/bin/c\+\+",
    "AR_{b}": "/.*/bin/ar",
    "RANLIB_{b}": "/.*/bin/ranlib",
    "AWS_LC_SYS_TARGET_CC_{b}": "/.*/bin/cc",
    "AWS_LC_SYS_TARGET_CXX_{b}": r"/.*/bin/c\+\+",
    "HOST_CC": "/.*/bin/cc",
    "HOST_CXX": r"/.*/bin/c\+\+",
    "HOST_AR": "/.*/bin/ar",
    "HOST_PKG_CONFIG": "/.*/bin/pkg-config",
}
# cargo applies a runner to the build machine's own programs too, and RUSTFLAGS instead of every `target.*.rustflags`.
# nixpkgs' programs name their interpreter by its store path, so qemu needs no prefix; the examples use no bindgen.
NEVER = ["CARGO_TARGET_{B}_RUNNER", "LIBCLANG_PATH", "QEMU_LD_PREFIX", "RUSTFLAGS"]
# Unsuffixed variables that may never speak of a target.
UNSUFFIXED = ["AR", "CC", "CFLAGS", "CXX", "CXXFLAGS", "LD", "NIX_CFLAGS_COMPILE", "NIX_LDFLAGS", "PKG_CONFIG", "PKG_CONFIG_PATH", "RANLIB"]


def runner_of(row, system):
    """The pattern of the runner's path; None where there is none."""
    kind = row["runner"]["kind"]
    runs = row["test"] is True and (kind != "qemu-user" or system.endswith("-linux")) and (kind != "wine" or system == "x86_64-linux")
    if not runs or re.fullmatch(EXECUTES[system], row["config"] or row["triple"]):
        return None
    program = f"qemu-{row['runner']['arch']}" if kind == "qemu-user" else f"{re.escape(row['triple'])}-runner"
    return f"/.*/bin/{program}"


def rules_of(row, system, only):
    """Variable and pattern of all that the target wants in a shell, None where it must not be set."""
    native = row["config"] == HOSTS[system]
    config = re.escape(row["config"] or "")
    words = {
        "t": underscored(row["triple"]),
        "T": underscored(row["triple"]).upper(),
        "config": config,
        "store": r"/.*/\w+-",
        # For the build machine's own triple, another target's variables name the same compiler without prefix.
        "tool": f"/.*/bin/({config}-){'?' if native else ''}",
        "version": r"\d[^/]*" if native else rf"(static-)?{config}-\d[^/]*",
        "static": "1" if row["crtStatic"] else "0",
    }
    # What rustc links by itself has no compiler: it would be another platform's.
    compiled = row["linker"] == "cc"
    linked = row["libraries"] is True
    rules = {variable: pattern if compiled else None for variable, pattern in OF_COMPILER.items()}
    rules |= {variable: pattern if linked else None for variable, pattern in OF_OPENSSL.items()}
    rules |= {variable: pattern if compiled and only else None for variable, pattern in OF_ONE_TARGET.items()}
    rules |= {variable: pattern if row["std"] != "prebuilt" and only else None for variable, pattern in OF_STD.items()}
    filled = {variable.format(**words): pattern and pattern.format(**words) for variable, pattern in rules.items()}
    filled[f"CARGO_TARGET_{words['T']}_RUNNER"] = runner_of(row, system)
    filled[f"CARGO_TARGET_{words['T']}_RUSTFLAGS"] = re.escape(" ".join(row["rustflags"])) or None
    filled["CARGO_BUILD_TARGET"] = re.escape(row["triple"]) if only else None
    return filled


def audit(rows, environment, system, inputs):
    """A line for each variable of the shell that is not as it should be."""
    host = underscored(next(row["triple"] for row in ROWS if row["config"] == HOSTS[system]))
    words = {"b": host, "B": host.upper()}
    rules = {variable.format(**words): pattern for variable, pattern in OF_BUILD_MACHINE.items()} if rows else {}
    for row in rows:
        rules |= rules_of(row, system, only=len(rows) == 1)
    compiled = [row for row in rows if row["linker"] == "cc"]
    if any(row["libraries"] is True for row in rows):
        rules["OPENSSL_NO_VENDOR"] = "1"
    rules |= {variable.format(**words): None for variable in NEVER}
    for variable, pattern in sorted(rules.items()):
        value = environment.get(variable)
        if pattern is None and value is not None:
            yield f"{variable} is `{value}`, but it should not be set"
        elif pattern is not None and (value is None or not re.fullmatch(pattern, value)):
            yield f"{variable} is {f'`{value}`' if value is not None else 'not set'}, but it should match `{pattern}`"
        elif pattern is not None and "/" in value:
            found = set(re.findall(r"/([0-9a-z]{32}-[^/\s]+)", value))
            if not found or not found <= inputs:
                yield f"{variable} is `{value}`, but it should be of an input of the shell"
    prefixes = [row["config"] for row in compiled if row["config"] != HOSTS[system]]
    for variable, value in environment.items():
        if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", variable):
            yield f"{variable} is no name that a shell can export"
        if variable in UNSUFFIXED and any(prefix in value for prefix in prefixes):
            yield f"{variable} is `{value}`: without suffix it may not belong to a target"


def environment_of(nix, path):
    """(the shell's environment, the names of the store paths that are its inputs)."""
    (derivation,) = nix.derivations(path=path).values()
    needed = derivation.get("inputs", {}).get("drvs") or derivation["inputDrvs"]
    store = pathlib.Path(derivation["env"]["out"]).parent
    shown = {pathlib.Path(drv).name: of["outputs"] for drv, of in nix.derivations(*(str(store / drv) for drv in needed)).items()}
    paths = [shown[pathlib.Path(drv).name][output]["path"] for drv, of in needed.items() for output in of["outputs"]]
    return derivation["env"], {pathlib.Path(path).name for path in paths}
