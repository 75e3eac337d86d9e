"""The libraries of crates.json out of Debian's packages: one folder a package, unpacked when a library is asked for."""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import tomllib

import elf
from apt import HELD, Failure, progress, write_atomically

# Packages that no linker, C compiler or loader opens.
KEEP_OUT = [
    "*-bin", "*-doc", "*-icon-theme", "cpp*", "dbus*", "dconf*", "fonts-*", "g++*", "gcc*", "gir1.2-*", "libasan*", "libboost*-dev",
    "libgcc-*-dev", "libhwasan*", "liblsan*", "libperl*", "libpython3*-*", "libstdc++-*-dev", "libtsan*", "libubsan*", "perl*", "python3*", "systemd*",
]
# Of a package: headers, shared libraries and pkg-config's files.
FILES = [
    "./usr/include/*",
    "./usr/lib/*/*/include/*",
    "./*lib/lib*.so*",
    "./*lib/*/lib*.so*",
    "./*lib/*/pkgconfig/*.pc",
    "./usr/share/pkgconfig/*.pc",
]
# Count up when another set of files is unpacked.
RECIPE = "2"


def wanted_by(path, table):
    """What the crates of a Cargo.lock may want: names of libraries and of tools."""
    try:
        packages = tomllib.loads(path.read_text()).get("package", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Nix says it with the place in the file.
        return set()
    # And where it is no lock file, mkProject says so.
    names = [package.get("name") for package in packages if isinstance(package, dict)] if isinstance(packages, list) else []
    rows = [table["crates"][name] for name in names if isinstance(name, str) and name in table["crates"]]
    versions = [row | older for row in rows for older in [{}, *row.get("versions", [])]]
    return {name for row in versions for name in row.get("libraries", []) + row.get("tools", [])}


class Libraries:
    """debs.json: by architecture, the packages (their folders, and what each needs), and the libraries that they hold."""

    def __init__(self, apt, folder, table):
        self.apt = apt
        self.folder = folder
        self.table = table["libraries"]
        self.state = folder / "debs.json"
        debs = json.loads(self.state.read_text()) if self.state.exists() else {}
        self.debs = {architecture: self.whole(known) for architecture, known in debs.items()}

    def missing(self, names, architecture):
        """Those of these libraries that Debian has, and that are not unpacked."""
        known = self.debs.get(architecture, {})
        return [
            name
            for name in sorted(names)
            if not set(self.table[name]["debian"]) <= set(known)
        ]

    def known(self, architecture):
        """The libraries that are unpacked."""
        return [name for name, row in self.table.items() if row["debian"] and set(row["debian"]) <= set(self.debs.get(architecture, {}))]

    @staticmethod
    def whole(known):
        """Those that are unpacked, with all that they load and bring, and with their own library of the same version."""
        left = {name: deb for name, deb in known.items() if deb["recipe"] == RECIPE and pathlib.Path(deb["path"]).is_dir()}

        # Debian's lists of two days, or of two names of the suite, may differ.
        def is_broken(deb):
            return not left.keys() >= {*deb["loads"], *deb["brings"]} or any(
                left[part]["version"] != deb["version"] for part in deb["parts"] if part in left
            )

        while broken := [name for name, deb in left.items() if is_broken(deb)]:
            for name in broken:
                del left[name]
        return left

    def unpack(self, names, architecture, sysroot, matches):
        """Unpack these libraries with all that they need, which the packages of `sysroot` bring in part."""
        # With those that are there: a newer version of a part is one of the whole library.
        packages = sorted({package for name in {*names, *self.known(architecture)} for package in self.table[name]["debian"]})
        closure = self.apt.closure(packages, architecture)
        base = {name for name, _ in self.apt.closure(sysroot, architecture)}
        debs = {
            name: deb
            for (name, arch), deb in closure.items()
            if arch in (architecture, "all") and name not in base and (name in packages or not matches(name, KEEP_OUT))
        }
        known = self.debs.setdefault(architecture, {})
        new = {name: deb for name, deb in debs.items() if name not in known or known[name]["version"] != deb["version"]}
        self.apt.download([deb for deb in new.values() if not (self.place(deb, architecture) / "control").is_file()])
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {name: pool.submit(self.extract, deb, architecture) for name, deb in new.items()}
            for number, (name, job) in enumerate(jobs.items()):
                known[name] = job.result()
                progress(f"unpacking libraries for {architecture}: {number + 1} of {len(jobs)} packages", end="")
        self.relate(known)
        write_atomically(self.state, json.dumps(self.debs, indent=1, sort_keys=True) + "\n")
        if new:
            progress(f"unpacked {' '.join(names)} for {architecture}: {len(new)} packages")

    def place(self, deb, architecture):
        return self.folder / "debs" / architecture / f"{self.apt.archive(deb).stem}-{RECIPE}"

    def extract(self, deb, architecture):
        """Its files in a folder of their own; what it relates to."""
        archive = self.apt.archive(deb)
        place = self.place(deb, architecture)
        if not (place / "control").is_file():
            making = place.with_name(f".making-{place.name}")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(parents=True)
            tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE, pass_fds=HELD)
            # A package may have none of these files; then tar says that it found none, and is right.
            command = ["tar", "--extract", "--no-same-owner", "--directory", making, "--wildcards", "--exclude=*.a", *FILES]
            subprocess.run(command, stdin=tar.stdout, capture_output=True, check=False, pass_fds=HELD)
            tar.stdout.close()
            if tar.wait() != 0:
                archive.unlink(missing_ok=True)
                raise Failure(f"cannot unpack {archive.name}", "run the same command again: it is downloaded anew")
            elf.make_symlinks_relative(making)
            fields = ["dpkg-deb", "--field", archive, "Depends", "Pre-Depends", "Provides"]
            (making / "control").write_text(subprocess.run(fields, capture_output=True, text=True, check=True).stdout)
            making.replace(place)
        # The archive is as large as what it held.
        archive.unlink(missing_ok=True)
        fields = (place / "control").read_text()
        field = dict(re.findall(r"^([A-Za-z-]+): (.*)$", fields, re.M))
        relation = re.compile(r"([a-z0-9][a-z0-9+.-]*)(?::\w+)?\s*(?:\(\s*(\S+)\s+([^)]+)\))?")
        depends = [relation.findall(group) for key in ("Pre-Depends", "Depends") for group in field.get(key, "").split(",") if group.strip()]
        return {
            "path": str(place),
            "recipe": RECIPE,
            "version": deb["version"],
            # For each need, the alternatives; of the same version, a part of the same library.
            "needs": [[name for name, _, _ in group] for group in depends],
            "parts": [name for group in depends for name, sign, version in group if sign == "=" and version == deb["version"]],
            # What a -dev package has are links to the library.
            "isShared": not deb["name"].endswith("dev") and any(place.rglob("lib*.so*")),
            "provides": [name for name, _, _ in relation.findall(field.get("Provides", ""))],
        }

    @staticmethod
    def relate(known):
        """Say of each package which others it loads at run time, and which others' headers and names its own bring along."""
        provider = {name: package for package, deb in known.items() for name in [*deb["provides"], package]}
        # Some are links to one of another package.
        names = {package: [path for path in pathlib.Path(deb["path"]).rglob("*.pc") if path.is_file()] for package, deb in known.items()}
        modules = {path.stem: package for package, paths in names.items() for path in paths}
        for package, deb in known.items():
            loads = {next((provider[name] for name in group if name in provider), None) for group in deb["needs"]}
            brings = {name for name in deb["parts"] if name in known}
            for path in names[package]:
                for line in re.findall(r"^Requires:(.*)$", path.read_text(errors="replace"), re.M):
                    brings |= {modules[name] for name in re.findall(r"[A-Za-z][^\s,<>=]*", line) if name in modules}
            # What a -dev package depends on beside its own library, no program loads.
            deb["loads"] = sorted(name for name in loads - {None, package} if not name.endswith("-dev"))
            deb["brings"] = sorted(brings - {package})
