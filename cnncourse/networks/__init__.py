"""The networks that the book teaches or names, as torch modules to be read beside their papers."""

from cnncourse.networks.alexnet import AlexNet, OneTowerAlexNet, ZFNet
from cnncourse.networks.attention import CBAM, SCSE, ChannelAttention, GlobalContext, NonLocal, SpatialAttention
from cnncourse.networks.blocks import ConvBNReLU, SqueezeExcite, make_divisible
from cnncourse.networks.bn_inception import BNInception
from cnncourse.networks.branches import Branches
from cnncourse.networks.densenet import DenseLayer, DenseNet, Transition
from cnncourse.networks.ghostnet import GhostBottleneck, GhostModule, GhostNet
from cnncourse.networks.googlenet import GoogLeNet, GoogLeNetHead, InceptionBlock
from cnncourse.networks.inception_v3 import (
    ExpandedFilterBank,
    FactorisedBlock,
    GridReduction,
    InceptionV3,
    InceptionV3Head,
    MixedBlock,
)
from cnncourse.networks.inception_v4 import InceptionResidual, InceptionResNet, InceptionV4
from cnncourse.networks.lenet import (
    EuclideanRBF,
    LeNet5,
    LeNet5Original,
    PartiallyConnectedConv2d,
    ScaledTanh,
    Subsampling,
)
from cnncourse.networks.mixnet import MixBlock, MixConv, MixNet
from cnncourse.networks.mnasnet import MnasNet
from cnncourse.networks.mobilenet import DepthwiseSeparable, InvertedResidual, MobileNetV1, MobileNetV2
from cnncourse.networks.mobilenet_v3 import Bneck, MobileNetV3
from cnncourse.networks.network import Network, Outputs
from cnncourse.networks.nin import MLPConv, NiN
from cnncourse.networks.preact import PreActBlock, PreActBottleneck
from cnncourse.networks.registry import create, list_networks
from cnncourse.networks.residual import BasicBlock, Bottleneck, ProjectionShortcut, ZeroPadShortcut, make_shortcut
from cnncourse.networks.resnet import ResNet
from cnncourse.networks.resnet_attention import NonLocalResNet, SENet154, SENetBottleneck
from cnncourse.networks.resnet_cifar import ResNetCIFAR
from cnncourse.networks.resnet_v2 import PreActResNet
from cnncourse.networks.shufflenet import ChannelShuffle, ShuffleNetV1, ShuffleUnit, channel_shuffle
from cnncourse.networks.shufflenet_v2 import ShuffleNetV2, ShuffleUnitV2
from cnncourse.networks.squeezenet import Fire, SqueezeNet
from cnncourse.networks.vgg import VGG
from cnncourse.networks.xception import SeparableConv2d, Xception, XceptionBlock

__all__ = [
    "CBAM",
    "SCSE",
    "VGG",
    "AlexNet",
    "BNInception",
    "BasicBlock",
    "Bneck",
    "Bottleneck",
    "Branches",
    "ChannelAttention",
    "ChannelShuffle",
    "ConvBNReLU",
    "DenseLayer",
    "DenseNet",
    "DepthwiseSeparable",
    "EuclideanRBF",
    "ExpandedFilterBank",
    "FactorisedBlock",
    "Fire",
    "GhostBottleneck",
    "GhostModule",
    "GhostNet",
    "GlobalContext",
    "GoogLeNet",
    "GoogLeNetHead",
    "GridReduction",
    "InceptionBlock",
    "InceptionResNet",
    "InceptionResidual",
    "InceptionV3",
    "InceptionV3Head",
    "InceptionV4",
    "InvertedResidual",
    "LeNet5",
    "LeNet5Original",
    "MLPConv",
    "MixBlock",
    "MixConv",
    "MixNet",
    "MixedBlock",
    "MnasNet",
    "MobileNetV1",
    "MobileNetV2",
    "MobileNetV3",
    "Network",
    "NiN",
    "NonLocal",
    "NonLocalResNet",
    "OneTowerAlexNet",
    "Outputs",
    "PartiallyConnectedConv2d",
    "PreActBlock",
    "PreActBottleneck",
    "PreActResNet",
    "ProjectionShortcut",
    "ResNet",
    "ResNetCIFAR",
    "SENet154",
    "SENetBottleneck",
    "ScaledTanh",
    "SeparableConv2d",
    "ShuffleNetV1",
    "ShuffleNetV2",
    "ShuffleUnit",
    "ShuffleUnitV2",
    "SpatialAttention",
    "SqueezeExcite",
    "SqueezeNet",
    "Subsampling",
    "Transition",
    "Xception",
    "XceptionBlock",
    "ZFNet",
    "ZeroPadShortcut",
    "channel_shuffle",
    "create",
    "list_networks",
    "make_divisible",
    "make_shortcut",
]
