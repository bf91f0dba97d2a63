"""Wrong predictions about an inception block."""

from __future__ import annotations

from collections.abc import Callable

from cnncourse.mistakes import Mistake

RIGHT = (256, 28, 12_800, 512, 3_136)


def guess(index: int, number: int) -> Callable[[], tuple[int, ...]]:
    """Return the right numbers, with one of them replaced."""
    return lambda: (*RIGHT[:index], number, *RIGHT[index + 1 :])


def wrong_guess(index: int, name: str, message: str, *numbers: int) -> Mistake:
    """Make a mistake in one number."""
    return Mistake(name, guess(index, numbers[0]), message, tuple(guess(index, n) for n in numbers[1:]))


PREDICT_BLOCK_MISTAKES = (
    wrong_guess(
        0,
        "the branches are added, not concatenated",
        "Added maps would need equal numbers of channels. Here they are laid one behind the other.",
        128,
    ),
    wrong_guess(
        0,
        "the channels of the reductions are counted too",
        "A reduction is read by the next convolution of its branch and does not leave the block.",
        368,
        352,
        272,
    ),
    wrong_guess(
        0,
        "the pool branch keeps its 192 channels",
        "The pool keeps them; the 1x1 convolution behind it leaves 32.",
        416,
    ),
    wrong_guess(0, "the pool branch is forgotten", "It is the fourth of four branches: 32 channels more.", 224),
    wrong_guess(
        1,
        "the pool is taken to halve the map",
        "Its stride is 1: it looks at every place. Stride 2 is what the pools between the blocks have.",
        14,
    ),
    wrong_guess(
        1,
        "the padding of the pool is forgotten",
        "A 3x3 window without padding loses two rows; the padding of 1 brings them back.",
        26,
    ),
    wrong_guess(
        1,
        "the pool's stride is taken to be its window",
        "That is the habit for pools that shrink a map. This one has stride 1.",
        9,
        10,
    ),
    wrong_guess(
        2,
        "the 5x5 convolution reads all 192 channels",
        "It reads what its reduction gives: 16 channels.",
        153_600,
    ),
    wrong_guess(2, "the kernels are counted with 3x3 weights", "Each kernel has 5 * 5 = 25 weights.", 4_608),
    wrong_guess(
        2,
        "a kernel has one weight for each input channel",
        "A filter has 25 weights for each of its 16 input channels.",
        512,
    ),
    wrong_guess(
        2,
        "one kernel serves all input channels",
        "A filter has a kernel of its own for each of the 16 input channels.",
        800,
    ),
    wrong_guess(
        2,
        "a single filter is counted",
        "A filter has 25 weights for each of its 16 input channels, and there are 32 filters.",
        400,
    ),
    wrong_guess(2, "the biases are counted too", "The question was for weights: 32 biases come on top.", 12_832),
    wrong_guess(
        2,
        "the reduction's weights are counted too",
        "The question was for the 5x5 convolution alone; the 1x1 in front has 3,072 of its own.",
        15_872,
    ),
    wrong_guess(
        3,
        "the running statistics are counted as learned",
        "Running mean and variance are kept, but no gradient reaches them: scale and shift are what is learned.",
        1_024,
    ),
    wrong_guess(
        3,
        "one number for each channel is counted",
        "Each channel has two: a scale and a shift.",
        256,
    ),
    wrong_guess(
        3,
        "two numbers are counted for the whole layer",
        "Each of the 256 channels has a scale and a shift of its own.",
        2,
    ),
    wrong_guess(
        3,
        "scale and shift are counted for every pixel",
        "All pixels of a channel share one scale and one shift.",
        401_408,
        200_704,
    ),
    wrong_guess(
        4,
        "the mean is taken over one image",
        "In training the mean runs over all images of the batch: four times as many values.",
        784,
    ),
    wrong_guess(
        4,
        "the mean is taken over the batch alone",
        "The mean runs over rows and columns as well: all pixels of a channel share it.",
        4,
    ),
    wrong_guess(
        4,
        "the mean is taken over the channels too",
        "Each channel has a mean of its own.",
        802_816,
        200_704,
        1_024,
    ),
)
