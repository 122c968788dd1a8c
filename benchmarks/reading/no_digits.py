"""A thousand pictures without a digit: what a reader should reject.

    python -m benchmarks.reading.no_digits FOLDER --fashion FOLDER_OF_IDX

Letters and words in the fonts that come with matplotlib, patches of the photographs that come with
scikit-image and scikit-learn, textures, scribbles, paper with and without lines, and garments of
Fashion-MNIST. Of letters alone those that are written like digits are left out (O, l, S, Z, ...).
The same seed draws the same pictures. The kind is in the file's name.
"""

import argparse
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LETTERS = "ACDEFHJKMNPRTUVWXYacdefhkmnprtuvwxyäöüéàÄÖÜßñçфжщюя"
"""Not among them: b B g G i I j l L o O q Q s S z Z, each a digit in some hand."""
WORDS = """
    Total Summe Betrag Zürich Franken amount paid to the order of even hundred Herr Frau Datum Mai
    Unterschrift cheque bank and cents only Konto Ort void Muster the quick brown fox an der Aare
    Rechnung Zahlung Empfänger value memo dear yours truly January March
"""
PHOTOGRAPHS = (
    "astronaut", "brick", "camera", "chelsea", "coffee", "grass", "gravel", "hubble_deep_field",
    "moon", "rocket",
)  # fmt: skip
COUNTS = {
    "letter": 120, "word": 180, "photograph": 250, "texture": 150, "scribble": 100, "paper": 100,
    "garment": 100,
}  # fmt: skip

Draw = Callable[[np.random.Generator], Image.Image]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fashion", type=Path, help="a folder with t10k-images-idx3-ubyte.gz")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    counts = dict(COUNTS)
    if options.fashion is None:  # more photographs instead
        counts["photograph"] += counts.pop("garment")
    for kind, count in counts.items():
        pictures = drawn(kind, options)
        for number in range(count):
            next(pictures).save(options.folder / f"{kind}-{number:03}.png")


def drawn(kind: str, options: argparse.Namespace) -> Iterator[Image.Image]:
    """Draw pictures of a kind without end."""
    random = np.random.default_rng([options.seed, list(COUNTS).index(kind)])
    if kind == "garment":
        yield from garments(random, options.fashion)
    draw: Draw = (
        patches(photographs())
        if kind == "photograph"
        else {
            "letter": lambda random: text(random, str(random.choice(list(LETTERS)))),
            "word": lambda random: text(random, words(random)),
            "texture": texture,
            "scribble": scribble,
            "paper": paper,
        }[kind]
    )
    while True:
        yield draw(random)


def words(random: np.random.Generator) -> str:
    return " ".join(random.choice(WORDS.split(), random.integers(1, 3)))


def fonts() -> list[str]:
    import matplotlib

    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    kept = ("DejaVu", "STIXGeneral")
    return sorted(
        str(path)
        for path in folder.glob("*.ttf")
        if path.name.startswith(kept) and "Display" not in path.name
    )


def text(random: np.random.Generator, said: str) -> Image.Image:
    font = ImageFont.truetype(str(random.choice(fonts())), int(random.integers(18, 70)))
    left, top, right, bottom = font.getbbox(said)
    margin = int(random.integers(4, 30))
    size = (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin)
    level = int(random.integers(170, 256))
    picture = Image.new("L", size, level)
    ink = int(random.integers(0, 90))
    ImageDraw.Draw(picture).text((margin - left, margin - top), said, ink, font)
    angle = float(random.normal(0, 3))
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=level)


def photographs() -> list[np.ndarray]:
    """Grey photographs that are in the wheels: nothing is fetched."""
    from skimage import data
    from skimage.color import rgb2gray
    from sklearn.datasets import load_sample_images

    colours = [getattr(data, name)() for name in PHOTOGRAPHS]
    colours += load_sample_images().images
    greys = [one if one.ndim == 2 else 255 * rgb2gray(one[..., :3]) for one in colours]
    return [grey.astype(np.uint8) for grey in greys]


def patches(pictures: list[np.ndarray]) -> Draw:
    def draw(random: np.random.Generator) -> Image.Image:
        whole = pictures[random.integers(len(pictures))]
        height = int(random.integers(30, 200))
        width = min(int(height * random.uniform(0.7, 5)), whole.shape[1])
        top = random.integers(0, whole.shape[0] - height + 1)
        left = random.integers(0, whole.shape[1] - width + 1)
        return Image.fromarray(whole[top : top + height, left : left + width])

    return draw


def size_of_strip(random: np.random.Generator) -> tuple[int, int]:
    height = int(random.integers(28, 90))
    return height, int(height * random.uniform(0.8, 6))


def texture(random: np.random.Generator) -> Image.Image:
    """Noise of some grain, or waves upon waves as on a banknote."""
    height, width = size_of_strip(random)
    if random.random() < 0.5:
        noise = Image.fromarray(random.integers(0, 256, (height, width), np.uint8))
        return noise.filter(ImageFilter.GaussianBlur(float(random.choice([0, 0.7, 1.5, 4]))))
    y, x = np.mgrid[:height, :width]
    waves = np.zeros((height, width))
    for _ in range(random.integers(1, 4)):
        angle, period = random.uniform(0, np.pi), random.uniform(4, 16)
        bend = random.uniform(0, 5) * np.sin(x / random.uniform(8, 30))
        along = np.cos(angle) * x + np.sin(angle) * y + bend
        waves += np.sin(2 * np.pi * along / period)
    grey = random.uniform(120, 200) + random.uniform(20, 60) * waves / np.abs(waves).max()
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def scribble(random: np.random.Generator) -> Image.Image:
    """A long pen stroke that goes where it likes, over itself again and again."""
    height, width = size_of_strip(random)
    scale = 4
    steps = np.cumsum(random.normal(0, 1, (int(random.integers(120, 400)), 2)), 0)
    smooth = np.stack([np.convolve(one, np.ones(9) / 9, "valid") for one in steps.T], 1)
    low, high = smooth.min(0), smooth.max(0)
    points = (smooth - low) / (high - low) * [0.9 * width, 0.8 * height]
    points = (np.array([0.05 * width, 0.1 * height]) + points) * scale
    picture = Image.new("L", (width * scale, height * scale), int(random.integers(190, 256)))
    pen = ImageDraw.Draw(picture)
    thick = int(random.uniform(1.5, 4) * scale)
    pen.line([tuple(point) for point in points], int(random.integers(0, 100)), thick, "curve")
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def paper(random: np.random.Generator) -> Image.Image:
    """Nothing, unevenly lit, or ruled, squared, boxed; with a little noise."""
    height, width = size_of_strip(random)
    y, x = np.mgrid[:height, :width]
    light = random.uniform(120, 250) + random.normal(0, 20) * x / width
    grey = light + random.normal(0, 20) * y / height + random.normal(0, 2, (height, width))
    kind, apart = random.integers(5), int(random.integers(8, 30))
    darker = random.uniform(30, 110)
    if kind in (1, 2):
        grey[apart // 2 :: apart] -= darker
    if kind == 2:
        grey[:, apart // 2 :: apart] -= darker
    if kind == 3:
        grey[3:5, 3:-3] -= darker
        grey[-5:-3, 3:-3] -= darker
        grey[3:-3, 3:5] -= darker
        grey[3:-3, -5:-3] -= darker
    if kind == 4:
        grey[-6:-4] -= darker
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def garments(random: np.random.Generator, folder: Path) -> Iterator[Image.Image]:
    content = gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes())
    images = np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)
    for place in random.permutation(len(images)):
        yield Image.fromarray(images[place])


if __name__ == "__main__":
    main()
