"""Files made to do harm, each generated here: what it is, and what is to become of it."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, Permissions, Stream, String
from PIL import Image, PngImagePlugin

from tests.given import a_pdf

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(1)</script>"
SECRET = b"HEMMELIG-MARKOR"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file, and the code it is refused with; without one it is made harmless.

    Harmless: of what stands in `gone` nothing is left in the file that is kept.
    """

    name: str
    make: Callable[[], bytes]
    code: str = ""
    gone: tuple[bytes, ...] = ()
    removed: frozenset[str] = frozenset()


# Pictures


def picture(
    kind: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 30), **more: object
) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **more)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes, *extra: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def photo_with_place() -> bytes:
    """A photograph that says where it was taken, when and with what."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (59.0, 44.0, 12.0)
    return picture("JPEG", exif=exif, comment=SECRET)


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    return picture("PNG", pnginfo=words)


def moving_png() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("L", (9, 9), n) for n in (0, 99, 200)]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


def tiff(pages: int = 1, *, size: tuple[int, int] = (30, 40)) -> bytes:
    file = io.BytesIO()
    sheets = [Image.new("1", size, n % 2) for n in range(pages)]
    sheets[0].save(file, "TIFF", save_all=True, append_images=sheets[1:])
    return file.getvalue()


def tiff_that_never_ends() -> bytes:
    """The one directory says that the next directory is itself."""
    entries = b"".join(
        struct.pack("<HHII", tag, 3, 1, value) for tag, value in ((256, 1), (257, 1), (258, 8))
    )
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 3) + entries + struct.pack("<I", 8)


def tiff_with_words() -> bytes:
    return picture("TIFF", description=SECRET.decode())


# PDF


def pdf(change: Callable[[pikepdf.Pdf], None], **saved: object) -> bytes:
    with pikepdf.open(io.BytesIO(a_pdf())) as made:
        change(made)
        file = io.BytesIO()
        made.save(file, **saved)  # type: ignore[arg-type]  # what pikepdf takes
        return file.getvalue()


def on_root(**entries: object) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            made.Root[f"/{key}"] = value

    return pdf(change, compress_streams=False)


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary({"/S": Name(f"/{kind}")} | {f"/{key}": more[key] for key in more})


def note(**more: object) -> Dictionary:
    entries = {f"/{key}": more[key] for key in more}
    return Dictionary({"/Type": Name.Annot, "/Rect": Array([0, 0, 9, 9])} | entries)


def with_note(**more: object) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].obj["/Annots"] = Array([made.make_indirect(note(**more))])

    return pdf(change)


def with_attachment() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments["virus.exe"] = SECRET + EICAR

    return pdf(change, compress_streams=False)


def with_form(*, signed: bool = False, script: bool = False) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        field = note(Subtype=Name.Widget, FT=Name.Sig if signed else Name.Tx, T=String("felt"))
        field["/V"] = Dictionary(Type=Name.Sig) if signed else String("Ola")
        if script:
            field["/AA"] = Dictionary(K=action("JavaScript", JS=String(SECRET.decode())))
        field = made.make_indirect(field)
        made.pages[0].obj["/Annots"] = Array([field])
        made.Root["/AcroForm"] = Dictionary(Fields=Array([field]))

    return pdf(change, compress_streams=False)


def with_content(data: bytes, **entries: object) -> bytes:
    """A page whose content is packed as it says, whatever comes of that."""

    def change(made: pikepdf.Pdf) -> None:
        stream = Stream(made, b"")
        stream.write(data, filter=entries.pop("Filter", None))  # type: ignore[arg-type]  # a name or names
        for key, value in entries.items():
            stream[f"/{key}"] = value
        made.pages[0].obj["/Contents"] = made.make_indirect(stream)

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


@cache
def deflate_bomb() -> bytes:
    return with_content(zlib.compress(b"\0" * 600_000_000, 9), Filter=Name.FlateDecode)


def bomb_in_a_bomb() -> bytes:
    twice = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    return with_content(twice, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def many_filters() -> bytes:
    return with_content(b"00>", Filter=Array([Name.ASCIIHexDecode] * 20))


def wide_picture_in_pdf() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        dots = Stream(made, b"\0")
        for key, value in {"Width": 90_000, "Height": 90_000, "BitsPerComponent": 1}.items():
            dots[f"/{key}"] = value
        dots["/Type"], dots["/Subtype"] = Name.XObject, Name.Image
        dots["/ColorSpace"] = Name.DeviceGray
        made.pages[0].obj["/Resources"] = Dictionary(
            XObject=Dictionary(Im=made.make_indirect(dots))
        )

    return pdf(change)


def with_words_about_itself() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        with made.open_metadata() as meta:
            meta["dc:title"] = SECRET.decode()
        made.docinfo["/Author"] = SECRET.decode()

    return pdf(change, compress_streams=False)


def encrypted(*, user: str) -> bytes:
    locked = Encryption(owner="eier", user=user, allow=Permissions(extract=False))
    return pdf(lambda _made: None, encryption=locked)


def pages_that_go_in_a_ring() -> bytes:
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    )
    where = [body.index(b"1 0 obj"), body.index(b"2 0 obj")]
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in where)
    return body + table + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n%d\n%%%%EOF" % len(body)


def many_pages() -> bytes:
    return a_pdf(pages=1_001)


def zipped(inside: bytes = EICAR) -> bytes:
    packed = zlib.compress(inside)[2:-4]
    return b"PK\3\4\x14\0\0\0\x08\0" + b"\0" * 16 + packed


JS = action("JavaScript", JS=String(SECRET.decode()))
UNKNOWN: dict[str, bytes] = {
    "text": b"Hei",
    "nul": b"\0" * 1000,
    "html": b"<!doctype html>" + SCRIPT,
    "html behind a byte order mark": b"\xef\xbb\xbf<html>" + SCRIPT,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "xml with an entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "eicar": EICAR,
    "zip": zipped(),
    "word": zipped(b"word/document.xml"),
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "rtf": rb"{\rtf1\object\objdata}",
    "program for Windows": b"MZ" + b"\0" * 500,
    "program for Linux": b"\x7fELF" + b"\0" * 500,
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "script for Windows": b"@echo off\r\ndel *.*\r\n",
    "php": b"<?php system($_GET['c']); ?>",
    "gif": b"GIF89a" + b"\0" * 50,
    "gif that is a script": b"GIF89a=1;alert(1)//",
    "bmp": b"BM" + b"\0" * 60,
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40,
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    "postscript": b"%!PS-Adobe-3.0 EPSF\n(%pipe%id) (r) file",
    "e-mail": b"From: a@b.no\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "gzip bomb": b"\x1f\x8b\x08\0" + zlib.compress(b"\0" * 1_000_000),
    "tar": b"../../etc/passwd" + b"\0" * 600,
    "link file": b"L\0\0\0\x01\x14\x02\0",
    "PDF behind a space": b" " + a_pdf(),
    "PDF behind html": SCRIPT + a_pdf(),
    "PDF behind a zip": zipped() + a_pdf(),
    "big tiff": b"II+\0\x08\0\0\0" + b"\0" * 50,
}
DAMAGED: dict[str, Callable[[], bytes]] = {
    "PDF of a line": lambda: b"%PDF-1.7",
    "PDF cut in half": lambda: a_pdf()[: len(a_pdf()) // 2],
    "PDF without its end": lambda: a_pdf()[:-30],
    "PDF with a table that points nowhere": lambda: a_pdf().replace(b"startxref", b"startxreg"),
    "PDF whose pages go in a ring": pages_that_go_in_a_ring,
    "html called PDF": lambda: b"%PDF-1.7\n" + SCRIPT,
    "JPEG of three bytes": lambda: b"\xff\xd8\xff",
    "JPEG cut in half": lambda: picture("JPEG", size=(400, 400))[:700],
    "JPEG that is a script": lambda: b"\xff\xd8\xff\xe0" + SCRIPT,
    "PNG of its name": lambda: b"\x89PNG\r\n\x1a\n",
    "PNG without dots": lambda: png(10, 10, b""),
    "PNG of no size": lambda: png(0, 0, zlib.compress(b"\0")),
    "PNG with a wrong checksum": lambda: picture("PNG").replace(b"IHDR", b"IHDS", 1),
    "PNG with words like a bomb": lambda: png(
        1, 1, zlib.compress(b"\0\0"), chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 90_000_000))
    ),
    "TIFF of its name": lambda: b"II*\0",
    "TIFF that never ends": tiff_that_never_ends,
    "TIFF that points nowhere": lambda: b"MM\0*\xff\xff\xff\xff",
}


def _gone(name: str, make: Callable[[], bytes], removed: str = "", *more: bytes) -> Hostile:
    return Hostile(
        name, make, gone=(SECRET, *more), removed=frozenset({removed} if removed else set())
    )


HOSTILE: list[Hostile] = [
    Hostile("nothing", lambda: b"", "empty"),
    *(Hostile(name, lambda body=body: body, "unknown") for name, body in UNKNOWN.items()),  # type: ignore[misc]  # bound now
    *(Hostile(name, make, "damaged") for name, make in DAMAGED.items()),
    # too much
    Hostile("PNG of 400 million dots", lambda: png(20_000, 20_000, b"x"), "too_many_pixels"),
    Hostile("PNG of 65 000 by 65 000", lambda: png(65_000, 65_000, b"x"), "too_many_pixels"),
    Hostile("PNG of 61 million dots", lambda: png(61_000, 1_000, b"x"), "too_many_pixels"),
    Hostile("TIFF of 90 million dots", lambda: tiff(size=(9_000, 10_000)), "too_many_pixels"),
    Hostile("picture of 8 billion dots in a PDF", wide_picture_in_pdf, "too_many_pixels"),
    Hostile("TIFF of 1001 pages", partial(tiff, 1_001, size=(1, 1)), "too_many_pages"),
    Hostile("PDF of 1001 pages", many_pages, "too_many_pages"),
    Hostile("deflate bomb", deflate_bomb, "too_large_inside"),
    Hostile("bomb in a bomb", bomb_in_a_bomb, "too_large_inside"),
    Hostile("twenty filters", many_filters, "too_large_inside"),
    # what cannot be shown as it is
    Hostile("PDF with a password", partial(encrypted, user="hemmelig"), "locked"),
    Hostile("PDF portfolio", lambda: on_root(Collection=Dictionary()), "portfolio"),
    Hostile("PDF that draws itself", lambda: on_root(NeedsRendering=True), "dynamic_form"),
    Hostile("PNG that moves", moving_png, "moving"),
    # made harmless
    _gone("photograph with a place", photo_with_place, "metadata"),
    _gone("PNG with words", png_with_words, "metadata"),
    _gone("PNG that says more than it has", lambda: png(99, 99, zlib.compress(b"\0" * 100))),
    _gone("TIFF with words", tiff_with_words),
    _gone("JPEG with a zip behind", lambda: picture("JPEG") + zipped(SECRET), "tail", b"PK\3\4"),
    _gone("PNG with a script behind", lambda: picture("PNG") + SCRIPT, "tail", SCRIPT),
    _gone("PNG with a virus behind", lambda: picture("PNG") + EICAR, "tail", EICAR),
    _gone("PDF with a zip behind", lambda: a_pdf() + zipped(SECRET), "tail", b"PK\3\4"),
    _gone("PDF that runs a script", lambda: on_root(OpenAction=JS), "script", b"JavaScript"),
    _gone(
        "PDF with named scripts",
        lambda: on_root(Names=Dictionary(JavaScript=Dictionary(Names=[String("a"), JS]))),
        "script",
        b"JavaScript",
    ),
    _gone(
        "PDF that starts a program",
        lambda: on_root(OpenAction=action("Launch", F=String(SECRET.decode()))),
        "",
        b"Launch",
    ),
    _gone(
        "PDF with a link",
        lambda: with_note(Subtype=Name.Link, A=action("URI", URI=String(SECRET.decode()))),
        "links",
        b"URI",
    ),
    _gone(
        "PDF with a file pinned on",
        lambda: with_note(Subtype=Name.FileAttachment, FS=Dictionary(F=String(SECRET.decode()))),
        "links",
    ),
    _gone("PDF with an attachment", with_attachment, "attachments", EICAR, b"virus.exe"),
    _gone("PDF with a form", with_form, "form", b"AcroForm"),
    _gone("PDF with a form that runs scripts", partial(with_form, script=True), "script"),
    _gone("PDF that is signed", partial(with_form, signed=True), "signature", b"AcroForm"),
    _gone("PDF that says who made it", with_words_about_itself),
    _gone("PDF that must not be copied", partial(encrypted, user=""), "", b"/Encrypt"),
    _gone(
        "PDF whose content lies elsewhere",
        lambda: with_content(b"", F=String("/etc/passwd"), FFilter=Name.FlateDecode),
        "",
        b"/etc/passwd",
    ),
    _gone(
        "PDF that shows another file",
        lambda: on_root(AF=Array([Dictionary(EF=Dictionary(), F=String(SECRET.decode()))])),
        "attachments",
    ),
]
