"""The explorers: their arithmetic against the package and torch, and their controls in the hands of a reader."""

from __future__ import annotations

import base64
import functools
import http.server
import itertools
import re
import runpy
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from matplotlib.image import imread, imsave
from torch import nn
from torch.nn import functional as F

from cnncourse import shapes, summary
from cnncourse.networks.registry import find
from cnncourse.numpy import conv2d, filters

pytestmark = pytest.mark.browser

EXPLORERS = Path(__file__).parents[2] / "book/_extra/explorers"
TAGS = ("conv-explorer", "cost-ledger", "filter-playground")
HOMES = {"conv-explorer": "arithmetic.html", "cost-ledger": "arithmetic.html", "filter-playground": "filters.html"}
READY = {"conv-explorer": "The output", "cost-ledger": "61,706", "filter-playground": "The nine weights"}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>explorer</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="explorers/explorers.css">
<main><{tag}></{tag}></main><script type="module" src="explorers/{tag}.js"></script></html>"""
MINUS = "\N{MINUS SIGN}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve the explorers from a folder of their own, so that these tests need no built book."""
    root = tmp_path_factory.mktemp("explorers")
    (root / "explorers").symlink_to(EXPLORERS)
    for tag in TAGS:
        (root / f"{tag}.html").write_text(PAGE.format(tag=tag), encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visit(browser, address):
    """Open an explorer; what it complains of and where it calls is checked when the test ends."""
    opened = []

    def open_page(tag, **context):
        page = browser.new_context(**context).new_page()
        seen = SimpleNamespace(page=page, said=[], asked=[])
        page.on("console", lambda message: message.type in ("error", "warning") and seen.said.append(message.text))
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.on("request", lambda request: seen.asked.append(request.url))
        opened.append(seen)
        page.set_default_timeout(15_000)
        page.goto(f"{address}{tag}.html")
        page.get_by_role("status").first.filter(has_text=re.compile(READY[tag])).wait_for()
        return page

    yield open_page
    for seen in opened:
        seen.page.context.close()
        assert seen.said == []
        assert all(url.startswith((address, "data:", "blob:")) for url in seen.asked)


def call(page, module, expression, argument=None):
    """Evaluate an expression in which `m` is a module of the explorers and `a` the argument."""
    return page.evaluate(f"a => import('./explorers/{module}.js').then(m => {expression})", argument)


def status(page):
    return page.get_by_role("status").first.inner_text()


def fill(page, **values):
    for label, value in values.items():
        page.get_by_label(label.replace("__", ", ").replace("_", " "), exact=True).fill(str(value))


def numbers(text):
    """Read the numbers of a line as an explorer writes them."""
    return [float(found.replace(",", "").replace(MINUS, "-")) for found in re.findall(rf"{MINUS}?\d[\d,]*\.?\d*", text)]


# The data


@pytest.fixture(scope="module")
def generate():
    return SimpleNamespace(**runpy.run_path(str(EXPLORERS.parents[1] / "_ext/explorer_data.py")))


def test_networks_json_is_what_the_package_generates(generate):
    assert (EXPLORERS / "networks.json").read_text(encoding="utf-8") == generate.networks_json(), (
        "run: python book/_ext/explorer_data.py"
    )


def test_the_photograph_is_the_books(generate):
    shown = imread(EXPLORERS / "photograph.jpg").astype(float)
    assert np.abs(shown.mean(axis=2) - generate.photograph()).mean() < 3


# conv-explorer: hundreds of settings through its pure functions

KEYS = ("size", "kernel", "stride", "padding", "dilation", "outputPadding")


def settings_of(rng, transposed):
    """Draw a setting; about one in five cannot be."""
    low = np.array([1, 1, 1, 0, 1, 0])[:, None]
    high = np.array([13, 6, 5, 4, 4, 2 if transposed else 1])[:, None]
    pairs = rng.integers(low, high, (6, 2)).tolist()
    groups = int(rng.choice([1, 1, 2, 3]))
    channels = {"cIn": int(rng.integers(1, 3)) * groups, "cOut": int(rng.integers(1, 4)) * groups}
    if rng.random() < 0.05:
        channels["cIn"] += 1
    extra = {"groups": groups, "bias": bool(rng.random() < 0.5), "transposed": transposed}
    return dict(zip(KEYS, pairs, strict=True)) | channels | extra


def layer_of(s):
    """Build the torch layer of a setting."""
    options = {key: tuple(s[key]) for key in ("stride", "padding", "dilation")}
    options |= {"groups": s["groups"], "bias": s["bias"]}
    if s["transposed"]:
        options["output_padding"] = tuple(s["outputPadding"])
    kind = nn.ConvTranspose2d if s["transposed"] else nn.Conv2d
    return kind(s["cIn"], s["cOut"], tuple(s["kernel"]), **options)


def expected(s):
    """Return what torch and the package say of a setting; None if they refuse it."""
    try:
        layer = layer_of(s)
        row = summary.summarise(layer, (s["cIn"], *s["size"])).rows[0]
    except (ValueError, RuntimeError):
        return None
    if 0 in row.output:
        return None  # torch returns an empty array, the package refuses
    return {
        "output": list(row.output[1:]),
        "weight": list(layer.weight.shape),
        "parameters": row.parameters,
        "macs": row.macs,
    }


@pytest.fixture(scope="module")
def drawn():
    """Return six hundred settings, each with what torch makes of it."""
    rng = np.random.default_rng(0)
    settings = [settings_of(rng, transposed) for transposed in (False, True) for _ in range(300)]
    return [(s, expected(s)) for s in settings]


@pytest.fixture(scope="module")
def possible(drawn):
    settings = [s for s, wanted in drawn if wanted]
    assert 300 < len(settings) < 550
    return settings


def test_sizes_weights_parameters_and_multiply_adds_are_those_of_torch(visit, drawn):
    found = call(visit("conv-explorer"), "shapes", "a.map(m.layer)", [s for s, _ in drawn])
    for (s, w), f in zip(drawn, found, strict=True):
        assert ("problem" in f) == (w is None), (s, f)
        assert w is None or {key: f[key] for key in w} == w, s


def test_sizes_and_costs_are_those_of_the_package(visit, possible):
    forwards = [s for s in possible if not s["transposed"]]
    found = call(visit("conv-explorer"), "shapes", "a.map(m.layer)", forwards)
    for s, f in zip(forwards, found, strict=True):
        size = shapes.output_size(*(tuple(s[key]) for key in KEYS[:5]))
        channels = s["cIn"], s["cOut"], tuple(s["kernel"])
        assert tuple(f["output"]) == size
        assert f["macs"] == shapes.mac_count(*channels, size, s["groups"])
        assert f["parameters"] == shapes.parameter_count(*channels, s["groups"], s["bias"])


def met(s):
    """Return which input cells have a gradient, or which transposed outputs are not 0, where all weights are 1."""
    x, weight = torch.ones(1, 1, *s["size"], requires_grad=True), torch.ones(1, 1, *s["kernel"])
    options = {key: s[key] for key in ("stride", "padding", "dilation")}
    if s["transposed"]:
        return F.conv_transpose2d(x, weight, output_padding=s["outputPadding"], **options)[0, 0] > 0
    F.conv2d(x, weight, **options).sum().backward()
    return x.grad[0, 0] > 0


def test_cells_left_over_are_those_without_a_gradient(visit, possible):
    found = call(visit("conv-explorer"), "conv-explorer", "a.map(s => m.unread(s))", possible)
    for s, f in zip(possible, found, strict=True):
        rows, columns = f["cells"]
        read = np.ones(met(s).shape, bool)
        read[rows], read[:, columns] = False, False
        assert (read == met(s).numpy()).all(), s
        assert bool(rows or columns) == (not f["sentence"].startswith("Every"))
    assert sum(bool(f["cells"][0]) for f in found) > 20


def test_the_numbers_drawn_are_those_of_torch(visit, possible):
    page = visit("conv-explorer")
    samples = "a.map(s => [m.sampleInput(s.size), m.sampleKernel(s.kernel), m.sampleOutput(s)])"
    for s, (x, w, y) in zip(possible, call(page, "conv-explorer", samples, possible), strict=True):
        options = {key: s[key] for key in ("stride", "padding", "dilation")}
        x, w = (torch.tensor(values, dtype=torch.float64)[None, None] for values in (x, w))
        if s["transposed"]:
            wanted = F.conv_transpose2d(x, w, output_padding=s["outputPadding"], **options)
        else:
            wanted = F.conv2d(x, w, **options)
        assert wanted[0, 0].tolist() == y, s


def test_receptive_fields_are_those_of_the_package(visit):
    rng = np.random.default_rng(1)
    stacks = [rng.integers(1, (6, 4, 4), (int(rng.integers(0, 9)), 3)).tolist() for _ in range(200)]
    found = call(visit("conv-explorer"), "shapes", "a.map(m.receptiveField)", stacks)
    assert found == [shapes.receptive_field([tuple(layer) for layer in stack]) for stack in stacks]


def test_a_formula_ends_in_the_size(visit, possible):
    lines = call(visit("conv-explorer"), "conv-explorer", "a.map(s => [m.formula(s, 0), m.formula(s, 1)])", possible)
    for s, both in zip(possible, lines, strict=True):
        assert [numbers(line[1])[-1] for line in both] == expected(s)["output"]


# conv-explorer: through its controls

TYPED = [
    {"input__vertical": 6, "input__horizontal": 7, "stride__vertical": 1},
    {"input__vertical": 5, "kernel__horizontal": 2, "padding__horizontal": 3, "dilation__vertical": 2},
    {
        "input__horizontal": 5,
        "stride__horizontal": 3,
        "kernel__vertical": 1,
        "channels_in": 4,
        "channels_out": 6,
        "groups": 2,
    },
    {"input__horizontal": 4, "kernel__vertical": 5, "padding__vertical": 2, "stride__horizontal": 1},
]
FIELD = {"input": "size", "output padding": "outputPadding"}
START = {
    "size": [7, 8],
    "kernel": [3, 3],
    "stride": [2, 2],
    "padding": [0, 0],
    "dilation": [1, 1],
    "outputPadding": [0, 0],
    "cIn": 3,
    "cOut": 8,
    "groups": 1,
    "bias": True,
    "transposed": False,
}


def typed_settings(typed, **more):
    """Return the settings after typing into the fields, both directions on their own."""
    s = {key: list(value) if isinstance(value, list) else value for key, value in START.items()} | more
    singles = {"channels_in": "cIn", "channels_out": "cOut", "groups": "groups"}
    for label, value in typed.items():
        if label in singles:
            s[singles[label]] = value
        else:
            name, direction = label.split("__")
            s[FIELD.get(name, name)][direction == "horizontal"] = value
    return s


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("typed", TYPED, ids=str)
def test_what_is_typed_is_what_is_shown(visit, typed, transposed):
    page = visit("conv-explorer")
    page.get_by_label("both directions alike").uncheck()
    page.get_by_label("transposed").set_checked(transposed)
    fill(page, **typed)
    s = typed_settings(typed, transposed=transposed)
    wanted = expected(s)
    OH, OW = wanted["output"]
    assert f"The output is {OH}×{OW}." in status(page)
    assert f"{wanted['parameters']:,} parameters, {wanted['macs']:,} multiply-adds" in status(page)
    assert page.get_by_role("gridcell").count() == OH * OW


def test_the_lock_keeps_both_directions_alike_but_not_the_input(visit):
    page = visit("conv-explorer")
    fill(page, stride__horizontal=3, input__vertical=9)
    assert page.get_by_label("stride, vertical").input_value() == "3"
    assert page.get_by_label("input, horizontal").input_value() == "8"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"dilation__vertical": 4}, "The kernel spans 9 rows, but the padded input has only 7"),
        ({"groups": 2}, "3 input channels do not divide into 2 groups."),
        ({"stride__vertical": 0}, "The stride down SH must be a whole number from 1 to 4096."),
        ({"kernel__vertical": ""}, "The kernel height KH must be a whole number from 1 to 4096."),
        ({"padding__vertical": "1.5"}, "The padding PH must be a whole number from 0 to 4096."),
        ({"channels_out": -3}, "The number of channels out must be a whole number from 1 to 4096."),
        ({"input__horizontal": "99999"}, "The width W must be a whole number from 1 to 4096."),
    ],
    ids=str,
)
def test_an_impossible_setting_is_answered_in_a_sentence(visit, typed, sentence):
    page = visit("conv-explorer")
    fill(page, **typed)
    assert sentence in status(page)
    assert page.get_by_role("gridcell").count() == 0 or not page.get_by_role("grid").is_visible()


def test_output_padding_as_large_as_the_stride_is_refused_with_the_reason(visit):
    page = visit("conv-explorer")
    page.get_by_label("transposed").check()
    fill(page, output_padding__vertical=2)
    assert "must be less than the stride or the dilation, but is 2 where the stride is 2" in status(page)


def test_maps_too_large_to_draw_are_still_counted(visit):
    page = visit("conv-explorer")
    fill(page, input__vertical=224, input__horizontal=224, kernel__vertical=7, padding__vertical=3, channels_out=64)
    assert "The output is 112×112." in status(page)
    assert "9,472 parameters, 118,013,952 multiply-adds" in status(page)
    assert page.get_by_text("are not drawn").is_visible()


def told(page):
    return page.locator(".told").inner_text()


def test_arrow_keys_choose_an_output_cell_and_its_sum_is_told(visit):
    page = visit("conv-explorer")
    page.get_by_role("gridcell").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowRight"):  # the last stays at the edge
        page.keyboard.press(key)
    x, w = (
        np.array(call(page, "conv-explorer", f"m.{name}")) for name in ("sampleInput([7, 8])", "sampleKernel([3, 3])")
    )
    window = x[2:5, 4:7]
    assert told(page).startswith("Output row 1, column 2:")
    assert numbers(told(page))[-1] == (window * w).sum()
    assert numbers(told(page))[2:-1] == [n for pair in zip(window.flat, w.flat, strict=True) for n in pair]
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel").startswith("row 1, column 2")


def test_pointer_chooses_an_output_cell(visit):
    page = visit("conv-explorer")
    page.get_by_role("gridcell", name="row 2, column 1:").hover()
    assert told(page).startswith("Output row 2, column 1:")


def test_a_tap_chooses_an_output_cell(visit):
    page = visit("conv-explorer", has_touch=True, viewport={"width": 360, "height": 800})
    page.get_by_role("gridcell", name="row 2, column 2:").tap()
    assert told(page).startswith("Output row 2, column 2:")


def test_every_cell_of_a_transposed_output_is_the_sum_that_is_told(visit):
    page = visit("conv-explorer")
    page.get_by_label("transposed").check()
    fill(page, input__vertical=2, input__horizontal=3, padding__vertical=1)
    cells = page.get_by_role("gridcell").all()
    assert len(cells) == 3 * 5
    for cell in cells:
        cell.hover()
        factors = numbers(told(page))[2:-1]
        assert sum(a * b for a, b in zip(factors[::2], factors[1::2], strict=True)) == numbers(told(page))[-1]
        assert numbers(cell.get_attribute("aria-label"))[-1] == numbers(told(page))[-1]


# cost-ledger

LISTED = {"lenet": "lenet5", "vgg16": "vgg16", "resnet50": "resnet50", "mobilenet_v2": "mobilenet_v2"}
LEDGER = """fetch('explorers/networks.json').then(r => r.json()).then(all =>
    ({network: all[a], found: m.account(all[a].input, all[a].layers.map((row, k) => ({id: k + 1, ...row})))}))"""


def costly(name):
    """Return the rows of the package's summary that the ledger has too: what convolves, pools or connects fully."""
    rows = shapes.summary(LISTED[name]).rows
    kinds = ("Conv2d", "MaxPool2d", "AvgPool2d", "Linear")
    return [row for row in rows if row.layer.endswith(kinds) and not (name == "vgg16" and "avgpool" in row.layer)]


@pytest.mark.parametrize("name", LISTED)
def test_totals_of_a_network_are_those_of_the_package(visit, name):
    found = call(visit("cost-ledger"), "ledger", LEDGER, name)["found"]
    wanted = shapes.summary(LISTED[name])
    assert found["problem"] == ""
    assert (found["totals"]["parameters"], found["totals"]["macs"]) == (wanted.parameters, wanted.macs)


@pytest.mark.parametrize("name", LISTED)
def test_outputs_and_memory_of_each_row_are_those_of_the_package(visit, name):
    both = call(visit("cost-ledger"), "ledger", LEDGER, name)
    pairs = zip(both["found"]["rows"], both["network"]["layers"], strict=True)
    rows = [row for row, layer in pairs if layer["type"] != "add"]
    for row, wanted in zip(rows, costly(name), strict=True):
        assert (row["output"], row["macs"], row["bytes"]) == (list(wanted.output), wanted.macs, wanted.bytes), wanted


@pytest.mark.parametrize("name", ["lenet", "vgg16"])
def test_receptive_fields_of_a_chain_are_those_of_the_package(visit, name):
    rows = call(visit("cost-ledger"), "ledger", LEDGER, name)["found"]["rows"]
    fields = [wanted.field and wanted.field[0] for wanted in costly(name)]
    assert [row["field"] for row in rows] == fields


def main_path(name):
    """Return (kernel_size, stride, dilation) of the layers that no shortcut leaves out."""
    with torch.device("meta"):
        modules = find(LISTED[name]).build().named_modules()
    on_path = [m for n, m in modules if isinstance(m, nn.Conv2d | nn.MaxPool2d) and "downsample" not in n]
    return [tuple(shapes.pair(getattr(m, key))[0] for key in ("kernel_size", "stride", "dilation")) for m in on_path]


@pytest.mark.parametrize("name", ["resnet50", "mobilenet_v2"])
def test_receptive_field_of_a_residual_network_is_that_of_its_longest_path(visit, name):
    rows = call(visit("cost-ledger"), "ledger", LEDGER, name)["found"]["rows"]
    seen = [row["field"] for row in rows if row["field"]]
    assert seen[-1] == shapes.receptive_field(main_path(name))


@pytest.mark.parametrize("name", LISTED)
def test_loading_a_network_shows_its_totals(visit, name):
    page = visit("cost-ledger")
    page.get_by_label("network", exact=True).select_option(name)
    wanted = shapes.summary(LISTED[name])
    assert f"{wanted.parameters:,} parameters, {wanted.macs:,} multiply-adds" in status(page)
    assert page.locator("tfoot").inner_text().split()[1:3] == [f"{wanted.parameters:,}", f"{wanted.macs:,}"]


def totals(page):
    return [int(n) for n in numbers(status(page))[1:3]]


def cost(*layers, image=(1, 32, 32)):
    with torch.device("meta"):
        table = summary.summarise(nn.Sequential(*(make() for make in layers)), image)
    return [table.parameters, table.macs]


def lenet(c1=6, c3=16, groups=1, features=120, size=32):
    """Return what a LeNet-5 costs that was changed in some of its numbers."""
    rest = ((size - 4) // 2 - 4) // 2 - 4
    return cost(
        lambda: nn.Conv2d(1, c1, 5),
        lambda: nn.AvgPool2d(2),
        lambda: nn.Conv2d(c1, c3, 5, groups=groups),
        lambda: nn.AvgPool2d(2),
        lambda: nn.Conv2d(c3, features, 5),
        nn.Flatten,
        lambda: nn.Linear(features * rest**2, 84),
        lambda: nn.Linear(84, 10),
        image=(1, size, size),
    )


def test_editing_a_layer_recounts_the_network(visit):
    page = visit("cost-ledger")
    page.get_by_role("button", name="conv 5×5 to 6").click()
    fill(page, channels_out=8)
    assert totals(page) == lenet(c1=8)
    page.get_by_role("button", name="conv 5×5 to 16").press("Enter")
    fill(page, groups=4)
    assert totals(page) == lenet(c1=8, groups=4)


def test_another_image_recounts_the_network(visit):
    page = visit("cost-ledger")
    fill(page, image_height=40, image_width=40)
    assert totals(page) == lenet(size=40)


def test_a_network_is_built_by_hand_and_by_keyboard(visit):
    page = visit("cost-ledger")
    page.get_by_role("button", name="empty it").press("Enter")
    assert totals(page) == [0, 0]
    fill(page, image_channels=3, image_height=20, image_width=24)
    for kind in ("conv", "pool", "conv", "global pool", "linear"):
        page.get_by_label("kind of layer to add").select_option(kind)
        page.get_by_role("button", name="add the layer").press("Enter")
    wanted = cost(
        lambda: nn.Conv2d(3, 16, 3, padding=1),
        lambda: nn.MaxPool2d(2),
        lambda: nn.Conv2d(16, 16, 3, padding=1),
        lambda: nn.AdaptiveAvgPool2d(1),
        nn.Flatten,
        lambda: nn.Linear(16, 10),
        image=(3, 20, 24),
    )
    assert totals(page) == wanted


def rows(page):
    return page.locator("tbody .layer button").all_inner_texts()


def test_rows_are_reordered_and_removed_by_keyboard(visit):
    page = visit("cost-ledger")
    before = rows(page)
    page.get_by_role("button", name="conv 5×5 to 16").press("Enter")
    page.get_by_role("button", name="move this row up").press("Enter")
    assert rows(page) == [before[0], before[2], before[1], *before[3:]]
    page.get_by_role("button", name="move this row down").press("Space")
    assert rows(page) == before
    page.get_by_role("button", name="remove this row").press("Enter")
    assert rows(page) == [*before[:2], *before[3:]]
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == before[3]


def test_removing_a_row_of_a_block_lets_its_readers_read_on(visit):
    page = visit("cost-ledger")
    page.get_by_label("network", exact=True).select_option("mobilenet_v2")
    page.get_by_role("button", name=re.compile("^add row")).first.press("Enter")
    page.get_by_role("button", name="remove this row").press("Enter")
    assert totals(page)[0] == shapes.summary("mobilenet_v2").parameters
    assert "63 rows" in status(page)


@pytest.mark.parametrize(
    ("network", "layer", "typed", "sentence"),
    [
        ("resnet50", "conv 1×1 to 256", {"channels_out": 255}, "cannot be added: the shapes must be equal."),
        ("lenet", "conv 5×5 to 16", {"groups": 4}, "Row 3: 6 input channels do not divide into 4 groups."),
        (
            "lenet",
            "conv 5×5 to 16",
            {"kernel": 50},
            "Row 3: The kernel spans 50 rows, but the padded input",
        ),
        ("lenet", "linear to 84", {"outputs": "many"}, "Row 6: The number of outputs must be a whole number"),
        ("vgg16", "pool", {"padding": 2}, "Row 3: The padding of a pooling is at most half of its kernel"),
    ],
)
def test_an_impossible_layer_is_answered_in_a_sentence(visit, network, layer, typed, sentence):
    page = visit("cost-ledger")
    page.get_by_label("network", exact=True).select_option(network)
    page.get_by_role("button", name=layer).first.click()
    for label, value in typed.items():
        page.get_by_label(label.replace("_", " "), exact=True).press("Control+a")
        page.keyboard.type(str(value) if value != "many" else "e")
    assert sentence in status(page)


def test_a_row_that_is_added_before_it_comes_is_answered_in_a_sentence(visit):
    page = visit("cost-ledger")
    rows = [{"id": 1, "type": "add", "name": "", "with": 2}, {"id": 2, "type": "global pool", "name": ""}]
    found = call(page, "ledger", "m.account([3, 4, 5], a)", rows)
    assert found["problem"] == "Row 1: The row that is to be added does not come before this one."


# filter-playground

KERNELS = {
    "leave as it is": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": filters.blur_kernel(3),
    "sharpen": filters.sharpen_kernel(),
    "emboss, light from the top left": filters.emboss_kernel("nw"),
    "edges, left to right": filters.sobel_kernel("x"),
    "edges, top to bottom": filters.sobel_kernel("y"),
    "edges, all directions": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
}


PIXELS = """canvas => {
    const {data, height, width} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (const byte of data) text += String.fromCharCode(byte);
    return [[height, width], btoa(text)];
}"""


def painted(page, which):
    """Return the greys of the picture "before" (0) or "after" (1), which must be grey indeed."""
    size, coded = page.locator("canvas").nth(which).evaluate(PIXELS)
    colours = np.frombuffer(base64.b64decode(coded), np.uint8).reshape(*size, 4)
    assert (colours[..., :3] == colours[..., :1]).all()
    assert (colours[..., 3] == 255).all()
    return colours[..., 0].astype(float)


def filtered(picture, kernel):
    """Filter as the book does: beyond the edge, the nearest pixel is repeated."""
    return conv2d(np.pad(picture, 1, mode="edge")[None, None], kernel[None, None].astype(float))[0, 0]


def clipped(values):
    return np.clip(np.round(values), 0, 255)


@pytest.fixture
def playground(visit):
    page = visit("filter-playground")
    page.wait_for_function("document.querySelector('filter-playground').shadowRoot.querySelector('.products')")
    return page


@pytest.mark.parametrize("name", KERNELS)
def test_the_filtered_picture_is_that_of_the_package(playground, name):
    playground.get_by_label("kernel", exact=True).select_option(name)
    values = filtered(painted(playground, 0), KERNELS[name])
    shift = 128 if abs(KERNELS[name].sum()) < 1e-9 else 0
    assert np.abs(painted(playground, 1) - clipped(values + shift)).max() <= 1


@pytest.mark.parametrize("shown", ["clip", "grey", "stretch"])
def test_weights_that_are_typed_filter_the_picture(playground, shown):
    kernel = np.array([[-1, 0, 0.5], [1 / 3, 0, 0], [0, -0.25, 2]])
    for k, text in enumerate(["-1", "0", "0.5", "1/3", "0", "0", f"{MINUS}0", "-.25", "2"]):
        playground.get_by_label(f"weight in row {k // 3}, column {k % 3}").fill(text)
    playground.get_by_label("shown").select_option(shown)
    values = filtered(painted(playground, 0), kernel)
    low, high = values.min(), values.max()
    wanted = {"clip": values, "grey": values + 128, "stretch": 255 * (values - low) / (high - low)}[shown]
    assert np.abs(painted(playground, 1) - clipped(wanted)).max() <= 1
    assert playground.get_by_label("kernel", exact=True).input_value() == "your own"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "blur",
            "sum to 1: a flat wall keeps its brightness. Shown: below 0 is black, above 255 white.",
        ),
        ("edges, all directions", "sum to 0: a flat wall of any brightness becomes 0"),
    ],
)
def test_the_sum_of_the_weights_says_what_becomes_of_a_flat_wall(playground, name, sentence):
    playground.get_by_label("kernel", exact=True).select_option(name)
    assert sentence in status(playground)


def test_a_wall_that_becomes_too_bright_or_too_dark_is_named(playground):
    playground.get_by_label("kernel", exact=True).select_option("leave as it is")
    playground.get_by_label("weight in row 1, column 1").fill("3")
    assert "a flat wall of brightness 100 becomes 300, more than white." in status(playground)
    playground.get_by_label("weight in row 1, column 1").fill("-3")
    assert f"becomes {MINUS}300, less than black." in status(playground)


@pytest.mark.parametrize("text", ["", "1/0", "one", "1e99", "1/2/3", "--1"])
def test_a_weight_that_is_no_number_is_answered_in_a_sentence(playground, text):
    before = painted(playground, 1)
    playground.get_by_label("weight in row 0, column 2").fill(text)
    assert status(playground) == f"The weight in row 0, column 2 must be a number such as {MINUS}1, 0.5 or 1/9."
    assert (painted(playground, 1) == before).all()


def explained(page):
    """Return the nine pixels, and the nine products, and their sum and its grey."""
    terms = page.locator(".products > div").all_inner_texts()
    sum_and_grey = numbers(page.get_by_text("They add to").inner_text())[:2]
    return [numbers(term)[0] for term in terms], [numbers(term)[-1] for term in terms], sum_and_grey


@pytest.mark.parametrize("which", [0, 1])
def test_the_pointer_shows_the_nine_products_of_a_pixel(playground, which):
    playground.get_by_role("application").nth(which).hover(position={"x": 90.5, "y": 40.5})
    pixels, products, (total, grey) = explained(playground)
    picture, kernel = painted(playground, 0), KERNELS["edges, left to right"]
    assert playground.get_by_text("Row 40, column 90").is_visible()
    assert pixels == picture[39:42, 89:92].flatten().tolist()
    assert products == (picture[39:42, 89:92] * kernel).flatten().tolist()
    assert total == sum(products) == filtered(picture, kernel)[40, 90]
    assert grey == painted(playground, 1)[40, 90]


def test_arrow_keys_move_the_pixel_and_stop_at_the_edge(playground):
    frame = playground.get_by_role("application").last
    frame.press("ArrowRight")
    frame.press("Shift+ArrowUp")
    assert playground.get_by_text("Row 110, column 129").is_visible()
    for _ in range(14):
        frame.press("Shift+ArrowLeft")
    assert playground.get_by_text("Row 110, column 0:").is_visible()
    assert explained(playground)[0][:2] == [painted(playground, 0)[109, 0]] * 2


def test_a_file_of_ones_own_is_scaled_made_grey_and_filtered(playground, tmp_path):
    colours = np.random.default_rng(2).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    imsave(tmp_path / "own.png", colours)
    playground.get_by_label("a picture of your own").set_input_files(tmp_path / "own.png")
    playground.get_by_text("Your file, 120×90 pixels. It stays on this machine.").wait_for()
    picture = painted(playground, 0)
    assert np.abs(picture - colours.mean(axis=2)).max() <= 1
    values = filtered(picture, KERNELS["edges, left to right"]) + 128
    assert np.abs(painted(playground, 1) - clipped(values)).max() <= 1


def test_a_file_that_is_no_picture_is_answered_in_a_sentence(playground, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    playground.get_by_label("a picture of your own").set_input_files(tmp_path / "notes.txt")
    playground.get_by_text("“notes.txt” is no picture that this browser can read.").wait_for()


def test_a_camera_that_is_missing_or_refused_is_answered_in_a_sentence(playground):
    playground.get_by_role("button", name="use the camera").click()
    playground.get_by_text("There is no camera, or it was not allowed.").wait_for()


CAMERA = """() => {
    const scene = Object.assign(document.createElement("canvas"), {width: 640, height: 400});
    const context = scene.getContext("2d");
    context.fillRect(100, 50, 300, 200);
    const stream = scene.captureStream(20);
    setInterval(() => { context.fillStyle = "#c84"; context.fillRect(300 + 9 * Math.random(), 150, 200, 200); }, 30);
    navigator.mediaDevices.getUserMedia = async (wanted) => wanted.video && stream;
    window.live = () => stream.getTracks().some((track) => track.readyState === "live");
}"""


def test_the_camera_is_filtered_and_switched_off(playground):
    playground.evaluate(CAMERA)
    playground.get_by_role("button", name="use the camera").click()
    playground.get_by_text("The camera is on. Its pictures stay on this machine: nothing is sent.").wait_for()
    playground.wait_for_function(
        "document.querySelector('filter-playground').shadowRoot.querySelector('canvas').width == 300"
    )
    playground.get_by_role("button", name="stop the camera").click()
    picture = painted(playground, 0)
    assert picture.shape == (188, 300)
    values = filtered(picture, KERNELS["edges, left to right"]) + 128
    assert np.abs(painted(playground, 1) - clipped(values)).max() <= 1
    assert not playground.evaluate("live()")


def test_the_camera_takes_one_still_for_a_reader_who_wants_little_motion(playground):
    playground.emulate_media(reduced_motion="reduce")
    playground.evaluate(CAMERA)
    playground.get_by_role("button", name="use the camera").click()
    playground.get_by_text("The camera is off. This is its last picture.").wait_for()
    assert not playground.evaluate("live()")


# All three


@pytest.mark.parametrize(("tag", "scheme"), list(itertools.product(TAGS, ("light", "dark"))))
def test_a_phone_shows_it_without_sideways_scroll(visit, tag, scheme):
    page = visit(tag, viewport={"width": 360, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("tag", TAGS)
def test_every_control_and_picture_has_a_name(visit, tag):
    page = visit(tag)
    unnamed = page.locator(tag).evaluate(
        """host => [...host.shadowRoot.querySelectorAll('input, select, button, svg, canvas, [tabindex]')]
        .filter(e => !(e.ariaLabel || e.labels?.length || e.textContent.trim())).map(e => e.outerHTML)"""
    )
    assert unnamed == []
    assert page.locator(tag).locator("[role=status], [aria-live]").count() >= 1


@pytest.mark.parametrize("tag", TAGS)
def test_without_script_a_sentence_stands_in_its_place(browser, address, tag):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{tag}.html")
    assert page.locator(tag).bounding_box()["height"] > 10
    context.close()


def test_a_printed_ledger_shows_all_its_rows_and_no_controls(visit):
    page = visit("cost-ledger")
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="linear to 10").is_visible()
    assert page.get_by_text("In a browser, the settings can be changed here.").is_visible()
    assert not page.get_by_role("button", name="add the layer").is_visible()
    assert page.locator(".book").evaluate("box => box.scrollHeight <= box.clientHeight + 1")


@pytest.mark.parametrize("tag", TAGS)
def test_moving_the_pointer_over_it_moves_nothing_else(visit, tag):
    page = visit(tag, viewport={"width": 900, "height": 1000})
    before = page.locator(tag).bounding_box()
    for y in range(20, 1000, 60):
        page.mouse.move(150 + y % 300, y)
        assert page.locator(tag).bounding_box() == before


@pytest.mark.parametrize("tag", TAGS)
def test_its_page_in_the_book_holds_it_and_it_works_there(browser, site, html, tag):
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    page.goto(site + HOMES[tag], wait_until="networkidle")
    told = page.locator(tag).get_by_role("status").first.inner_text()
    page.close()
    assert re.search(r"\d", told)
    assert complaints == []
