"""Show photographs and plots; matplotlib is imported where it is needed, and only there."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from typing import Any

import numpy as np

from cnncourse.figures.drawing import COLOURS, Drawing, Figure, below, beside, element, figure, rectangle, text

_STYLES = [("input", 5, "-"), ("kernel", 2, "--"), ("output", 2, ":"), ("mistake", 2, "-.")]
_MARKERS = [("input", "o"), ("kernel", "s"), ("output", "^"), ("bias", "D"), ("mistake", "X"), ("highlight", "v")]
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
    if image.min() < 0:
        image = 0.5 + 0.5 * image / np.abs(image).max()
    picture = _picture(image, scale)
    body = text(0, 14, title, 14, "start") + element("g", picture.body, transform="translate(0 22)")
    return Drawing(body, max(picture.width, 7.4 * len(title)), 22 + picture.height)


def _picture(image: np.ndarray, scale: float) -> Drawing:
    """Draw an image of values 0 to 1, its pixels visible if they are few."""
    H, W = image.shape[-2:]
    width, height = round(scale * W, 1), round(scale * H, 1)
    picture = element(
        "image",
        href=f"data:image/png;base64,{_png(image)}",
        width=width,
        height=height,
        preserveAspectRatio="none",
        style="image-rendering:auto" if W > 40 else "image-rendering:pixelated",
    )
    return Drawing(picture, width, height)


def _png(image: np.ndarray) -> str:
    from matplotlib.image import imsave

    shades = np.clip(255 * image, 0, 255).astype(np.uint8)
    pixels = np.moveaxis(shades, 0, -1) if shades.ndim == 3 else np.stack([shades] * 3, axis=-1)
    stream = io.BytesIO()
    imsave(stream, pixels, format="png", metadata={"Software": ""})
    return base64.b64encode(stream.getvalue()).decode()


def tiles(maps: Any, *, columns: int = 8, width: float = 480, caption: str, alt: str) -> Figure:
    """Show many small filters or feature maps, all in one scale of grey.

    If any value is negative, 0 is mid grey and the largest magnitude of all is black or white. Otherwise 0 is black
    and the largest value of all is white.

    Args:
        maps: (K, H, W).
        columns: Maps in a row.
        width: Width of a full row in pixels.
        caption: What to see.
        alt: What the maps show.

    Returns:
        The figure; the maps are embedded as PNG.
    """
    maps = np.asarray(maps, dtype=float)
    largest = np.abs(maps).max() or 1.0
    shades = 0.5 + 0.5 * maps / largest if maps.min() < 0 else maps / largest
    gap = 6.0
    scale = (width - gap * (columns - 1)) / columns / maps.shape[2]
    drawn = [_picture(shade, scale) for shade in shades]
    rows = [beside(*drawn[i : i + columns], gap=gap) for i in range(0, len(drawn), columns)]
    return figure(below(*rows, gap=gap), alt, caption)


def curves(
    series: dict[str, Any], *, xlabel: str, ylabel: str, caption: str, alt: str, logy: bool = False, x: Any = None
) -> Figure:
    """Plot curves; later ones are drawn thinner and dashed, so that equal curves both show.

    Args:
        series: Name -> values.
        xlabel: What the index, or x, counts.
        ylabel: What the values are, with their unit.
        caption: What to see.
        alt: What the curves do.
        logy: Whether the vertical axis is logarithmic.
        x: Where on the horizontal axis the values lie; None for their index.

    Returns:
        The figure.

    Raises:
        ValueError: If there are more than four curves.
    """
    if len(series) > len(_STYLES):
        raise ValueError(f"{len(series)} curves are too many to tell apart: show {len(_STYLES)} at most")

    def draw(axes: Any) -> None:
        for (name, values), (role, line, dash) in zip(series.items(), _STYLES, strict=False):
            place = range(len(values)) if x is None else x
            axes.plot(place, values, color=COLOURS[role], linewidth=line, linestyle=dash, label=name)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if logy else "linear")
        if x is None or all(float(place).is_integer() for place in x):
            axes.locator_params(axis="x", integer=True)
        _legend_above(axes, 2)

    return figure(_plotted(draw), alt, caption)


def points(
    series: dict[str, dict[str, tuple[float, float]]],
    *,
    xlabel: str,
    ylabel: str,
    caption: str,
    alt: str,
    logx: bool = False,
    logy: bool = False,
) -> Figure:
    """Plot labelled points, one colour and one marker a series.

    Args:
        series: Name -> label -> (x, y).
        xlabel: What the horizontal axis shows, with its unit.
        ylabel: What the vertical axis shows, with its unit.
        caption: What to see.
        alt: Where the points lie.
        logx: Whether the horizontal axis is logarithmic.
        logy: Whether the vertical axis is logarithmic.

    Returns:
        The figure.

    Raises:
        ValueError: If there are more series than markers.
    """
    if len(series) > len(_MARKERS):
        raise ValueError(f"{len(series)} series are too many to tell apart: show {len(_MARKERS)} at most")

    def draw(axes: Any) -> None:
        for (name, members), (role, marker) in zip(series.items(), _MARKERS, strict=False):
            xs, ys = zip(*members.values(), strict=True)
            axes.scatter(xs, ys, color=COLOURS[role], marker=marker, label=name)
            for label, place in members.items():
                axes.annotate(label, place, xytext=(5, 4), textcoords="offset points", fontsize=10)
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale="log" if logx else "linear", yscale="log" if logy else "linear")
        _plain_logarithm(*[axes.xaxis] * logx, *[axes.yaxis] * logy)
        axes.margins(x=0.12)
        if len(series) > 1:
            _legend_above(axes, min(len(series), 3))

    return figure(_plotted(draw, height=4.4), alt, caption)


def _legend_above(axes: Any, columns: int) -> None:
    """Set the legend above the axes, where it hides no curve and its markers cannot pass for points."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, columnspacing=1, handletextpad=0.5)


def _plain_logarithm(*scales: Any) -> None:
    """Mark a logarithmic axis at 1, 2, 5, 10, a long one at 1, 3, 10, and write these numbers out."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    for scale in scales:
        low, high = scale.get_data_interval()
        scale.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 100 * low else (1, 3)))
        scale.set_major_formatter(StrMethodFormatter("{x:g}"))
        scale.set_minor_formatter(NullFormatter())


def bars(values: dict[str, float], *, xlabel: str, caption: str, alt: str, role: str = "output") -> Figure:
    """Compare a few numbers as horizontal bars, each with its number at its end.

    Args:
        values: Name -> number, 0 or more.
        xlabel: What the numbers are, with their unit.
        caption: What to see.
        alt: What the bars say.
        role: Key of ``COLOURS``.

    Returns:
        The figure.

    Raises:
        ValueError: If a number is negative.
    """
    if min(values.values()) < 0:
        raise ValueError(f"bars start at 0, but the smallest value is {min(values.values())}: plot points instead")
    left = 8.6 * max(map(len, values)) + 10
    scale = 300 / (max(values.values()) or 1)
    body = []
    for i, (name, value) in enumerate(values.items()):
        y = 28.0 * i
        said = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
        body.append(text(left - 8, y + 16, name, 14, "end"))
        body.append(rectangle(left, y + 2, max(scale * value, 1), 20, role, 0.7, 0))
        body.append(text(left + scale * value + 6, y + 17, said, 14, "start"))
    bottom = 28.0 * len(values) + 16
    body.append(text(left, bottom, xlabel, 14, "start"))
    return figure(Drawing("".join(body), left + 300 + 90, bottom + 6), alt, caption)


def _plotted(draw: Any, height: float = 3.6) -> Drawing:
    """Return what matplotlib draws, with the page's text colour."""
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "cnncourse", "font.size": 13}
    settings |= {f"{part}.color": _TEXT for part in ("text", "xtick", "ytick")}
    settings |= {"axes.labelcolor": _TEXT, "axes.edgecolor": _TEXT, "legend.frameon": False}
    settings |= {"axes.spines.top": False, "axes.spines.right": False}
    with matplotlib.rc_context(settings):
        canvas = Canvas(figsize=(6.2, height), layout="constrained")
        draw(canvas.subplots())
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inlined(stream.getvalue())


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
