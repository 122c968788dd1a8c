"""Small files that take more than a decoder may have, and decoders that have been taken over."""

import io

from PIL import Image

FAKE = """
import json, struct, sys
def received():
    (length,) = struct.unpack(">I", sys.stdin.buffer.read(4))
    request = json.loads(sys.stdin.buffer.read(length))
    sys.stdin.buffer.read(request.get("length", 0))
    return request
def answer(content):
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
end = b'{"end": true}'
while (request := received()):
    if request.get("page"):
        answer(bytes.fromhex("%s"))
        %s
    elif "page" in request:
        answer(struct.pack(">I", len(end)) + end)
"""


def nested_forms_pdf(depth: int = 14, each: int = 10) -> bytes:
    """A page that draws a form ``each`` times, which draws another as often, ``depth`` deep."""

    def stream(entries: str, content: str) -> str:
        return f"<<{entries}/Length {len(content)}>>stream\n{content}\nendstream"

    def resources(form: int) -> str:
        return f"/Resources<</XObject<</F {form} 0 R>>>>"

    box, draw = "[0 0 200 200]", "/F Do " * each
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Contents 4 0 R{resources(5)}>>",
        stream("", draw),
    ]
    form = f"/Type/XObject/Subtype/Form/BBox{box}"
    for number in range(5, 4 + depth):
        objects.append(stream(form + resources(number + 1), draw))
    objects.append(stream(form, "0 0 9 9 re f"))
    text, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj{one}endobj\n"
    count = len(objects) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    text += f"xref\n0 {count}\n0000000000 65535 f \n{table}"
    text += f"trailer<</Root 1 0 R/Size {count}>>\nstartxref\n{text.index('xref')}\n%%EOF\n"
    return text.encode()


def commented_gif(count: int) -> bytes:
    """A GIF of one white pixel behind so many comments of one letter."""
    head, white = b"GIF89a\1\0\1\0\x80\0\0", b"\xff\xff\xff\0\0\0"
    picture = b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    return head + white + b"!\xfe\1a\0" * count + picture


def segmented_jpeg(count: int) -> bytes:
    """A JPEG of one pixel behind so many empty segments."""
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "JPEG")
    return file.getvalue()[:2] + b"\xff\xe5\0\2" * count + file.getvalue()[2:]


def fake_decoder(answer: bytes = b"", then: str = "pass") -> str:
    """What runs in place of a decoder: asked for a page it says ``answer`` and does ``then``."""
    return FAKE % (answer.hex(), then)
