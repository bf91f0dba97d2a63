"""Mistakes in make_layer and ResNet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncourse.mistakes import declared


def stage(rule: str, **options: Any) -> Callable[..., Any]:
    """Make a stage by a rule of `stages`; torch is imported when it is built."""

    def answer(in_channels: int, channels: int, blocks: int, stride: int = 1) -> Any:
        from cnncourse.mistakes.resnet import stages

        return getattr(stages, rule)(in_channels, channels, blocks, stride, **options)

    return answer


def network(**changes: Any) -> Callable[..., Any]:
    """Make a network with some settings changed; see `stages.Network`."""

    def answer(blocks: Any, channels: Any, num_classes: int, in_channels: int = 3) -> Any:
        from cnncourse.mistakes.resnet.stages import Network

        return Network(blocks, channels, num_classes, in_channels, **changes)

    return answer


MAKE_LAYER_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "every block has the stride",
            stage("planned", strides=lambda i, n, s: s),
            "The first block has the stride; all others have stride 1.",
            stage("planned", strides=lambda i, n, s: s, inputs=lambda i, C, D: C),
            stage("planned", strides=lambda i, n, s: 2 if i else s),
        ),
        (
            "no block has the stride",
            stage("planned", strides=lambda i, n, s: 1),
            "The first block has the stride.",
        ),
        (
            "the last block has the stride",
            stage("planned", strides=lambda i, n, s: s if i == n - 1 else 1),
            "The first block has the stride, so that the others work on the smaller maps.",
        ),
        (
            "every block reads in_channels",
            stage("planned", inputs=lambda i, C, D: C),
            "From the second block on the input has `channels` channels: those that the block before made.",
        ),
        (
            "every block reads `channels` channels",
            stage("planned", inputs=lambda i, C, D: D),
            "The first block reads in_channels.",
        ),
        (
            "in_channels and channels are exchanged in the first block",
            stage("exchanged"),
            "BasicBlock(in_channels, channels, stride): what comes in is named first.",
        ),
        (
            "one block is missing",
            stage("planned", count=lambda n: n - 1),
            "The stage has `blocks` blocks, the first included.",
            stage("planned", count=lambda n: max(n - 1, 1)),
        ),
        (
            "there is one block too many",
            stage("planned", count=lambda n: n + 1),
            "The stage has `blocks` blocks, the first included: blocks - 1 follow it.",
        ),
        (
            "there is a single block",
            stage("planned", count=lambda n: 1),
            "The stage has `blocks` blocks: the first one and blocks - 1 more.",
        ),
        (
            "one block is used several times",
            stage("repeated"),
            "Each block has weights of its own. `[block] * n` is n times the same object: make a new one each time.",
            stage("repeated", all_blocks=True),
        ),
        (
            "the stride is given away as 2, whatever it is",
            stage("planned", strides=lambda i, n, s: 2 if i == 0 else 1),
            "The stride is an argument, and it is 1 for the first stage of a network.",
        ),
        (
            "a list of blocks is returned",
            stage("listed"),
            "Return one module that runs the blocks in turn: nn.Sequential(*list_of_blocks).",
        ),
        (
            "the list is handed to nn.Sequential as one argument",
            stage("unpacked"),
            "nn.Sequential takes the blocks one by one: unpack the list with a star, nn.Sequential(*list_of_blocks).",
        ),
        (
            "the blocks run from the last to the first",
            stage("turned"),
            "The block with the stride and the new channels comes first.",
        ),
        (
            "a ReLU is added behind every block, and a batch norm",
            stage("dressed"),
            "A block ends with its own ReLU; nothing stands between two blocks.",
        ),
        (
            "nothing is returned",
            stage("nothing"),
            "End with `return` and the nn.Sequential.",
        ),
    ),
)

RESNET_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "the batch norm behind the first convolution is missing",
            network(stem="3 r"),
            "The stem is conv, batch norm, ReLU.",
        ),
        (
            "the ReLU behind the first batch norm is missing",
            network(stem="3 b"),
            "The stem is conv, batch norm, ReLU.",
        ),
        (
            "the first convolution stands alone",
            network(stem="3"),
            "The stem is conv, batch norm, ReLU.",
        ),
        (
            "the first convolution has a bias",
            network(stem="3+ b r"),
            "A batch norm subtracts the mean, and the bias with it: bias=False.",
        ),
        (
            "the first convolution has no padding",
            network(stem="3- b r"),
            "A 3x3 convolution needs padding=1 to keep the size.",
        ),
        (
            "the first convolution has stride 2",
            network(stem="3s b r"),
            "On small images the stem keeps the size: stride 1.",
        ),
        (
            "the first convolution is 7x7",
            network(stem="7 b r"),
            "That is the stem for ImageNet. Here it is a 3x3 convolution.",
            network(stem="7s b r"),
        ),
        (
            "a max pool follows the stem",
            network(stem="3 b r m"),
            "That is the stem for ImageNet. Small images keep their size: no max pool.",
            network(stem="3s b r m"),
            network(stem="7s b r m"),
        ),
        (
            "the stem is left out",
            network(stem=""),
            "A 3x3 convolution with batch norm and ReLU comes before the first stage.",
        ),
        (
            "the first stage has stride 2",
            network(strides=lambda k: 2),
            "The first stage keeps the size; each later one halves it.",
        ),
        (
            "no stage halves the maps",
            network(strides=lambda k: 1),
            "From the second stage on the first block of a stage has stride 2.",
        ),
        (
            "the strides grow from stage to stage",
            network(strides=lambda k: k + 1),
            "Stage 0 has stride 1, every later one has stride 2.",
            network(strides=lambda k: 2**k),
        ),
        (
            "every block of a stage has the stride",
            network(stage="every"),
            "Only the first block of a stage has the stride.",
        ),
        (
            "every stage has as many blocks as the first",
            network(counts=lambda blocks: [blocks[0]] * len(blocks)),
            "blocks[k] is the number of blocks of stage k.",
        ),
        (
            "every stage has a single block",
            network(counts=lambda blocks: [1] * len(blocks)),
            "blocks[k] is the number of blocks of stage k.",
        ),
        (
            "each stage has one block too many",
            network(counts=lambda blocks: [n + 1 for n in blocks]),
            "blocks[k] is the number of blocks of stage k, the first included.",
        ),
        (
            "the blocks are read from the last stage to the first",
            network(counts=lambda blocks: list(blocks)[::-1]),
            "blocks[0] belongs to the first stage.",
        ),
        (
            "only the first stage is run",
            network(stages=lambda n: 1),
            "The image goes through all stages, one after the other.",
        ),
        (
            "the last stage is left out",
            network(stages=lambda n: n - 1),
            "There is a stage for each number in blocks.",
        ),
        (
            "every stage reads the channels of the stem",
            network(carried=False),
            "Stage k reads the channels that stage k - 1 made.",
            network(carried=False, features="first"),
        ),
        (
            "the maps are flattened without taking their means",
            network(head="flat"),
            "The mean of each map comes before the linear layer: one number a channel, whatever the size of the image.",
        ),
        (
            "the largest value of each map is taken",
            network(head="max"),
            "It is the mean of each map that goes into the linear layer.",
        ),
        (
            "the maps are summed, not averaged",
            network(head="sum"),
            "It is the mean of each map that goes into the linear layer.",
        ),
        (
            "the linear layer reads the channels of the first stage",
            network(features="first"),
            "What comes out of the last stage has channels[-1] channels.",
        ),
        (
            "the linear layer has no bias",
            network(bias=False),
            "nn.Linear has a bias unless told otherwise, and no batch norm follows it.",
        ),
        (
            "a softmax follows the linear layer",
            network(tail="softmax"),
            "The network returns logits. The loss applies the softmax: twice would be once too many.",
            network(tail="log_softmax"),
        ),
        (
            "a ReLU follows the linear layer",
            network(tail="relu"),
            "Logits may be negative: nothing follows the linear layer.",
        ),
        (
            "the linear layer is missing",
            network(tail="none"),
            "A linear layer makes num_classes logits of the means.",
        ),
        (
            "the images are taken to have 3 channels",
            network(image=3),
            "The number of channels is an argument: in_channels, with default 3.",
        ),
        (
            "the stages lie in a list that torch does not see",
            network(keep="list"),
            "A plain list is not found by module.parameters() and module.double(). Use nn.Sequential or nn.ModuleList.",
        ),
        (
            "the shortcuts are left out",
            network(stage="plain"),
            "The stages are made of residual blocks.",
        ),
    ),
)
