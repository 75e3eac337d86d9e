"""What a shell's variables must be, and which are not."""

import json
import pathlib
import re

from check_nixpkgs.table import HOSTS, MACHINES, ROOT, ROWS, fits, underscored

# environment.json: each variable, for which machine it is set, and the name of its value.
VARIABLES = json.loads((ROOT / "environment.json").read_text())
# The pattern of each value. {prefix} stands for the name before a machine's tools, {store} for a store path up to its name.
TOOLS = {
    "ar": "{prefix}ar",
    "cc": "{prefix}(gcc|clang)",
    "cxx": r"{prefix}(g\+\+|clang\+\+)",
    "linker": "{prefix}(gcc|clang)",
    "pkgConfig": "{prefix}pkg-config",
    "ranlib": "{prefix}ranlib",
}
OF_COMPILER = {"cmakeToolchainFile": r"{store}.*\.cmake", "clangArgs": "--target={config}( -isystem /.*/include)?"}
# Where lld-link links: LLVM's programs, with Microsoft's arguments.
OF_LLD = {
    "ar": "{prefix}llvm-lib",
    "cc": "{prefix}clang-cl",
    "clangArgs": r"--target={triple}( -isystem /\S*)*",
    "cxx": "{prefix}clang-cl",
    "linker": "{prefix}lld-link",
    "ranlib": "{prefix}llvm-ranlib",
    "rc": "{prefix}llvm-rc",
}
# Of the example's library, where the target has libraries. A package of another platform carries its config in the store name.
OF_OPENSSL = {
    "openssl": "",
    "opensslLib": "{store}openssl-{version}/lib",
    "opensslInclude": "{store}openssl-{version}-dev/include",
    "opensslStatic": "{static}",
}
# cargo applies a runner to the build machine's own programs too, and RUSTFLAGS instead of every `target.*.rustflags`.
# nixpkgs' programs name their interpreter by its store path, so qemu needs no prefix; the examples use no bindgen.
NEVER = ["CARGO_TARGET_{B}_RUNNER", "LIBCLANG_PATH", "QEMU_LD_PREFIX", "RUSTFLAGS"]
# Unsuffixed variables that may never speak of a target.
UNSUFFIXED = ["AR", "CC", "CFLAGS", "CXX", "CXXFLAGS", "LD", "NIX_CFLAGS_COMPILE", "NIX_LDFLAGS", "PKG_CONFIG", "PKG_CONFIG_PATH", "RANLIB"]


def runner_of(row, system):
    """The pattern of the runner's path; None where there is none."""
    kind, machine = MACHINES["runners"][row["runner"]["kind"]], MACHINES["buildMachines"][system]
    runs = row["test"] is True and fits(machine, kind.get("machines", ["*"]))
    executed = machine == row["triple"] or any(fits(machine, one["machines"]) and fits(row["triple"], one["programs"]) for one in MACHINES["executes"])
    if not runs or executed:
        return None
    program = kind["emulator"].format(**row["runner"]) if kind.get("isOnPath") else f"{row['triple']}-runner"
    return f"/.*/bin/{re.escape(program)}"


def patterns_of(row, system):
    """The pattern of each value of a target; None where it has none."""
    native = row["config"] == HOSTS[system]
    config = re.escape(row["config"] or "")
    words = {
        "config": config,
        "triple": re.escape(row["triple"]),
        "prefix": "" if native else f"{config}-",
        "store": r"/.*/\w+-",
        "version": r"\d[^/]*" if native else rf"(static-)?{config}-\d[^/]*",
        # MinGW's package has nothing to link where it is shared.
        "static": "1" if row["crtStatic"] or row["libc"] == "msvcrt" or "mingw" in config else "0",
    }
    # What rustc links by itself has no compiler: it would be another platform's.
    by_lld = row["linker"] == "lld-link"
    compiled, linked, built = by_lld or row["linker"] == "cc", row["libraries"] is True, row["std"] != "prebuilt" and not native
    tools = {**TOOLS, **OF_COMPILER, **(OF_LLD if by_lld else {})}
    return {
        "rc": None,
        **{name: pattern.format(**words) if compiled else None for name, pattern in tools.items()},
        **{name: pattern.format(**words) if linked else None for name, pattern in OF_OPENSSL.items()},
        "triple": re.escape(row["triple"]),
        "runner": runner_of(row, system),
        "rustflags": re.escape(" ".join(row["rustflags"])) or None,
        "std": "core,alloc|std,panic_abort" if built else None,
        "stdFeatures": "compiler-builtins-mem" if built and row["std"] == "none" else None,
        # zig's, where Apple's own is not.
        "sdk": r"/.*/share/MacOSX\.sdk" if row["libc"] == "libSystem" and not system.endswith("-darwin") else None,
        "dotted": "" if "." in row["triple"] else None,
    }


def rules_of(side, triple, patterns, only):
    """Variable and pattern of all that one machine wants in a shell, None where it must not be set."""
    rules = {}
    for variable in VARIABLES:
        if side in variable["for"]:
            t = underscored(triple)
            absent = variable.get("alone") and not only or patterns[variable.get("when", "triple")] is None
            pattern = None if absent else re.escape(variable["text"]) if "text" in variable else patterns[variable["is"]]
            rules[variable["name"].replace("{t}", t).replace("{T}", t.upper())] = pattern
    return rules


def audit(rows, environment, system, inputs):
    """A line for each variable of the shell that is not as it should be."""
    host = next(row["triple"] for row in ROWS if row["config"] == HOSTS[system])
    words = {"B": underscored(host).upper()}
    # The examples use no bindgen.
    tools = {name: pattern.format(prefix="") for name, pattern in TOOLS.items()} | {"triple": "", "libclang": None}
    rules = rules_of("build", host, tools, only=True) if rows else {}
    for row in rows:
        # Unsuffixed ones hold for each target that has them.
        own = rules_of("target", row["triple"], patterns_of(row, system), only=len(rows) == 1)
        rules |= {variable: pattern for variable, pattern in own.items() if pattern is not None or variable not in rules}
    compiled = [row for row in rows if row["linker"] in ("cc", "lld-link")]
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
    """(what evaluation knows of the shell's variables, the names of the store paths that are its inputs)."""
    environment = json.loads(nix.on_flake("eval", "--json", path=f"{path}.env").stdout)
    (derivation,) = nix.derivations(path=path).values()
    store = pathlib.Path(derivation["env"]["out"]).parent
    found = {}
    left = [derivation]
    while left:
        needed = inputs_of(left.pop())
        new = [str(store / pathlib.Path(drv).name) for drv in needed if pathlib.Path(drv).name not in found]
        shown = {pathlib.Path(drv).name: known for drv, known in (nix.derivations(*new) if new else {}).items()}
        found |= shown
        # A target's libraries are inputs of its tools.
        left += [known for name, known in shown.items() if "-crossflake-tools-" in name]
    return environment, {pathlib.Path(output["path"]).name for known in found.values() for output in known["outputs"].values() if "path" in output}


def inputs_of(derivation):
    """The names of the derivations that it needs."""
    return derivation.get("inputs", {}).get("drvs") or derivation["inputDrvs"]
