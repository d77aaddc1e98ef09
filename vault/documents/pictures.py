"""Pictures made anew: decoded, turned upright, made smaller, and written as a JPEG that holds nothing but pixels."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from vault.documents.kinds import JPEG, LARGEST_KEPT, LARGEST_SIDE, MOST_PIXELS, NotTaken

FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
QUALITIES = (85, 75, 60)
WHITE = (255, 255, 255)


def made_anew(data: bytes, kind: str) -> tuple[bytes, str, dict[str, int]]:
    """Return the picture as JPEG, its media type, and its width and height; raise `NotTaken`.

    Metadata (EXIF with place and device, comments, thumbnails, whatever follows the picture) does not pass:
    nothing is copied, everything is drawn again.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _opened(data, kind)
    except Image.DecompressionBombError:
        raise NotTaken("file_pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise NotTaken("file_damaged") from None
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST_KEPT:
            return out.getvalue(), JPEG, {"width": picture.width, "height": picture.height}
    raise NotTaken("file_still_large")


def _opened(data: bytes, kind: str) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS[kind]) as found:
        # The header tells the size: a bomb is refused before its first pixel is drawn.
        if found.width * found.height > MOST_PIXELS:
            raise NotTaken("file_pixels")
        found.load()
        upright = ImageOps.exif_transpose(found)
        if "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}:
            coloured = upright.convert("RGBA")
            under = Image.new("RGBA", coloured.size, (*WHITE, 255))
            upright = Image.alpha_composite(under, coloured)
        plain = Image.new("RGB", upright.size, WHITE)
        plain.paste(upright.convert("RGB"))
        return plain
