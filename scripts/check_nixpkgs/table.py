"""targets.json, and what is known of build machines."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROWS = json.loads((ROOT / "targets.json").read_text())

# The build machine's row by nixpkgs' system: named by its tools' prefix, which is no other row's.
HOSTS = {"x86_64-linux": "x86_64-unknown-linux-gnu", "aarch64-linux": "aarch64-unknown-linux-gnu", "aarch64-darwin": "arm64-apple-darwin"}
# What a build machine executes by itself, by the platform's config, or the triple where it has none.
EXECUTES = {
    "x86_64-linux": "(x86_64|i[3-6]86)-.*-linux-(gnu|musl|none).*",
    "aarch64-linux": "aarch64-.*-linux-(gnu|musl|none).*",
    "aarch64-darwin": "arm64-apple-darwin",
}


def rows_of(name):
    if name == "all":
        return [row for row in ROWS if row["common"]]
    return [row for row in ROWS if name.removesuffix("-deployable") in (row["alias"], row["triple"])]


def underscored(triple):
    return re.sub("[-.]", "_", triple)
