"""Make unpacked programs run where they lie: their own loader, their own libraries.

Debian's programs name /lib64/ld-linux-*.so.2 and find libraries in /usr/lib. On a machine with an older libc they would
find that one. `adopt` sets interpreter and DT_RPATH (which, unlike DT_RUNPATH, also serves the libraries' own libraries).
"""

import os
import pathlib
import struct
import subprocess

from apt import HELD

PT_DYNAMIC, PT_INTERP = 2, 3
DT_NULL, DT_RUNPATH = 0, 29


def headers(path):
    """(has an interpreter, has a RUNPATH) of a 64-bit little-endian ELF file; None for any other file."""
    with open(path, "rb") as file:
        start = file.read(64)
        if len(start) < 64 or start[:6] != b"\x7fELF\x02\x01":
            return None
        kind, machine = struct.unpack_from("<HH", start, 16)
        if kind not in (2, 3):
            return None
        offset, = struct.unpack_from("<Q", start, 32)
        size, count = struct.unpack_from("<HH", start, 54)
        file.seek(offset)
        table = file.read(size * count)
        interpreter = runpath = False
        for index in range(count):
            kind, _, where, _, _, length = struct.unpack_from("<IIQQQQ", table, index * size)
            interpreter |= kind == PT_INTERP
            if kind == PT_DYNAMIC:
                file.seek(where)
                dynamic = file.read(length)
                for tag, _ in struct.iter_unpack("<QQ", dynamic[: len(dynamic) // 16 * 16]):
                    if tag == DT_NULL:
                        break
                    runpath |= tag == DT_RUNPATH
        return machine, interpreter, runpath


def regular_files(tree):
    for folder, _, names in os.walk(tree):
        for name in names:
            path = pathlib.Path(folder, name)
            if not path.is_symlink() and path.is_file():
                yield path


def adopt(making, place, host):
    """Point the programs of the tree `making`, which will lie at `place`, at the loader and libraries of the tree `host`.

    `host` is `place` itself for the host's own tree; else a finished tree.
    """
    now = making if host == place else host
    loader = next((now / "usr").glob("lib*/ld-linux-*.so.*"))
    machine, _, _ = headers(now / "usr/bin/patchelf")
    rpath = [place / folder.relative_to(making) for folder in library_folders(making)]
    if host != place:
        rpath += library_folders(host)
    programs, libraries = [], []
    for path in regular_files(making):
        found = headers(path)
        if found and found[0] == machine:
            if found[1] and ".so" not in path.name:
                programs.append(path)
            elif found[2]:
                libraries.append(path)
    # A copy, since patchelf writes over the file that is running here.
    patchelf = making / ".patchelf"
    patchelf.write_bytes((now / "usr/bin/patchelf").read_bytes())
    run = [loader, "--library-path", ":".join(map(str, library_folders(now))), patchelf]
    change = ["--force-rpath", "--set-rpath", ":".join(map(str, rpath))]
    # One change a call: patchelf 0.18 breaks a program of fixed address (cc1) when it makes both at once.
    subprocess.run([*run, *change, *programs, *libraries], check=True, pass_fds=HELD)
    if programs:
        subprocess.run([*run, "--set-interpreter", host / loader.relative_to(now), *programs], check=True, pass_fds=HELD)
    patchelf.unlink()


def library_folders(tree):
    return [folder for folder in sorted((tree / "usr/lib").glob("*-linux-gnu*")) if folder.is_dir()]


def make_symlinks_relative(tree):
    """Links to absolute paths would leave the tree."""
    for folder, folders, names in os.walk(tree):
        for name in folders + names:
            path = pathlib.Path(folder, name)
            if path.is_symlink() and os.path.isabs(target := os.readlink(path)):
                path.unlink()
                path.symlink_to(os.path.relpath(tree / target.lstrip("/"), folder))
