"""The child process that makes one file harmless: bytes in, a file made anew out.

Run by path, with no environment and no Django; it imports nothing of ours. Over its standard
input and output:

    question  4 bytes length, limits as JSON, then the file to the end
    answer    4 bytes length, JSON {"media_type", "pages", "removed"} or {"refused": code}, the file

Before it looks at the file it limits its memory and processor time and gives up the right to open
anything. A file is taken for what it shows, and nothing else of it comes out: pictures are drawn
anew, of a PDF the pages are kept without what could act, hide or lead away.
"""

import contextlib
import json
import resource
import struct
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from PIL import Image, ImageFile, ImageOps

MEMORY_BYTES: Final = 1_536 * 2**20  # address space; a picture of 60 million dots needs a third
CPU_SECONDS: Final = 30
STANDARD_STREAMS: Final = 3

Answer = tuple[str, bytes, int, list[str]]  # media type, file, pages, what was taken out
ROOT_KEYS: Final = {"/Type", "/Pages", "/Lang", "/OCProperties", "/PageLabels"}
PAGE_KEYS: Final = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
    "/Rotate", "/Contents", "/Group", "/UserUnit",
}  # fmt: skip
ACTING: Final = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/XFA"}
CARRYING: Final = {"/EF", "/AF", "/EmbeddedFiles"}
LEADING: Final = {"/Ref", "/OPI", "/FFilter", "/FDecodeParms"}  # to another file
ACTIONS: Final = {
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
    "/Rendition", "/RichMediaExecute", "/Movie", "/Sound",
}  # fmt: skip
FLATE: Final = {"/FlateDecode", "/Fl"}
MOST_FILTERS: Final = 3
SCREEN_DPI, SCAN_DPI, FINEST_DPI = 72, 200, 1200


class NotTakenError(Exception):
    """The file is refused, with the code that says why."""


def main() -> None:
    """Answer one question."""
    _warm_up()
    _lock_in()
    asked = sys.stdin.buffer.read()
    size = struct.unpack(">I", asked[:4])[0]
    limits, body = json.loads(asked[4 : 4 + size]), asked[4 + size :]
    told, made = answer(body, limits)
    head = json.dumps(told).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + made)


def answer(body: bytes, limits: dict[str, int]) -> tuple[dict[str, Any], bytes]:
    """What is said of the file, and the file made anew; nothing of it when it is refused."""
    try:
        media_type, made, pages, removed = clean(body, limits)
    except NotTakenError as refused:
        return {"refused": str(refused)}, b""
    except Image.DecompressionBombError:
        return {"refused": "too_many_pixels"}, b""
    except (MemoryError, RecursionError):
        return {"refused": "too_large_inside"}, b""
    except Exception:  # whatever a hostile file brings about, it is not taken
        return {"refused": "damaged"}, b""
    return {"media_type": media_type, "pages": pages, "removed": removed}, made


def clean(body: bytes, limits: dict[str, int]) -> Answer:
    """The file made anew. Raises NotTakenError, or whatever the libraries raise."""
    Image.MAX_IMAGE_PIXELS = limits["pixels"] // 2  # Pillow refuses what is twice as large
    if body.startswith(b"%PDF-"):
        return _pdf(body, limits)
    if body.startswith(b"\xff\xd8\xff"):
        return _picture(body, "JPEG", limits)
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(body, "PNG", limits)
    if body.startswith((b"II*\0", b"MM\0*")):
        return _scan(body, limits)
    raise NotTakenError("unknown")


def _picture(body: bytes, kind: str, limits: dict[str, int]) -> Answer:
    """A picture drawn anew, turned as its camera said, without place, time, words or tail."""
    removed = []
    with Image.open(BytesIO(body), formats=[kind]) as picture:
        _measured(picture, limits)
        if kind == "PNG" and getattr(picture, "n_frames", 1) > 1:
            raise NotTakenError("moving")
        picture.load()
        if picture.getexif() or {"exif", "xmp", "comment"} & set(picture.info):
            removed.append("metadata")
        drawn = _plain(ImageOps.exif_transpose(picture), see_through=kind == "PNG")
    end = b"\xff\xd9" if kind == "JPEG" else b"IEND\xaeB`\x82"
    if not body.rstrip(b"\0\r\n ").endswith(end):
        removed.append("tail")
    written = BytesIO()
    drawn.save(written, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return f"image/{kind.lower()}", written.getvalue(), 1, removed


def _scan(body: bytes, limits: dict[str, int]) -> Answer:
    """A TIFF, as scanners make it, as a PDF with one page for each picture."""
    together = pikepdf.new()
    removed: list[str] = []
    with Image.open(BytesIO(body), formats=["TIFF"]) as scan:
        for page in range(limits["pages"] + 1):
            try:
                scan.seek(page)
            except EOFError:
                break
            if page == limits["pages"]:
                raise NotTakenError("too_many_pages")
            _measured(scan, limits)
            scan.load()
            one = BytesIO()
            _plain(ImageOps.exif_transpose(scan), see_through=False).save(
                one, "PDF", resolution=_dots(scan.info.get("dpi"))
            )
            with pikepdf.open(one) as single:
                together.pages.extend(single.pages)
    return "application/pdf", _written(together), len(together.pages), removed


def _measured(picture: ImageFile.ImageFile, limits: dict[str, int]) -> None:
    """Raise NotTakenError for more dots than anybody scans, before one of them is unpacked."""
    if picture.width * picture.height > limits["pixels"]:
        raise NotTakenError("too_many_pixels")


def _plain(picture: Image.Image, *, see_through: bool) -> Image.Image:
    """The dots alone, in one of the ways every reader knows."""
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        drawn = picture.convert("F").point(lambda dot: dot * (255 / 65535)).convert("L")
    elif see_through and (picture.mode in {"LA", "RGBA", "PA"} or "transparency" in picture.info):
        drawn = picture.convert("RGBA")
    elif picture.mode in {"1", "L"}:
        drawn = picture.copy()
    else:
        drawn = picture.convert("RGB")
    drawn.info = {}
    return drawn


def _dots(told: Any) -> float:
    """Dots an inch, where the scan says something sensible."""
    with contextlib.suppress(TypeError, ValueError, IndexError, ZeroDivisionError):
        dots = float(told[0])
        if SCREEN_DPI <= dots <= FINEST_DPI:
            return dots
    return SCAN_DPI


def _pdf(body: bytes, limits: dict[str, int]) -> Answer:
    """The pages of a PDF as they are shown, in a file that does nothing."""
    try:
        pdf = pikepdf.open(BytesIO(body), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise NotTakenError("locked") from None
    with pdf:
        _taken(pdf, limits)
        removed = _flattened(pdf)
        for page in pdf.pages:
            if len(page.obj.get("/Annots", ())):
                removed.add("links")
            _keep(page.obj, PAGE_KEYS)
        removed |= _searched(pdf, limits)
        _keep(pdf.Root, ROOT_KEYS)
        if not body.rstrip(b"\0\r\n ").endswith(b"%%EOF"):
            removed.add("tail")
        return "application/pdf", _written(pdf), len(pdf.pages), sorted(removed)


def _taken(pdf: pikepdf.Pdf, limits: dict[str, int]) -> None:
    """Raise NotTakenError for a PDF whose pages are not what it holds."""
    if "/Collection" in pdf.Root:
        raise NotTakenError("portfolio")
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise NotTakenError("dynamic_form")
    if not len(pdf.pages):
        raise NotTakenError("damaged")
    if len(pdf.pages) > limits["pages"]:
        raise NotTakenError("too_many_pages")


def _flattened(pdf: pikepdf.Pdf) -> set[str]:
    """What is filled in becomes part of the page; what could be filled in is gone."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return set()
    removed = {"form"}
    fields = list(form.get("/Fields", ()))
    if any(field.get("/FT") == "/Sig" and "/V" in field for field in fields):
        removed.add("signature")
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    return removed


def _searched(pdf: pikepdf.Pdf, limits: dict[str, int]) -> set[str]:
    """Empty everything that acts, carries or leads away, wherever it lies; weigh what is packed."""
    removed: set[str] = set()
    left = limits["inflated"]
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            left -= _weight(thing, left, limits)
            if str(thing.get("/Type", "")) == "/EmbeddedFile":
                removed.add("attachments")
                thing.write(b"")
        for part in _each(thing):
            removed |= _emptied(part)
    return removed


def _each(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries of an object that has a number: itself, and those that lie within it."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inside = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inside = list(thing)
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from _each(part)


def _emptied(thing: pikepdf.Object) -> set[str]:
    keys = set(thing.keys())
    removed = set()
    if keys & ACTING or str(thing.get("/S", "")) == "/JavaScript":
        removed.add("script")
    if keys & CARRYING:
        removed.add("attachments")
    bad = keys & (ACTING | CARRYING | LEADING)
    if isinstance(thing, pikepdf.Stream) and "/F" in keys:
        bad.add("/F")  # a stream whose content lies in another file
    if str(thing.get("/S", "")) in ACTIONS:
        bad |= keys - {"/Type"}
    for key in bad:
        del thing[key]
    return removed


def _weight(stream: pikepdf.Stream, left: int, limits: dict[str, int]) -> int:
    """How much the stream holds unpacked. Raises NotTakenError for a bomb, before it goes off."""
    dots = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    if str(stream.get("/Subtype", "")) == "/Image" and dots > limits["pixels"]:
        raise NotTakenError("too_many_pixels")
    filters = stream.get("/Filter", pikepdf.Array())
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters]
    if len(names) > MOST_FILTERS or sum(name in FLATE for name in names) > 1:
        raise NotTakenError("too_large_inside")
    raw = stream.read_raw_bytes()
    if not names or names[0] not in FLATE:
        return len(raw)
    unpack, size, rest = zlib.decompressobj(), 0, raw
    with contextlib.suppress(zlib.error):  # a reader shows what it can, and so do we
        while rest:
            size += len(unpack.decompress(rest, 2**20))
            if size > left:
                raise NotTakenError("too_large_inside")
            rest = unpack.unconsumed_tail
    return size


def _keep(thing: pikepdf.Object, wanted: set[str]) -> None:
    for key in set(thing.keys()) - wanted:
        del thing[key]


def _written(pdf: pikepdf.Pdf) -> bytes:
    """The file without who made it, when and with what."""
    for key in ("/Info", "/Encrypt"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for key in {"/Metadata", "/Names"} & set(pdf.Root.keys()):
        del pdf.Root[key]
    written = BytesIO()
    pdf.save(written, deterministic_id=True, fix_metadata_version=False, encryption=False)
    return written.getvalue()


def _warm_up() -> None:
    """Clean one small file of each kind, so that all that is needed is in memory."""
    dot = Image.new("RGB", (1, 1))
    for kind in ("JPEG", "PNG", "TIFF", "PDF"):
        file = BytesIO()
        dot.save(file, kind)
        clean(file.getvalue(), {"pixels": 2, "pages": 2, "inflated": 2**20})


def _lock_in() -> None:
    """From here on: so much memory and time, and not a file or a socket."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (STANDARD_STREAMS, STANDARD_STREAMS))


if __name__ == "__main__":
    main()
