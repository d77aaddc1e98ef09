"""Files as strangers send them: good ones with things hidden in them, broken ones, and traps."""

import io
import random
import struct
import zlib

import pikepdf
from PIL import Image

CANARY = b"CANARY-HIDDEN-IN-A-FILE"


def picture(width: int = 320, height: int = 200, noise: int = 0) -> Image.Image:
    """A picture that is not of one colour; `noise` makes it large."""
    if noise:
        return Image.effect_noise((width, height), noise).convert("RGB")
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def jpeg(width: int = 320, height: int = 200, *, noise: int = 0, orientation: int = 1) -> bytes:
    """A photo that tells its maker and place, and is followed by another file."""
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    exif[0x0112] = orientation
    out = io.BytesIO()
    picture(width, height, noise).save(out, "JPEG", exif=exif, comment=CANARY, quality=90)
    return out.getvalue() + b"PK\x03\x04" + CANARY


def png(mode: str = "RGBA") -> bytes:
    """A picture with holes in it, and a text that nobody sees."""
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", CANARY.decode(), zip=True)
    out = io.BytesIO()
    picture().convert(mode).save(out, "PNG", pnginfo=told)
    return out.getvalue() + CANARY


def png_of_size(width: int, height: int) -> bytes:
    """A picture whose header promises more than it has."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(pages: int = 2, *, password: str = "", noise: int = 0) -> bytes:
    """A paper that acts when it is opened, carries a file along and names its maker."""
    paper = pikepdf.new()
    for _ in range(pages):
        page = paper.add_blank_page()
        content = b"0 0 1 rg 20 20 100 100 re f" + random.Random(7).randbytes(noise).hex().encode()
        page.Contents = paper.make_stream(content)
        page.obj.AA = pikepdf.Dictionary(O=_script(paper))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://elsewhere.example/CANARY-HIDDEN-IN-A-FILE"),
        )  # fmt: skip
        page.obj.Annots = paper.make_indirect(pikepdf.Array([link]))
    paper.Root.OpenAction = _script(paper)
    paper.docinfo["/Author"] = CANARY.decode()
    paper.attachments["a.txt"] = CANARY
    with paper.open_metadata() as told:
        told["dc:title"] = CANARY.decode()
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    paper.save(out, encryption=locked)
    return out.getvalue()


def _script(paper: pikepdf.Pdf) -> pikepdf.Object:
    return paper.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('CANARY-HIDDEN-IN-A-FILE')"))
