"""The payment code (QR) of a message: drawn by one library, read back by another, and refused when the two differ."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np
import zxingcpp
from PIL import Image, UnidentifiedImageError

from core.messages.transfer import PaymentCodeError, Transfer, transfer_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUIET: Final = 4  # light modules around the code, as the standard asks
SCALE: Final = 4  # pixels a module
_ONLY: Final = zxingcpp.barcode_formats_from_str("QRCode")
_LARGEST: Final = 69  # modules of version 13, the largest that the standard allows
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


@dataclass(frozen=True, kw_only=True, eq=False)
class Code:
    """One payment code: the transfer it stands for, and its dark modules without the quiet zone."""

    transfer: Transfer
    modules: NDArray[np.bool_]

    def png(self) -> bytes:
        """Return the code as a picture of one bit a pixel, with its quiet zone; equal codes are equal bytes."""
        rows = np.packbits(_framed(self.modules).repeat(SCALE, axis=1), axis=1)
        lines = np.zeros((len(rows), rows.shape[1] + 1), dtype=np.uint8)  # each line says first that it is not filtered
        lines[:, 1:] = rows
        side = len(rows) * SCALE
        head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunk(name, body)
            for name, body in (
                (b"IHDR", head),
                (b"IDAT", zlib.compress(lines.repeat(SCALE, axis=0).tobytes())),
                (b"IEND", b""),
            )
        )

    def path(self) -> str:
        """Return the dark modules as the path of a drawing, one run of a row after the other."""
        size = len(self.modules)
        framed = np.zeros((size, size + 2), dtype=np.bool_)
        framed[:, 1:-1] = self.modules
        rows, edges = np.nonzero(framed[:, 1:] != framed[:, :-1])  # a run begins at one edge and ends at the next
        starts, lengths = edges[::2], edges[1::2] - edges[::2]
        return "".join(
            [
                f"M{start} {row}h{length}v1h-{length}z"
                for row, start, length in zip(rows[::2].tolist(), starts.tolist(), lengths.tolist(), strict=True)
            ]
        )


@lru_cache(maxsize=2_048)
def code_of(transfer: Transfer) -> Code:
    """Return the code of ``transfer``, level M; raise :class:`PaymentCodeError` when it does not read back as it was meant."""
    drawn = zxingcpp.create_barcode(transfer.payload().encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(drawn.to_image(scale=1, add_quiet_zones=False)) == 0
    if len(modules) > _LARGEST:
        raise PaymentCodeError("it says more than the standard allows")
    code = Code(transfer=transfer, modules=modules)
    if read(code.modules) != transfer:
        raise PaymentCodeError("it does not read back as it was written")
    return code


def read(modules: NDArray[np.bool_]) -> Transfer:
    """Return the transfer that a banking app finds in ``modules``; raise :class:`PaymentCodeError` when it finds none."""
    pixels = _framed(modules).astype(np.uint8) * np.uint8(255)
    return _read_pixels(pixels.repeat(2, axis=0).repeat(2, axis=1))


def read_png(picture: bytes) -> Transfer:
    """Return the transfer in a picture as it was sent."""
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as opened:
            pixels = np.asarray(opened.convert("L"))
    except (UnidentifiedImageError, OSError) as error:
        raise PaymentCodeError("its picture is broken") from error
    return _read_pixels(pixels)


def read_path(path: str) -> Transfer:
    """Return the transfer in a drawing as :meth:`Code.path` writes it."""
    runs = [(int(row), int(start), int(length)) for start, row, length in _RUN.findall(path)]
    size = max((max(row + 1, start + length) for row, start, length in runs), default=0)
    if not 0 < size <= _LARGEST or _RUN.sub("", path):
        raise PaymentCodeError("its drawing is not complete")
    modules = np.zeros((size, size), dtype=np.bool_)
    for row, start, length in runs:
        modules[row, start : start + length] = True
    return read(modules)


def _read_pixels(pixels: NDArray[np.uint8]) -> Transfer:
    found = zxingcpp.read_barcode(pixels, formats=_ONLY)
    if found is None or not found.valid:
        raise PaymentCodeError("it cannot be read")
    try:
        return transfer_in(found.bytes.decode())  # the bytes: text would hide in which alphabet they are
    except UnicodeDecodeError as error:
        raise PaymentCodeError("it is not written in UTF-8") from error


def _framed(modules: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which modules are light, the quiet zone included."""
    light = np.ones((len(modules) + 2 * QUIET, len(modules) + 2 * QUIET), dtype=np.bool_)
    light[QUIET:-QUIET, QUIET:-QUIET] = ~modules
    return light


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
