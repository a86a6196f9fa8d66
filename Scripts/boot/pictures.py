"""Pictures of a machine's screen: reading what QEMU writes, keeping one, finding the code in it."""

import ctypes
import ctypes.util
import pathlib
import re
import struct
import zlib


def read_ppm(path):
    """(width, height, RGB bytes); None while the file is not whole."""
    data = pathlib.Path(path).read_bytes()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    if not head:
        return None
    width, height = int(head[1]), int(head[2])
    pixels = data[head.end():]
    return (width, height, pixels) if len(pixels) == width * height * 3 else None


def write_png(path, picture):
    width, height, pixels = picture
    rows = b"".join(b"\0" + pixels[y * width * 3:(y + 1) * width * 3] for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 3)) + chunk(b"IEND", b"")
    )


def colour(picture, x, y):
    """Of the pixel at these parts of width and height, 0…1."""
    width, height, pixels = picture
    offset = (int(y * height) * width + int(x * width)) * 3
    return tuple(pixels[offset:offset + 3])


class QRReader:
    """libzbar, which reads what a telephone would."""

    def __init__(self):
        name = ctypes.util.find_library("zbar") or "libzbar.so.0"
        z = self.z = ctypes.CDLL(name)
        for function in ("zbar_image_scanner_create", "zbar_image_create", "zbar_image_first_symbol"):
            getattr(z, function).restype = ctypes.c_void_p
        z.zbar_symbol_get_data.restype = ctypes.c_char_p

    def read(self, picture):
        width, height, pixels = picture
        # Green alone is grey enough for black on white.
        gray = pixels[1::3]
        z, pointer = self.z, ctypes.c_void_p
        scanner, image = pointer(z.zbar_image_scanner_create()), pointer(z.zbar_image_create())
        try:
            z.zbar_image_set_format(image, ctypes.c_ulong(struct.unpack("<I", b"Y800")[0]))
            z.zbar_image_set_size(image, ctypes.c_uint(width), ctypes.c_uint(height))
            z.zbar_image_set_data(image, gray, ctypes.c_ulong(len(gray)), None)
            if z.zbar_scan_image(scanner, image) < 1:
                return None
            return z.zbar_symbol_get_data(pointer(z.zbar_image_first_symbol(image))).decode()
        finally:
            z.zbar_image_destroy(image)
            z.zbar_image_scanner_destroy(scanner)

    def code(self, picture):
        """The projection code at the end of the address."""
        found = re.search(r"/([A-Z0-9]{6,12})$", self.read(picture) or "")
        return found[1] if found else None
