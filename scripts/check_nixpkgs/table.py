"""targets.json, and what is known of build machines."""

import fnmatch
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROWS = json.loads((ROOT / "targets.json").read_text())

MACHINES = json.loads((ROOT / "machines.json").read_text())

# The platform's name of each build machine, by nixpkgs' system: the prefix of its tools, which is no other row's.
HOSTS = {system: next(row["config"] for row in ROWS if row["triple"] == triple) for system, triple in MACHINES["buildMachines"].items()}


def fits(triple, patterns):
    """Whether one of the patterns is the triple; `*` is any text in it."""
    return any(fnmatch.fnmatchcase(triple, pattern) for pattern in patterns)


def rows_of(name):
    if name == "all":
        return [row for row in ROWS if row["common"]]
    return [row for row in ROWS if name.removesuffix("-deployable") in (row["alias"], row["triple"])]


def underscored(triple):
    return re.sub("[-.]", "_", triple)
