"""A small sum drawn as a picture, for browsers that cannot do the proof of work. It needs no foreign service."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT = 240, 80
_SIGNS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}


def new_sum(rng: random.Random) -> tuple[str, int]:
    """("7 + 5", 12): never below nothing."""
    first, second = rng.randint(3, 19), rng.randint(1, 9)
    sign = rng.choice([one for one in _SIGNS if one == "+" or first >= second])
    return f"{first} {sign} {second}", _SIGNS[sign](first, second)


def drawn(text: str, rng: random.Random) -> bytes:
    """A PNG of the text, each character turned and set a little differently, with lines across."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    font = ImageFont.load_default(size=44)
    left = 16
    for char in f"{text} =":
        tile = Image.new("RGBA", (48, 64), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text(
            (8, 4), char, font=font, fill=(rng.randint(0, 60), rng.randint(40, 90), rng.randint(40, 90))
        )
        tile = tile.rotate(rng.uniform(-18, 18), resample=Image.Resampling.BICUBIC)
        image.paste(tile, (left, rng.randint(2, 14)), tile)
        left += 16 if char == " " else 34
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        pen.line([(rng.randint(0, _WIDTH), rng.randint(0, _HEIGHT)) for _ in range(2)], fill=(120, 150, 140), width=2)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
