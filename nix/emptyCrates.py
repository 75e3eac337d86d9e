"""Make an empty library of each crate below the current folder: enough to build the dependencies of all of them.

Its manifest stays as far as it says what the crate depends on, and how it is built; its programs, examples, tests and benchmarks
are left out. `noStd` is the condition (a cfg) for a crate without std; build scripts always have one.
"""

import json
import math
import os
import pathlib
import sys
import tomllib

LIBRARY = """#![cfg_attr({0}, no_std)]
#[cfg({0})]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {{ loop {{}} }}
"""
TARGETS = ("bin", "example", "test", "bench")


def toml(value):
    """A value as TOML, on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        # Of what TOML wants escaped, JSON leaves DEL as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def write(folder, has_script):
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src/lib.rs").write_text(LIBRARY.format(os.environ["noStd"]))
    if has_script:
        (folder / "build.rs").write_text("fn main() {}\n")


def is_table(manifest, name):
    return isinstance(manifest.get(name), dict)


def empty(folder, manifest):
    """The crate's manifest as that of a library alone; writes its sources."""
    name = next(filter(lambda name: is_table(manifest, name), ("package", "project")), None)
    if name is None or "lib" in manifest and not is_table(manifest, "lib"):
        return manifest
    library = manifest.get("lib", {})
    source = (folder / library.get("path", "src/lib.rs")).resolve()
    # What a patch puts in the place of a crate is here as a whole, and stays so.
    if source.exists() and source.is_relative_to(pathlib.Path.cwd()):
        return manifest
    has_script = bool(manifest[name].get("build", True))
    write(folder, has_script)
    package = {key: value for key, value in manifest[name].items() if key not in ("autolib", "default-run")}
    package |= {"build": has_script and "build.rs"} | dict.fromkeys(("autobins", "autoexamples", "autotests", "autobenches"), False)
    rest = {key: value for key, value in manifest.items() if key not in TARGETS}
    return rest | {name: package, "lib": library | {"path": "src/lib.rs"}}


def main():
    for folder, _, files in os.walk("."):
        path = pathlib.Path(folder, "Cargo.toml")
        if path.name not in files or not path.is_file():
            continue
        try:
            manifest = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            # Either cargo says so too, or it reads a newer TOML than Python does.
            print(f"note: {path} is left as it is: {error}", file=sys.stderr)
            if not (path.parent / "src").exists():
                write(path.parent, True)
            continue
        manifest = empty(path.parent, manifest)
        path.unlink()
        path.write_text("".join(f"{toml(key)} = {toml(value)}\n" for key, value in manifest.items()), encoding="utf-8")


main()
