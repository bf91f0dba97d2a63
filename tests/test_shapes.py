"""The arithmetic of shapes against numbers worked out by hand and against torch's own answers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncourse import shapes

TORCH_MISSING = "torch is the oracle here: install cnncourse with its extra [torch]"
GENERATED = settings(max_examples=300, derandomize=True, deadline=None, database=None)
few = st.integers(1, 4)
pairs = st.tuples(few, few)


# pair and resolve_padding


@pytest.mark.parametrize("value", [3, np.int64(3), (3, 3), [3, 3]])
def test_pair_gives_vertical_and_horizontal(value):
    assert shapes.pair(value) == (3, 3)


def test_pair_keeps_the_order():
    assert shapes.pair((2, 5)) == (2, 5)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "stride must be a whole number, but is True (bool)"),
        (2.0, "stride must be a whole number, but is 2.0 (float)"),
        ("2", "stride must be a whole number, but is '2' (str)"),
        (None, "stride must be a whole number, but is None (NoneType)"),
        ((2, False), "stride must be a whole number, but is False (bool)"),
        (np.bool_(True), "stride must be a whole number, but is np.True_ (bool)"),
        (0, "stride must be at least 1, but is 0"),
        ((1, -2), "stride must be at least 1, but is -2"),
        ((2,), "stride must be a whole number or a pair (vertical, horizontal), but has 1 entries: (2,)"),
        (
            [1, 2, 3],
            "stride must be a whole number or a pair (vertical, horizontal), but has 3 entries: [1, 2, 3]",
        ),
    ],
)
def test_pair_refuses_what_is_not_one_or_two_positive_integers(value, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        shapes.pair(value, "stride")
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (0, ((0, 0), (0, 0))),
        (2, ((2, 2), (2, 2))),
        ((1, 3), ((1, 1), (3, 3))),
        (((1, 2), (0, 3)), ((1, 2), (0, 3))),
        ([[1, 2], [0, 3]], ((1, 2), (0, 3))),
        ("valid", ((0, 0), (0, 0))),
        ("same", ((0, 1), (1, 1))),
    ],
)
def test_resolve_padding_gives_the_zeros_on_each_side(padding, sides):
    assert shapes.resolve_padding(padding, size=(6, 7), kernel_size=(3, 3), stride=(2, 1)) == sides


@pytest.mark.parametrize("padding", ["SAME", "full", ((1, 2), 3), ((1, 2),), ((1, 2, 3), (1, 2))])
def test_resolve_padding_refuses_other_forms_and_lists_the_known_ones(padding):
    with pytest.raises(ValueError, match=r"^padding must be an integer, .*\"valid\", but is ") as refusal:
        shapes.resolve_padding(padding, (5, 5), 3)
    assert str(refusal.value).endswith(repr(padding))


@pytest.mark.parametrize("padding", [-1, (0, -1), ((0, 0), (0, -1))])
def test_resolve_padding_refuses_negative_padding(padding):
    with pytest.raises(ValueError, match=r"^padding must be at least 0, but is -1$"):
        shapes.resolve_padding(padding, (5, 5), 3)


# same_padding


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((5, 3), (1, 1)),  # odd kernel: the same on both sides
        ((5, 4), (1, 2)),  # even kernel: the extra cell comes after
        ((5, 3, 1, 2), (2, 2)),  # dilated: the kernel spans 5
        ((6, 3, 2), (0, 1)),  # three windows of 3, two apart, end at 7
        ((224, 7, 2), (2, 3)),  # not 3, 3, which torchvision's ResNet has
        ((5, 1, 3), (0, 0)),  # the kernel is smaller than the stride: no padding, and none below zero
        ((1, 5), (2, 2)),
    ],
)
def test_same_padding_equals_numbers_worked_out_by_hand(arguments, expected):
    assert shapes.same_padding(*arguments) == expected


@GENERATED
@given(size=st.integers(1, 40), kernel=st.integers(1, 7), stride=st.integers(1, 5), dilation=st.integers(1, 3))
def test_same_padding_gives_one_output_cell_per_stride(size, kernel, stride, dilation):
    before, after = shapes.same_padding(size, kernel, stride, dilation)
    assert after - before in (0, 1)
    extent = dilation * (kernel - 1) + 1
    assert (size + before + after - extent) // stride + 1 == math.ceil(size / stride)


def test_same_padding_treats_the_two_directions_of_a_pair_apart():
    assert shapes.same_padding((5, 6), (4, 3), stride=(1, 2)) == ((1, 2), (0, 1))


# output_size and conv2d_output_shape


def test_five_by_five_layers_shrink_32_to_4_in_seven_steps():
    sizes = [32]
    for _ in range(7):
        sizes.append(shapes.output_size(sizes[-1], 5))
    assert sizes == [32, 28, 24, 20, 16, 12, 8, 4]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((227, 11, 4), 55),  # AlexNet, first layer
        ((224, 7, 2, 3), 112),  # ResNet, first layer
        ((224, 3, 1, 1), 224),  # VGG
        ((32, 5, 2), 14),  # 13.5 steps: the half is dropped
        ((7, 3, 1, 0, 2), 3),  # the kernel spans 5
        ((7, 3, 2, "same"), 4),
        ((7, 3, 2, "valid"), 3),
        ((3, 3), 1),
        ((1, 3, 1, 1), 1),
    ],
)
def test_output_size_equals_numbers_worked_out_by_hand(arguments, expected):
    size = shapes.output_size(*arguments)
    assert size == expected
    assert type(size) is int


@pytest.mark.parametrize(
    "arguments",
    [
        {"size": (7, 7), "kernel_size": 3},
        {"size": 7, "kernel_size": (3, 3)},
        {"size": 7, "kernel_size": 3, "stride": (1, 1)},
        {"size": 7, "kernel_size": 3, "padding": ((0, 0), (0, 0))},
        {"size": 7, "kernel_size": 3, "dilation": [1, 1]},
    ],
)
def test_output_size_gives_a_pair_if_any_argument_is_one(arguments):
    assert shapes.output_size(**arguments) == (5, 5)


@GENERATED
@given(
    size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    kernel=pairs,
    stride=pairs,
    padding=st.one_of(st.integers(0, 4), st.tuples(st.integers(0, 4), st.integers(0, 4)), st.just("valid")),
    dilation=pairs,
    groups=st.integers(1, 3),
)
def test_conv2d_output_shape_agrees_with_torch_or_both_refuse(size, kernel, stride, padding, dilation, groups):
    torch = pytest.importorskip("torch", reason=TORCH_MISSING)
    x_shape, weight_shape = (2, 2 * groups, *size), (3 * groups, 2, *kernel)
    x, weight = torch.empty(x_shape, device="meta"), torch.empty(weight_shape, device="meta")
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    try:
        expected = torch.nn.functional.conv2d(x, weight, **options).shape
    except RuntimeError:
        with pytest.raises(ValueError, match="does not fit into"):
            shapes.conv2d_output_shape(x_shape, weight_shape, **options)
    else:
        assert shapes.conv2d_output_shape(x_shape, weight_shape, **options) == tuple(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((4, 5), "kernel 5 (dilation 1) does not fit into 4 + 2*0 cells: it spans 5 but there are 4."),
        (
            (5, 3, 1, 0, 3),
            "kernel 3 (dilation 3) does not fit into 5 + 2*0 cells: it spans 7 but there are 5.",
        ),
        (
            ((9, 1), 4, 1, 1),
            "kernel 4 (dilation 1) does not fit into 1 + 2*1 columns: it spans 4 but there are 3.",
        ),
        (
            ((1, 9), 4, 1, ((0, 2), (0, 0))),
            "kernel 4 (dilation 1) does not fit into 1 + (0 + 2) rows: it spans 4 but there are 3.",
        ),
        ((0, 3), "size must be at least 1, but is 0"),
        ((5, 0), "kernel_size must be at least 1, but is 0"),
        ((5, 3, 1.5), "stride must be a whole number, but is 1.5 (float)"),
        ((5, 3, 1, 0, 0), "dilation must be at least 1, but is 0"),
    ],
)
def test_output_size_refuses_what_does_not_fit_and_states_both_numbers(arguments, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the message is compared
        shapes.output_size(*arguments)
    assert str(refusal.value).startswith(message)


def test_an_eighth_five_by_five_layer_does_not_fit():
    with pytest.raises(ValueError, match="kernel 5"):
        shapes.output_size(4, 5)


def test_im2col_shape_counts_taps_and_windows():
    assert shapes.im2col_shape((2, 3, 5, 7), (3, 2), stride=(2, 1), padding=(0, 1)) == (2, 18, 2 * 8)


def test_require_shape_states_both_shapes_and_the_reason():
    with pytest.raises(ValueError, match=r"^bias has shape \(3,\) but \(4,\) is expected: one value per filter$"):
        shapes.require_shape("bias", [3], (4,), "one value per filter")


def test_require_shape_accepts_equal_shapes_of_any_sequence_type():
    shapes.require_shape("bias", [3, 4], (3, 4), "")


# parameter_count and mac_count


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((3, 2, 3), 56),  # 2 * (3*3*3 + 1)
        ((3, 6, 5), 456),
        ((3, 96, 11), 34_944),  # AlexNet, first layer
        ((64, 64, 3), 36_928),  # VGG-16, second layer
        ((32, 32, 3, 32, False), 288),  # depthwise
        ((48, 20, (1, 7), 4, True), 1700),  # 20 * (12*7 + 1)
    ],
)
def test_parameter_count_equals_numbers_worked_out_by_hand(arguments, expected):
    assert shapes.parameter_count(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((3, 2, 3, 8), 3456),
        ((64, 64, 3, 224), 1_849_688_064),  # VGG-16, second layer
        ((3, 96, 11, 55), 105_415_200),  # AlexNet, first layer
        ((32, 32, 3, 112, 32), 3_612_672),  # depthwise: 112*112*32*9
        ((4, 6, (3, 2), (5, 7), 2), 2520),  # 35 outputs * 6 filters * 2*3*2 taps
    ],
)
def test_mac_count_equals_numbers_worked_out_by_hand(arguments, expected):
    assert shapes.mac_count(*arguments) == expected


@GENERATED
@given(c_in=few, c_out=few, kernel=pairs, size=st.tuples(few, few), groups=few, bias=st.booleans())
def test_counts_agree_with_torch(c_in, c_out, kernel, size, groups, bias):
    torch = pytest.importorskip("torch", reason=TORCH_MISSING)
    from torch.utils.flop_counter import FlopCounterMode

    c_in, c_out = c_in * groups, c_out * groups
    layer = torch.nn.Conv2d(c_in, c_out, kernel, groups=groups, bias=bias, device="meta")
    with FlopCounterMode(display=False) as counter:
        y = layer(torch.empty(1, c_in, size[0] + kernel[0] - 1, size[1] + kernel[1] - 1, device="meta"))
    assert y.shape[2:] == size
    assert shapes.parameter_count(c_in, c_out, kernel, groups, bias) == sum(p.numel() for p in layer.parameters())
    assert 2 * shapes.mac_count(c_in, c_out, kernel, size, groups) == counter.get_total_flops()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 4, 3, 2), "c_in=3 does not divide by groups=2"),
        ((4, 3, 3, 2), "c_out=3 does not divide by groups=2"),
        ((0, 4, 3), "c_in must be at least 1, but is 0"),
        ((4, 2.0, 3), "c_out must be a whole number, but is 2.0 (float)"),
        ((4, 4, (3, 0)), "kernel_size must be at least 1, but is 0"),
        ((4, 4, 3, 0), "groups must be at least 1, but is 0"),
    ],
)
def test_counts_refuse_what_does_not_fit_and_state_both_numbers(arguments, message):
    c_in, c_out, kernel_size, *groups = arguments
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        shapes.parameter_count(c_in, c_out, kernel_size, *groups)
    assert str(refusal.value) == message
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        shapes.mac_count(c_in, c_out, kernel_size, 8, *groups)
    assert str(refusal.value) == message


def test_mac_count_refuses_an_output_without_cells():
    with pytest.raises(ValueError, match=r"^output_size must be at least 1, but is 0$"):
        shapes.mac_count(4, 4, 3, (8, 0))


# receptive_field

VGG_16 = [(3, 1, 1), (3, 1, 1), (2, 2, 1)] * 2 + [(3, 1, 1), (3, 1, 1), (3, 1, 1), (2, 2, 1)] * 3


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], 1),
        ([(5, 1, 1)], 5),
        ([(3, 1, 1)] * 3, 7),
        ([(3, 2, 1), (3, 1, 1)], 7),  # the stride counts for the second layer
        ([(3, 1, 1), (3, 2, 1)], 5),  # and here for none
        ([(3, 1, 1), (3, 1, 2), (3, 1, 4)], 15),
        (VGG_16, 212),
    ],
)
def test_receptive_field_equals_numbers_worked_out_by_hand(layers, expected):
    assert shapes.receptive_field(layers) == expected


def test_receptive_field_gives_a_pair_if_any_entry_is_one():
    assert shapes.receptive_field([(3, 1, 1), ((1, 7), (2, 1), 1), (3, 1, (1, 2))]) == (7, 13)


@GENERATED
@given(layers=st.lists(st.tuples(few, st.integers(1, 3), st.integers(1, 2)), max_size=3))
def test_receptive_field_spans_the_inputs_whose_gradient_is_not_zero(layers):
    torch = pytest.importorskip("torch", reason=TORCH_MISSING)
    x = torch.ones(1, 1, 100, dtype=torch.float64, requires_grad=True)
    y = x
    for kernel_size, stride, dilation in layers:
        weight = torch.ones(1, 1, kernel_size, dtype=torch.float64)
        y = torch.nn.functional.conv1d(y, weight, stride=stride, dilation=dilation)
    (gradient,) = torch.autograd.grad(y[0, 0, 0], x)
    reached = gradient[0, 0].nonzero()
    assert shapes.receptive_field(layers) == int(reached.max() - reached.min()) + 1


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([(3, 1, 1), (3, 1)], "layer 2 must be (kernel_size, stride, dilation), but is (3, 1)"),
        ([3], "layer 1 must be (kernel_size, stride, dilation), but is 3"),
        ([(3, 0, 1)], "stride of layer 1 must be at least 1, but is 0"),
        ([(3, 1, 1), (2.0, 1, 1)], "kernel_size of layer 2 must be a whole number, but is 2.0 (float)"),
    ],
)
def test_receptive_field_refuses_a_malformed_layer_and_names_it(layers, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        shapes.receptive_field(layers)
    assert str(refusal.value) == message
