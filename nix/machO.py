"""Read Mach-O files (Apple's programs), and sign them again after some of their bytes were overwritten.

    machO.py sign FILE...    compute the hashes of the signature, whose place and size stay
    machO.py needs FILE      print the oldest macOS that it runs on (`11.0`, or an empty line), then a line for each library that it loads

A signature of the kind that zig writes ("ad hoc") holds no more than a hash for each page. `needs` ends with 1 where the file is not
a Mach-O file of 64 bits, or is cut off.
"""

import hashlib
import pathlib
import struct
import sys

HEAD_64, SIGNATURE = 0xFEEDFACF, 0x1D
SUPER_BLOB, DIRECTORY, SHA256 = 0xFADE0CC0, 0xFADE0C02, 2
# Commands that name a library (LC_LOAD_DYLIB and its weak, re-exported, lazy and upward kinds), and those that name a version of macOS.
LIBRARIES = {0xC, 0x80000018, 0x8000001F, 0x20, 0x80000023}
# From the command to the place of the version in it.
OLDEST = {0x24: 8, 0x32: 12}


def commands(content):
    """(command, place, size) of each load command; none where the file is of another kind."""
    if len(content) < 32 or struct.unpack_from("<I", content)[0] != HEAD_64:
        return
    place = 32
    for _ in range(struct.unpack_from("<I", content, 16)[0]):
        command, size = struct.unpack_from("<2I", content, place)
        if size < 8:
            raise struct.error("a load command without a size")
        yield command, place, size
        place += size


def place_of_signature(content):
    """Where the signature begins, None where there is none."""
    return next((struct.unpack_from("<I", content, place + 8)[0] for command, place, _ in commands(content) if command == SIGNATURE), None)


def needs(path):
    """The oldest macOS, empty where the file does not say, and the libraries."""
    content, oldest, libraries = path.read_bytes(), "", []
    for command, place, size in commands(content):
        if command in OLDEST:
            version = struct.unpack_from("<I", content, place + OLDEST[command])[0]
            oldest = f"{version >> 16}.{version >> 8 & 255}" + (f".{version & 255}" if version & 255 else "")
        elif command in LIBRARIES:
            name = content[place + struct.unpack_from("<I", content, place + 8)[0] : place + size]
            libraries.append(name.split(b"\0")[0].decode(errors="replace"))
    return oldest, libraries


def unknown(path):
    sys.exit(f"error: {path} has a signature of an unknown kind\n\nhint: sign it on a Mac: codesign --force --sign - {path.name}")


def sign_anew(path):
    content = bytearray(path.read_bytes())
    start = place_of_signature(content)
    if start is None:
        return
    magic, _, count = struct.unpack_from(">3I", content, start)
    if magic != SUPER_BLOB:
        unknown(path)
    for index in range(count):
        place = start + struct.unpack_from(">2I", content, start + 12 + 8 * index)[1]
        if struct.unpack_from(">I", content, place)[0] != DIRECTORY:
            continue
        hashes, _, _, pages, limit = struct.unpack_from(">5I", content, place + 16)
        size, kind, _, page = struct.unpack_from("4B", content, place + 36)
        if kind != SHA256:
            unknown(path)
        for number in range(pages):
            part = content[number << page : min((number + 1) << page, limit)]
            at = place + hashes + size * number
            content[at : at + size] = hashlib.sha256(part).digest()
    path.write_bytes(content)


if sys.argv[1] == "sign":
    for name in sys.argv[2:]:
        sign_anew(pathlib.Path(name))
else:
    try:
        found, names = needs(pathlib.Path(sys.argv[2]))
    except struct.error as error:
        sys.exit(f"error: {sys.argv[2]} is cut off: {error}")
    print(found, *names, sep="\n")
