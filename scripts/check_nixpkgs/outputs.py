"""The outputs of a flake, and which of them must throw."""

import typing

from check_nixpkgs.table import HOSTS, ROWS, rows_of


class Output(typing.NamedTuple):
    path: str
    attribute: str
    rows: list | None = None  # of a shell: its targets
    excused: bool = False  # whether the table says that it must throw


def outputs(nix, systems, wanted):
    """Every output that is wanted."""

    def names(path):
        # Of what nobody asked for, not even the names are evaluated.
        asked = not wanted or any(path.startswith(start) or start.startswith(f"{path}.") for start in wanted)
        return nix.names(path) if asked else []

    if names("lib"):
        yield Output("lib", "targets.rows")
    for system in systems:
        for name in names(f"devShells.{system}"):
            yield Output(f"devShells.{system}.{name}", "drvPath", rows_of(name))
        for kind in ["packages", "checks", "apps"]:
            for name in names(f"{kind}.{system}"):
                yield Output(f"{kind}.{system}.{name}", "program" if kind == "apps" else "drvPath")
                if name.endswith("-deployable"):
                    yield Output(f"{kind}.{system}.{name}.archive", "drvPath")
                    yield Output(f"{kind}.{system}.{name}.image", "drvPath", excused=not is_linux(name))
        yield Output(f"formatter.{system}", "drvPath")
        for name in names(f"legacyPackages.{system}.packages"):
            yield Output(f'legacyPackages.{system}.packages."{name}"', "drvPath", excused=has_reason(name, system))
        # Shells of targets that cannot be linked throw as their packages do; those above are not said twice.
        shells = {row["alias"] or row["triple"]: row for row in ROWS if row["link"] is True and not row["common"]}
        for name in names(f"legacyPackages.{system}.devShells"):
            if name in shells:
                yield Output(f'legacyPackages.{system}.devShells."{name}"', "drvPath", [shells[name]])


def outputs_of_other(nix, systems):
    """Shells, packages and checks of a flake that is not this one; what they must say of its libraries is not known."""
    for kind in ["devShells", "packages", "checks"]:
        for system in set(nix.names(kind)) & set(systems):
            yield from (Output(f"{kind}.{system}.{name}", "drvPath") for name in nix.names(f"{kind}.{system}"))


def is_linux(name):
    """Whether an OCI image can hold the target's programs."""
    return any(row["runner"]["kind"] == "qemu-user" for row in rows_of(name))


def has_example(row):
    """Whether an example of this repository is made for the row, as in nix/examples.nix."""
    return row["libraries"] is True or row["runner"]["kind"] in ("node", "qemu-system", "wasmtime")


def has_reason(name, system):
    """Whether the target's package must throw, on another machine than its own: it cannot be linked, has no example, or has
    no prebuilt std or core, whose crates the example does not name."""

    def refused(row):
        # On darwin, Apple's SDK is there, as nix/toolset.nix has it.
        if system.endswith("-darwin") and "-apple-" in row["triple"] and row["pkgsCross"]:
            return False
        return row["link"] is not True or row["std"] != "prebuilt" or not has_example(row)

    return any(row["config"] != HOSTS[system] and refused(row) for row in rows_of(name))
