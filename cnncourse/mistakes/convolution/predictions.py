"""Slips in predict_conv2d: all numbers right but the one that a misunderstanding changes."""

from __future__ import annotations

from cnncourse.mistakes import Mistake

NUMBERS = (12, 11, -7, -2, 15, 25, 15, 6)
SIZE, FIRST, PADDED, STRIDE, DILATION, BIAS, MAPS, GROUP = range(8)


def slip(name: str, message: str, *wrong: dict[int, float]) -> Mistake:
    """Make a mistake from wrong numbers by their index; what follows the first is the same slip in other numbers."""

    def answer(changed: dict[int, float]):
        return lambda: tuple(changed.get(i, right) for i, right in enumerate(NUMBERS))

    first, *others = map(answer, wrong)
    return Mistake(name, first, message, tuple(others))


PREDICT_CONV2D_MISTAKES = (
    slip(
        "the output is taken to be as large as the image",
        "Without padding the kernel cannot start in the last row or column: its own last row would lie outside.",
        {SIZE: 20},
    ),
    slip(
        "the size of the kernel is subtracted, and nothing is added",
        "In 4 rows a kernel of 2 can start in row 0, 1 and 2.",
        {SIZE: 6},
    ),
    slip("the windows are laid side by side", "The kernel moves by one cell at a time: windows overlap.", {SIZE: 4}),
    slip(
        "the kernel is moved beyond the edges", "Without padding every window lies wholly inside the image.", {SIZE: 30}
    ),
    slip("rows and columns are added", "The output is a grid: rows times columns.", {SIZE: 7}),
    slip(
        "the kernel is turned by 180 degrees",
        "Deep learning lays the kernel on the image as it is written.",
        {FIRST: 5},
        {PADDED: 14},
        {STRIDE: 14},
        {DILATION: 4},
        {BIAS: 19},
        {FIRST: 5, PADDED: 14, STRIDE: 14, DILATION: 4, BIAS: 19},
    ),
    slip("rows and columns of the kernel are exchanged", "Lay the kernel on the image as it is written.", {FIRST: 8}),
    slip("the kernel is mirrored", "Lay the kernel on the image as it is written.", {FIRST: 13}, {FIRST: 3}),
    slip("the four products are averaged", "The products are added. Nothing is divided.", {FIRST: 2.75}),
    slip(
        "window and kernel are multiplied as matrices",
        "Multiply each number of the window by the number of the kernel above it, then add the four products.",
        {FIRST: 14},
    ),
    slip("the minus sign of the kernel is lost", "The last weight is -1: its product is subtracted.", {FIRST: 23}),
    slip("the last product is left out", "Four products: the one with the weight -1 counts, too.", {FIRST: 17}),
    slip(
        "the weights are added to the pixels",
        "Multiply each number of the window by the number of the kernel above it, then add the products.",
        {FIRST: 18},
    ),
    slip(
        "the padding is left out",
        "With padding the first window starts in the padding, one row above the image and one column to the left.",
        {PADDED: 11},
    ),
    slip(
        "the first window is taken to lie in the padding alone",
        "The padding is one cell wide and the kernel two: its last weight lies on the first pixel.",
        {PADDED: 0},
    ),
    slip("the weight of the corner is taken for 1", "The weight that lies on the first pixel is -1.", {PADDED: 7}),
    slip("the padding is filled with ones", "Padding holds zeros.", {PADDED: -4}),
    slip(
        "only rows are padded", "Padding 1 puts a cell on every side, left and right too.", {PADDED: 13}, {PADDED: -3}
    ),
    slip(
        "the stride is ignored", "The window of the number at (1, 1) starts at row 1 * 1, column 1 * 2.", {STRIDE: 10}
    ),
    slip(
        "the two strides are exchanged",
        "The first number of the pair is vertical: rows by 1, columns by 2.",
        {STRIDE: 7},
    ),
    slip("both directions move by 2", "The stride is (1, 2): rows move by 1.", {STRIDE: 3}),
    slip(
        "the stride is taken for the gap between the windows",
        "With stride 2, windows start at columns 0, 2, 4.",
        {STRIDE: 6},
    ),
    slip("rows and columns are counted from 1", "The first number is the one at (0, 0).", {STRIDE: 11}),
    slip(
        "the dilation is ignored",
        "With dilation 2 the four weights lie on rows 0 and 2, columns 0 and 2.",
        {DILATION: 11},
    ),
    slip(
        "the dilation is taken for the gap between the weights",
        "Dilation 2 is the step from one weight to the next: one cell is left out between them.",
        {DILATION: 10},
    ),
    slip("only columns are dilated", "A single number stands for both directions.", {DILATION: 17}),
    slip("only rows are dilated", "A single number stands for both directions.", {DILATION: 14}),
    slip("the products are taken from the padded image", "There is no padding in this question.", {DILATION: 22}),
    slip(
        "the bias is added once for each channel",
        "The products of both channels go into one sum, and the bias is added to that once.",
        {BIAS: 35},
    ),
    slip("the bias is added once for each product", "The bias is added once, to the finished sum.", {BIAS: 95}),
    slip("the bias is left out", "The bias is added to every number of the filter's map.", {BIAS: 15}),
    slip("the second channel is left out", "A filter adds the products of all channels.", {BIAS: 21}),
    slip("the first channel is left out", "A filter adds the products of all channels.", {BIAS: 14}),
    slip("the channels are averaged", "The channels are added. Nothing is divided.", {BIAS: 17.5}, {BIAS: 12.5}),
    slip("the bias is multiplied", "The bias is added to the sum.", {BIAS: 150}),
    slip("the batch is forgotten", "Each image gets its own maps, one a filter.", {MAPS: 5}),
    slip(
        "each channel gets a map of its own",
        "A filter adds over the channels: it makes one map of an image, however many channels that has.",
        {MAPS: 30},
    ),
    slip(
        "a map is counted for each channel and filter, and one image",
        "Count images times filters. The channels disappear in the sum.",
        {MAPS: 10},
    ),
    slip("the depth is taken to stay", "The depth of the output is the number of filters.", {MAPS: 6}),
    slip("the filters are added up", "Each filter makes a map of its own.", {MAPS: 1}, {MAPS: 3}),
    slip(
        "the groups are ignored",
        "With 3 groups a filter reads a third of the channels: those of its own group.",
        {GROUP: 0},
    ),
    slip("filter 4 is taken to read channel 4", "Each group has 3 channels and 2 filters.", {GROUP: 4}),
    slip(
        "filter 4 is taken to be in the second group",
        "There are 2 filters a group: 0 and 1 are in the first, 2 and 3 in the second.",
        {GROUP: 3},
    ),
    slip(
        "filters and channels are dealt out to the groups in turn",
        "Groups are blocks of neighbours: channels 0, 1, 2 are the first.",
        {GROUP: 1},
        {GROUP: 2},
    ),
    slip("the groups are counted by filters", "Group 2 begins behind 2 groups of 3 channels.", {GROUP: 12}),
    slip("channels are counted from 1", "The first channel is channel 0.", {GROUP: 7}),
    slip(
        "the last channel of the group is given",
        "The first channel that the filter reads is asked for; it reads three.",
        {GROUP: 8},
    ),
)
