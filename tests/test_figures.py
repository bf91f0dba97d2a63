"""The figures: legible in either mode, described in words, the same bytes each time, and right in their numbers."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from cnncourse import figures
from cnncourse.figures.mobilenet import paths

SVG = "{http://www.w3.org/2000/svg}"
X = np.arange(9).reshape(3, 3)
KERNEL = np.arange(4).reshape(2, 2)


def slid(**settings):
    return figures.sliding_window(X, KERNEL, caption="The window moves.", **settings)


def curved(name="loss", values=(4.0, 2.0, 1.0)):
    return figures.curves({name: values}, xlabel="step", ylabel="loss", caption="It falls.", alt="It falls.")


MAKERS = {
    "sliding_window": slid,
    "sliding_pool": lambda: figures.sliding_pool(X, 2, 1, caption="One of four."),
    "channels": lambda: figures.channels(np.arange(24).reshape(2, 3, 4), np.ones((2, 2, 3)), 1, caption="One map."),
    "coverage": lambda: figures.coverage(32, 5, stride=2, caption="The last cell."),
    "matrix": lambda: figures.matrix([[1, 2, 0, 0], [0, 1, 2, 0], [0, 0, 1, 2]], caption="It repeats."),
    "show": lambda: figures.show({"a": KERNEL, "b": X}, roles=("kernel", "input"), caption="Two grids."),
    "images": lambda: figures.images({"a": np.eye(3, 5)}, caption="A diagonal.", alt="A diagonal."),
    "curves": curved,
    "stamping": lambda: figures.stamping([[1, 2], [3, -4]], KERNEL, stride=2, caption="Stamps."),
    "points": lambda: figures.points(
        {"a": {"first": (1, 2), "second": (3, 4)}}, xlabel="cost", ylabel="error", caption="It rises.", alt="It rises."
    ),
    "bars": lambda: figures.bars({"3x3": 27, "5x5": 49}, xlabel="weights", caption="The larger.", alt="27 and 49."),
    "flow": lambda: figures.flow(["input", figures.branches(["1x1"], [], join="+")], caption="A shortcut."),
    "flows": lambda: figures.flows({"a": ["input"], "b": ["3x3", "output"]}, caption="Two networks."),
    "paths": lambda: paths({"a": [[0, 1, 1], [0, 0, 1]]}, caption="An angle.", alt="Right, then up."),
    "reach": lambda: figures.reach([(3, 1), (3, 1), (3, 1)], caption="Seven cells."),
}


def svg_of(figure) -> ET.Element:
    return ET.fromstring(figure.svg)


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_figure_tells_a_screen_reader_its_alt_text_and_everyone_its_caption(maker):
    figure = maker()
    svg = svg_of(figure)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == figure.alt == repr(figure)
    assert len(figure.alt) > 8
    assert f"<figcaption>{figure.caption}</figcaption>" in figure._repr_html_()


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_figure_reserves_its_room_and_shrinks_on_a_phone(maker):
    svg = svg_of(maker())
    _, _, width, height = map(float, svg.get("viewBox").split())
    assert (float(svg.get("width")), float(svg.get("height"))) == (width, height)
    assert "max-width:100%" in svg.get("style")
    assert "height:auto" in svg.get("style")


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_figure_writes_its_text_in_the_colour_of_the_page(maker):
    texts = list(svg_of(maker()).iter(f"{SVG}text"))
    assert texts
    for text in texts:
        assert "currentColor" in (text.get("fill") or text.get("style")), text.text


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_the_same_call_gives_the_same_bytes(maker):
    assert maker()._repr_html_() == maker()._repr_html_()
    assert not re.search(r"20\d\d-\d\d-\d\d|<metadata", maker().svg)


@pytest.mark.parametrize("maker", [maker for name, maker in MAKERS.items() if name not in ("curves", "points")])
def test_a_drawing_holds_no_id_that_another_could_clash_with(maker):
    assert ' id="' not in maker()._repr_html_()


def test_two_plots_on_one_page_share_no_id():
    first, second = (
        set(re.findall(r' id="([^"]+)"', curved(name, values).svg))
        for name, values in (("a", (3, 2, 1)), ("b", (1, 2, 3)))
    )
    assert first
    assert not first & second


def test_a_plot_refers_only_to_ids_that_it_has():
    svg = curved().svg
    assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg)) == set(re.findall(r' id="([^"]+)"', svg))


@pytest.mark.parametrize(("alt", "caption"), [("", "What to see."), ("What it is.", "  ")])
def test_a_figure_without_alt_text_or_caption_is_refused(alt, caption):
    with pytest.raises(ValueError, match="alt text and a caption"):
        figures.figure(figures.grid(X), alt, caption)


def test_captions_may_hold_signs_that_html_reserves():
    figure = figures.figure(figures.grid(X), 'a < b & "c"', "a < b & c")
    assert "<figcaption>a &lt; b &amp; c</figcaption>" in figure._repr_html_()
    assert svg_of(figure).get("aria-label") == 'a < b & "c"'


def test_numbers_are_written_with_a_true_minus_sign_and_two_decimals_at_most():
    drawn = ET.fromstring(figures.figure(figures.grid([[-1, 0.12345, -0.0]]), "a", "b").svg)
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["\N{MINUS SIGN}1", "0.12", "0"]


def test_importing_the_figures_imports_neither_matplotlib_nor_ipython():
    code = "import sys, cnncourse.figures; print(sorted({'matplotlib', 'IPython', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sliding_window_gives_nineteen_and_the_rest_by_hand():
    assert "Output 2x2, rows 19 25; 37 43." in slid().alt


def test_sliding_window_counts_stride_and_padding_as_the_worked_example_does():
    assert "Output 2x2, rows 0 8; 6 8." in slid(stride=(3, 2), padding=1).alt


def test_sliding_window_dilates_the_vertical_and_the_horizontal_apart():
    x = np.arange(30).reshape(5, 6)
    figure = figures.sliding_window(x, [[1, 0], [0, 2]], dilation=(2, 3), caption="Far apart.")
    expected = x[:3, :3] + 2 * x[2:5, 3:6]
    rows = "; ".join(" ".join(map(str, row)) for row in expected)
    assert f"Output 3x3, rows {rows}." in figure.alt


def test_every_sentence_of_sliding_window_adds_up():
    figure = figures.sliding_window(X - 4, KERNEL - 1, padding=1, caption="Negative ones too.")
    sentences = re.findall(r"<li>(.*?)</li>", figure._repr_html_())
    assert len(sentences) == figure.frames == 16
    for sentence in sentences:
        terms, total = sentence.split(": ")[1].replace("×", "*").replace("\N{MINUS SIGN}", "-").split(" = ")
        assert eval(terms) == int(total), sentence


def test_sliding_window_shows_one_frame_and_no_dead_controls_without_script():
    figure = slid(still=2)
    frames = [g for g in svg_of(figure).iter(f"{SVG}g") if g.get("data-frame")]
    assert [g.get("data-frame") for g in frames if g.get("display") != "none"] == ["2"]
    assert '<div class="cnn-controls" hidden>' in figure._repr_html_()


def test_sliding_window_does_not_give_away_the_outputs_to_come():
    (shown,) = [g for g in svg_of(slid(still=1)).iter(f"{SVG}g") if g.get("data-frame") == "1"]
    written = {text.text for text in shown.iter(f"{SVG}text")}
    assert {"19", "25"} <= written
    assert not {"37", "43"} & written


@pytest.mark.parametrize(
    ("settings", "y"),
    [
        ({"kernel_size": 2}, "1x2, rows 8 −2"),
        ({"kernel_size": 2, "operation": "mean"}, "1x2, rows 5 −4"),
        ({"kernel_size": (1, 2), "stride": (1, 1)}, "2x3, rows 8 8 −2; 7 7 −5"),
    ],
)
def test_sliding_pool_keeps_the_maximum_or_the_mean_of_each_window(settings, y):
    figure = figures.sliding_pool([[1, 8, -2, -3], [4, 7, -5, -6]], **settings, caption="One of four.")
    assert figure.alt.endswith(f"Output {y}.")


@pytest.mark.parametrize("operation", ["max", "mean"])
def test_every_sentence_of_sliding_pool_gives_its_number(operation):
    figure = figures.sliding_pool(X - 4, 2, 1, operation=operation, caption="Negative ones too.")
    sentences = re.findall(r"<li>(.*?)</li>", figure._repr_html_())
    assert len(sentences) == figure.frames == 4
    for sentence in sentences:
        terms, total = sentence.split(": ")[1].replace("−", "-").split(" = ")
        assert eval(terms) == int(total), sentence


def test_sliding_pool_refuses_another_operation():
    with pytest.raises(ValueError, match='operation is \'median\', but must be "max" or "mean"'):
        figures.sliding_pool(X, 2, operation="median", caption="Neither.")


def test_channels_adds_the_maps_of_all_channels_and_the_bias():
    x, weight = np.arange(24).reshape(2, 3, 4), np.arange(8).reshape(2, 2, 2)
    y = [[int((x[:, i : i + 2, j : j + 2] * weight).sum()) + 5 for j in range(3)] for i in range(2)]
    rows = "; ".join(" ".join(map(str, row)) for row in y)
    assert figures.channels(x, weight, 5, caption="One map.").alt.endswith(f"Output with bias 5: 2x3, rows {rows}.")


@pytest.mark.parametrize(
    ("settings", "unread"),
    [
        ({"stride": 2}, "cell 31."),
        ({"stride": 3}, "none."),
        ({"stride": 7}, "cell 5, 6, 12 and 9 more."),
    ],
)
def test_coverage_names_the_cells_that_no_window_reads(settings, unread):
    figure = figures.coverage(32, 5, **settings, caption="Which?")
    assert figure.alt.endswith(f"never read: {unread}")


def test_coverage_knows_that_dilation_skips_cells():
    assert figures.coverage(8, 3, dilation=2, caption="All.").alt.endswith("never read: none.")
    assert figures.coverage(5, 3, dilation=2, caption="Gaps.").alt.endswith("never read: cell 1, 3.")


def test_matrix_draws_one_cell_for_each_weight_and_says_how_much_is_zero():
    figure = MAKERS["matrix"]()
    assert len(list(svg_of(figure).iter(f"{SVG}rect"))) == 6 + 1  # the weights, and the frame
    assert "3 rows and 4 columns, 50% of it zeros" in figure.alt


def pixels_of(figure) -> list[np.ndarray]:
    from matplotlib.image import imread

    found = re.findall(r"data:image/png;base64,([^\"]+)", figure.svg)
    return [imread(io.BytesIO(base64.b64decode(data)), format="png")[..., :3] for data in found]


def test_images_shows_a_photograph_with_its_own_shades():
    image = np.linspace(0, 1, 15).reshape(3, 5)
    (pixels,) = pixels_of(figures.images({"a": image}, caption="A ramp.", alt="A ramp."))
    np.testing.assert_allclose(pixels, np.stack([image] * 3, axis=-1), atol=1 / 255)


def test_images_keeps_the_colours_of_a_colour_photograph_apart():
    image = np.arange(18).reshape(3, 2, 3) / 17
    (pixels,) = pixels_of(figures.images({"a": image}, caption="Colours.", alt="Colours."))
    np.testing.assert_allclose(pixels, image.transpose(1, 2, 0), atol=1 / 255)


def test_images_shows_zero_as_mid_grey_where_values_are_negative():
    (pixels,) = pixels_of(figures.images({"a": [[-2.0, 0.0, 1.0]]}, caption="Signs.", alt="Signs."))
    np.testing.assert_allclose(pixels[0, :, 0], [0, 0.5, 0.75], atol=1 / 255)


def test_images_shows_all_panels_at_one_scale():
    figure = figures.images({"wide": np.ones((2, 8)), "tall": np.ones((6, 4))}, caption="Two.", alt="Two.", width=80)
    sizes = [(float(image.get("width")), float(image.get("height"))) for image in svg_of(figure).iter(f"{SVG}image")]
    assert sizes == [(80, 20), (40, 60)]


def test_reach_counts_the_seven_cells_of_three_layers_and_the_gaps_of_a_dilated_one():
    assert (
        "from the output down: 1, 3, 5, 7; one output cell reads 7 cells"
        in figures.reach([(3, 1), (3, 1), (3, 1)], caption="Seven.").alt
    )
    dilated = figures.reach([(2, 2), (2, 1, 3)], caption="Gaps.")  # cells 0, 3 above; 0, 1, 6, 7 below
    assert "from the output down: 1, 2, 4; one output cell reads 8 cells" in dilated.alt


def test_flow_says_its_branches_in_words():
    drawn = figures.flow(["input", figures.branches(["1x1", "3x3"], [], join="+"), "ReLU"], caption="A shortcut.")
    paths = "2 paths side by side (path 1: 1x1, then 3x3; path 2: the input unchanged) that meet in +"
    assert drawn.alt == f"Input, then {paths}, then ReLU."


def test_branches_of_one_path_are_refused():
    with pytest.raises(ValueError, match="got 1 path"):
        figures.branches(["1x1"], join="+")


def test_bars_are_as_long_as_their_numbers():
    svg = svg_of(figures.bars({"a": 30, "b": 10, "c": 0}, xlabel="n", caption="c", alt="a"))
    lengths = [float(bar.get("width")) for bar in svg.iter(f"{SVG}rect")]
    assert lengths == [300, 100, 1]


@pytest.mark.parametrize(("shown", "levels"), [([[[-2.0, 1.0]]], {0, 191}), ([[[0.0, 4.0]]], {0, 255})])
def test_tiles_set_zero_to_mid_grey_only_where_something_is_negative(shown, levels):
    from matplotlib.image import imread

    svg = svg_of(figures.tiles(shown, caption="c", alt="a"))
    (image,) = svg.iter(f"{SVG}image")
    data = base64.b64decode(image.get("href").partition(",")[2])
    assert set((255 * imread(io.BytesIO(data))[..., 0]).round().astype(int).ravel()) == levels


@pytest.mark.parametrize(("draw", "limit"), [("points", 6), ("curves", 4)])
def test_a_plot_of_too_many_series_is_refused(draw, limit):
    many = {str(i): {"p": (1, 2)} for i in range(limit + 1)}
    with pytest.raises(ValueError, match=f"show {limit} at most"):
        getattr(figures, draw)(many, xlabel="x", ylabel="y", caption="c", alt="a")


@pytest.mark.parametrize("stride", [1, 2, (1, 3)])
def test_stamping_adds_up_to_what_torch_gives_for_a_transposed_convolution(stride):
    torch = pytest.importorskip("torch", reason="the oracle is torch: pip install torch")
    x, kernel = np.array([[1, 2, -1], [3, -4, 5]]), np.array([[1, 2], [0, -3]])
    expected = torch.conv_transpose2d(*(torch.tensor(a)[None, None] for a in (x, kernel)), stride=stride)[0, 0]
    rows = "; ".join(" ".join(map(str, row)) for row in expected.tolist()).replace("-", "\N{MINUS SIGN}")
    assert (
        f"Output {expected.shape[0]}x{expected.shape[1]}, rows {rows}."
        in figures.stamping(x, kernel, stride, caption="Stamps.").alt
    )
