"""Compute the hashes of a Mach-O file's signature anew, after some of its bytes were overwritten: `signAnew.py FILE...`.

A signature of the kind that zig writes ("ad hoc") holds no more than a hash for each page; its place and size stay.
"""

import hashlib
import pathlib
import struct
import sys

HEAD_64, SIGNATURE = 0xFEEDFACF, 0x1D
SUPER_BLOB, DIRECTORY, SHA256 = 0xFADE0CC0, 0xFADE0C02, 2


def place_of_signature(content):
    """Where the signature begins, None where there is none."""
    if len(content) < 32 or struct.unpack_from("<I", content)[0] != HEAD_64:
        return None
    place = 32
    for _ in range(struct.unpack_from("<I", content, 16)[0]):
        command, size = struct.unpack_from("<2I", content, place)
        if command == SIGNATURE:
            return struct.unpack_from("<I", content, place + 8)[0]
        place += size
    return None


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


for name in sys.argv[1:]:
    sign_anew(pathlib.Path(name))
