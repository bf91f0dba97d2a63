"""GoogLeNet and the Inceptions: what their papers say of the blocks and of the maps between them."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from cnncourse import networks  # noqa: E402
from cnncourse.networks.branches import box  # noqa: E402


def on_meta(name, **options):
    with torch.device("meta"):
        return networks.create(name, **options)


def shapes(model, size):
    """Return the shapes (C, H, W) that a network's blocks put out, each once."""
    seen = []
    blocks = networks.Branches | networks.InceptionBlock | networks.InceptionResidual
    for name, module in model.named_modules():
        if isinstance(module, blocks) and not name.endswith(".branches"):
            module.register_forward_hook(lambda _, __, y: seen.append(tuple(y.shape[1:])))
    model(torch.empty(1, 3, size, size, device="meta"))
    return list(dict.fromkeys(seen))


def test_an_inception_block_concatenates_in_the_order_of_table_1():
    block = networks.InceptionBlock(5, 2, 7, 3, 6, 4, 1)
    for value, branch in enumerate([block.branch1, block.branch2, block.branch3, block.branch4], 1):
        conv = [module for module in branch.modules() if isinstance(module, nn.Conv2d)][-1]
        nn.init.zeros_(conv.weight)
        nn.init.constant_(conv.bias, value)
    y = block(torch.randn(2, 5, 9, 8, generator=torch.Generator().manual_seed(0)))
    assert y.shape == (2, 2 + 3 + 4 + 1, 9, 8)
    assert y[1, :, 4, 3].tolist() == [1] * 2 + [2] * 3 + [3] * 4 + [4]


def test_googlenet_normalises_after_the_first_pool_and_before_the_second():
    seen = []
    model = on_meta("googlenet_2014").eval()
    for name, module in list(model.named_children())[:7]:
        module.register_forward_hook(lambda module, *_, name=name: seen.append((name, type(module))))
    model(torch.empty(1, 3, 224, 224, device="meta"))
    assert [name for name, _ in seen] == ["conv1", "maxpool1", "norm1", "conv2", "conv3", "norm2", "maxpool2"]
    assert dict(seen)["norm1"] is dict(seen)["norm2"] is nn.LocalResponseNorm


@pytest.mark.parametrize(("name", "heads"), [("googlenet_2014", 2), ("googlenet", 2), ("inception_v3", 1)])
def test_auxiliary_heads_answer_in_training_only(name, heads):
    size = 299 if name == "inception_v3" else 224
    model, x = on_meta(name, num_classes=7), torch.empty(2, 3, size, size, device="meta")
    y = model(x)
    assert [t.shape for t in (y.logits, *y.auxiliary)] == [(2, 7)] * (1 + heads)
    assert model.eval()(x).shape == (2, 7)
    assert on_meta(name, num_classes=7, aux_logits=False)(x).shape == (2, 7)


# What the papers print between the stages. BN-Inception: the sums of the columns, not the sizes printed beside them.
MAPS = {
    "googlenet_2014": [(256, 28), (480, 28), (512, 14), (528, 14), (832, 14), (832, 7), (1024, 7)],
    "bn_inception": [(256, 28), (320, 28), (576, 14), (608, 14), (1056, 7), (1024, 7)],
    "inception_v3": [(256, 35), (288, 35), (768, 17), (1280, 8), (2048, 8)],
    "inception_v4": [(160, 73), (192, 71), (384, 35), (1024, 17), (1536, 8)],
    "inception_resnet_v1": [(256, 35), (896, 17), (1792, 8)],
    "inception_resnet_v2": [(320, 35), (1088, 17), (2080, 8)],
}


@pytest.mark.parametrize("name", MAPS)
def test_the_maps_between_the_blocks_have_the_sizes_of_the_paper(name):
    size = 224 if name in ("googlenet_2014", "bn_inception") else 299
    assert shapes(on_meta(name).eval(), size) == [(C, H, H) for C, H in MAPS[name]]


def test_inception_resnet_v1_is_the_known_one_without_its_face_recognition_head():
    """The oracle's network has one more block C, and 512 channels with a batch norm before its logits."""
    known = 23_995_624
    block_c = 2 * (1792 * 192 + 2 * 192) + 2 * (3 * 192 * 192 + 2 * 192) + (384 * 1792 + 1792)
    their_head = 1792 * 512 + 2 * 512 + 512 * 1000 + 1000
    our_head = 1792 * 1000 + 1000
    count = sum(p.numel() for p in on_meta("inception_resnet_v1").parameters())
    assert count == known - block_c - their_head + our_head


def test_a_factorised_block_sees_7x7_with_one_pair_and_13x13_with_two():
    torch.manual_seed(0)
    block = networks.FactorisedBlock(3, 5).eval()
    x = torch.randn(1, 3, 19, 21, requires_grad=True)
    y = block(x)[0, :, 9, 10]
    for channels, side in [(slice(0, 192), 1), (slice(192, 384), 7), (slice(384, 576), 13), (slice(576, 768), 3)]:
        (dx,) = torch.autograd.grad(y[channels].sum(), x, retain_graph=True)
        rows, columns = dx[0].abs().sum(0).nonzero(as_tuple=True)
        assert rows.max() - rows.min() + 1 == columns.max() - columns.min() + 1 == side


def test_a_residual_block_scales_its_correction_and_not_x():
    block = networks.InceptionResidual(4, ("1x1 2", "1x1 2, 3x3 3"), scale=0.25).eval()
    nn.init.zeros_(block.conv.weight)
    nn.init.constant_(block.conv.bias, 2.0)
    x = torch.randn(2, 4, 5, 6, generator=torch.Generator().manual_seed(0))
    assert torch.equal(block(x), torch.relu(x + 0.5))


def test_the_scales_of_the_residuals_can_be_chosen():
    model = on_meta("inception_resnet_v2", blocks=(1, 2, 1), scales=(0.1, 0.2, 0.3))
    scales = [module.scale for module in model.modules() if isinstance(module, networks.InceptionResidual)]
    assert scales == [0.1, 0.2, 0.2, 0.3, 1.0]


def test_a_wrong_number_of_stages_is_explained():
    with pytest.raises(ValueError, match=r"blocks=\(4, 7\) has 2 numbers, but there are 3 stages"):
        networks.create("inception_v4", blocks=(4, 7))


@pytest.mark.parametrize("size", [7, 8])
def test_a_box_without_v_gives_the_ceiling_of_size_over_stride(size):
    x = -1 - torch.rand(1, 2, size, size + 2, generator=torch.Generator().manual_seed(0))
    pooled, convolved = box("max stride 2", 2)[0](x), box("3x3 4 stride 2", 2)[0](x)
    assert pooled.shape[2:] == convolved.shape[2:] == (-(-size // 2), -(-(size + 2) // 2))
    if size == 8:
        assert torch.equal(pooled, F.max_pool2d(x, 3, 2, ceil_mode=True))


def test_a_text_that_is_no_box_is_refused():
    with pytest.raises(ValueError, match="'3 64' is no box; boxes are '3x3 64'"):
        networks.Branches(8, ["3 64"])


def test_a_bias_before_a_batch_norm_changes_nothing():
    torch.manual_seed(0)
    with_bias, without = networks.create("bn_inception"), networks.create("bn_inception", bias=False)
    without.load_state_dict({k: v for k, v in with_bias.state_dict().items() if k in without.state_dict()})
    for module in with_bias.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.normal_(module.bias)
    x = torch.randn(3, 3, 64, 96, dtype=torch.float64)
    y, expected = with_bias.double()(x), without.double()(x)
    assert (y - expected).abs().max() <= 1e-9 * expected.abs().max()


@pytest.mark.torchvision
@pytest.mark.parametrize(("name", "size"), [("googlenet", 128), ("inception_v3", 299)])
def test_auxiliary_heads_give_the_logits_of_torchvision(name, size):
    models = pytest.importorskip("torchvision.models", reason="pip install torchvision (the version for this torch)")
    torch.manual_seed(0)
    theirs, ours = models.get_model(name, weights=None, init_weights=False), networks.create(name)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    for module in [*theirs.modules(), *ours.modules()]:
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    x = torch.randn(2, 3, size, size)
    with torch.no_grad():
        (logits, *auxiliary), y = theirs(x), ours(x)
    for one, expected in zip([y.logits, *y.auxiliary], [logits, *reversed(auxiliary)], strict=True):
        assert (one - expected).abs().max() <= 1e-4 * expected.abs().max()
