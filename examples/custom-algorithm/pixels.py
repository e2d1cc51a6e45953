"""Reads a PNG of 8 bits RGB without interlacing by the standard library: rows of (red, green, blue)."""
import struct, zlib


def read(data):
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("this algorithm reads PNG images only")
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    if (depth, kind, interlace) != (8, 2, 0):
        raise ValueError("this algorithm reads PNG images of 8 bits RGB only")
    at, packed = 8, b""
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    raw, step, rows, above = zlib.decompress(packed), width * 3, [], bytearray(width * 3)
    for y in range(height):
        line = bytearray(raw[y * (step + 1) + 1 : (y + 1) * (step + 1)])
        for x in range(step):
            a, b, c = (line[x - 3] if x > 2 else 0), above[x], (above[x - 3] if x > 2 else 0)
            p = a + b - c
            paeth = min((a, b, c), key=lambda value: abs(p - value))
            line[x] = (line[x] + (0, a, b, (a + b) // 2, paeth)[raw[y * (step + 1)]]) & 255
        rows.append([tuple(line[x : x + 3]) for x in range(0, step, 3)])
        above = line
    return rows
