"""Small results and executed notebooks, made by hand, for the tests of the pages and tables about a class."""

import base64
import json
from html.parser import HTMLParser

PNG = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
        "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
    )
).decode()


def part(name, earned=0.0, points=2.0, mistakes=()):
    return {
        "name": name,
        "points": points,
        "earned": earned,
        "passed": earned == points,
        "headline": "",
        "mistakes": list(mistakes),
    }


def result(learner="ada", *parts, answer="def conv2d(x):\n    return x", **changes):
    parts = list(parts) or [part("one image", 2.0), part("channels")]
    total = {key: sum(p[key] for p in parts) for key in ("earned", "points")}
    exercise = {"exercise": "conv2d", **total, "parts": parts, "html": "<p>the card</p>", "text": ""}
    book = {
        "name": "conv2d",
        "status": "graded",
        "notes": [],
        "answers": {"conv2d": answer},
        "exercises": [exercise],
    }
    whole = {"learner": learner, "topic": "convolution", "status": "graded", "notes": [], **total}
    return whole | {"notebooks": [book]} | changes


def write_results(folder, *results):
    (folder / "results").mkdir(exist_ok=True)
    for number, data in enumerate(results):
        (folder / "results" / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")


def code(cell_id, source, *outputs):
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {},
        "execution_count": 1,
        "source": source,
        "outputs": list(outputs),
    }


def show(**data):
    """Return an output that shows something; text_html="..." stands for text/html."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {key.replace("_", "/", 1).replace("_", "+"): value for key, value in data.items()},
    }


def say(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def write_notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(whole), encoding="utf-8")


def feedback(index):
    return {path.name: path.read_text("utf-8") for path in (index.parent.parent / "feedback").glob("*.html")}


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for key, value in attrs if key in ("href", "src")]
