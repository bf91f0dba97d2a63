"""Show photographs and plots; matplotlib is imported where it is needed, and only there."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from typing import Any

import numpy as np

from cnncourse.figures.drawing import COLOURS, Drawing, Figure, below, beside, element, figure, text

_STYLES = [("input", 5, "-"), ("kernel", 2, "--"), ("output", 2, ":"), ("mistake", 2, "-.")]
_TEXT = "#010203"  # stands for the page's own text colour until the SVG is written


def images(panels: dict[str, Any], *, caption: str, alt: str, columns: int = 3, width: float = 160) -> Figure:
    """Show photographs and maps side by side.

    Values from 0 to 1 run from black to white. A map with negative values is shown with 0 as mid grey,
    the largest magnitude as black or white.

    Args:
        panels: Title -> image, (H, W) or (3, H, W).
        caption: What to see.
        alt: What the pictures show.
        columns: Panels in a row.
        width: Width of the widest panel on the page, in pixels; all panels have one scale.

    Returns:
        The figure; the pictures are embedded as PNG.
    """
    arrays = {title: np.asarray(image, dtype=float) for title, image in panels.items()}
    scale = width / max(image.shape[-1] for image in arrays.values())
    drawn = [_panel(title, image, scale) for title, image in arrays.items()]
    rows = [beside(*drawn[i : i + columns], gap=14, align=0) for i in range(0, len(drawn), columns)]
    return figure(below(*rows, gap=14), alt, caption)


def _panel(title: str, image: np.ndarray, scale: float) -> Drawing:
    H, W = image.shape[-2:]
    width, height = round(scale * W, 1), round(scale * H, 1)
    picture = element(
        "image",
        href=f"data:image/png;base64,{_png(image)}",
        y=22,
        width=width,
        height=height,
        preserveAspectRatio="none",
        style="image-rendering:auto" if W > 40 else "image-rendering:pixelated",
    )
    return Drawing(text(0, 14, title, 14, "start") + picture, max(width, 7.4 * len(title)), 22 + height)


def _png(image: np.ndarray) -> str:
    from matplotlib.image import imsave

    if image.min() < 0:
        image = 0.5 + 0.5 * image / np.abs(image).max()
    shades = np.clip(255 * image, 0, 255).astype(np.uint8)
    pixels = np.moveaxis(shades, 0, -1) if shades.ndim == 3 else np.stack([shades] * 3, axis=-1)
    stream = io.BytesIO()
    imsave(stream, pixels, format="png", metadata={"Software": ""})
    return base64.b64encode(stream.getvalue()).decode()


def curves(series: dict[str, Any], *, xlabel: str, ylabel: str, caption: str, alt: str, logy: bool = False) -> Figure:
    """Plot curves over their index; later ones are drawn thinner and dashed, so that equal curves both show.

    Args:
        series: Name -> values.
        xlabel: What the index counts.
        ylabel: What the values are, with their unit.
        caption: What to see.
        alt: What the curves do.
        logy: Whether the vertical axis is logarithmic.

    Returns:
        The figure.

    Raises:
        ValueError: If there are more than four curves.
    """
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    if len(series) > len(_STYLES):
        raise ValueError(f"{len(series)} curves are too many to tell apart: show {len(_STYLES)} at most")

    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "cnncourse", "font.size": 13}
    settings |= {f"{part}.color": _TEXT for part in ("text", "xtick", "ytick")}
    settings |= {"axes.labelcolor": _TEXT, "axes.edgecolor": _TEXT, "legend.frameon": False}
    settings |= {"axes.spines.top": False, "axes.spines.right": False}
    with matplotlib.rc_context(settings):
        canvas = Canvas(figsize=(6.2, 3.6), layout="constrained")
        axes = canvas.subplots()
        for (name, values), (role, line, dash) in zip(series.items(), _STYLES, strict=False):
            axes.plot(values, color=COLOURS[role], linewidth=line, linestyle=dash, label=name)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if logy else "linear")
        axes.legend()
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return figure(_inlined(stream.getvalue()), alt, caption)


def _inlined(svg: str) -> Drawing:
    """Return matplotlib's SVG as a drawing: the page's text colour, and ids that no other figure uses."""
    opening = re.search(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if opening is None:
        raise ValueError("matplotlib wrote an SVG without a viewBox: its format has changed")
    body = re.sub(r"<metadata>.*?</metadata>", "", opening[3], flags=re.DOTALL)
    body = body.replace(_TEXT, "currentColor").replace("xlink:href", "href")
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', body))
    mark = hashlib.sha256(body.encode()).hexdigest()[:8]
    body = re.sub(r' id="([^"]+)"', lambda m: f' id="{m[1]}-{mark}"' if m[1] in used else "", body)
    body = re.sub(r'((?:url\(|href=")#)([^)"]+)', rf"\1\2-{mark}", body)
    return Drawing(body, float(opening[1]), float(opening[2]))
