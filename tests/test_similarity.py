"""Answers that are alike are found through their disguises, and independent ones are left alone."""

import random
from itertools import combinations

import pytest
from answers import RIGHT

from cnncourse.grading import similarity
from cnncourse.grading.similarity import clusters, compare, fingerprints

CONV2D = {path.stem: path.read_text("utf-8") for path in sorted((RIGHT / "convolution" / "conv2d").glob("*.py"))}
EXERCISES = sorted(folder for folder in RIGHT.glob("*/*") if folder.is_dir())

# ------------------------------------------------------------------------------ copies of conv2d/loops.py, disguised

OTHER_NAMES = """
import numpy as numerics


def conv2d(inp, kern, offset=None, step=1, border=0, spacing=1, parts=1):
    '''Cross-correlate a batch with a bank of kernels.'''
    # my own version
    step_y, step_x = (step, step) if isinstance(step, int) else step
    border_y, border_x = (border, border) if isinstance(border, int) else border
    gap_y, gap_x = (spacing, spacing) if isinstance(spacing, int) else spacing
    batch, channels, height, width = inp.shape
    filters, per_part, kh, kw = kern.shape
    out_h = (height + 2 * border_y - gap_y * (kh - 1) - 1) // step_y + 1
    out_w = (width + 2 * border_x - gap_x * (kw - 1) - 1) // step_x + 1
    result = numerics.zeros((batch, filters, out_h, out_w))
    for b in range(batch):
        for o in range(filters):
            begin = o // (filters // parts) * per_part
            for r in range(out_h):
                for s in range(out_w):
                    acc = 0.0 if offset is None else offset[o]
                    for q in range(per_part):
                        for u in range(kh):
                            for v in range(kw):
                                yy = r * step_y + u * gap_y - border_y
                                xx = s * step_x + v * gap_x - border_x
                                if 0 <= yy < height and 0 <= xx < width:
                                    acc += inp[b, begin + q, yy, xx] * kern[o, q, u, v]
                    result[b, o, r, s] = acc
    return result
"""
OTHER_ORDER = """
import numpy


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    M, D, R, S = weight.shape
    B, C, Y, X = x.shape
    ey, ex = (dilation, dilation) if isinstance(dilation, int) else dilation
    py, px = (padding, padding) if isinstance(padding, int) else padding
    ty, tx = (stride, stride) if isinstance(stride, int) else stride
    Q = 1 + (2 * px + X - ex * (S - 1) - 1) // tx
    P = 1 + (Y + py * 2 - (R - 1) * ey - 1) // ty
    out = numpy.zeros((B, M, P, Q))
    for m in range(M):
        lo = D * (m // (M // groups))
        for b in range(B):
            for q in range(Q):
                for p in range(P):
                    t = 0.0 if bias is None else bias[m]
                    for r in range(R):
                        for s in range(S):
                            b_row = r * ey + p * ty - py
                            a_col = ex * s + tx * q - px
                            for d in range(D):
                                if 0 <= b_row < Y and 0 <= a_col < X:
                                    t = t + weight[m, d, r, s] * x[b, d + lo, b_row, a_col]
                    out[b, m, p, q] = t
    return out
"""
MORE_STATEMENTS = """
import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    print("conv2d is called")
    stride_pair = (stride, stride) if isinstance(stride, int) else stride
    sy, sx = stride_pair
    pad_pair = (padding, padding) if isinstance(padding, int) else padding
    py, px = pad_pair
    dil_pair = (dilation, dilation) if isinstance(dilation, int) else dilation
    dy, dx = dil_pair
    shape = x.shape
    n, c, h, w = shape
    assert len(shape) == 4
    f, cg, kh, kw = weight.shape
    reach_y = dy * (kh - 1)
    reach_x = dx * (kw - 1)
    oh = (h + 2 * py - reach_y - 1) // sy + 1
    ow = (w + 2 * px - reach_x - 1) // sx + 1
    result = np.zeros((n, f, oh, ow))
    count = 0
    for image in range(n):
        for filt in range(f):
            size_of_group = f // groups
            start = filt // size_of_group * cg
            for i in range(oh):
                for j in range(ow):
                    value = 0.0 if bias is None else bias[filt]
                    for chan in range(cg):
                        for a in range(kh):
                            for b in range(kw):
                                row = i * sy + a * dy - py
                                col = j * sx + b * dx - px
                                inside = 0 <= row < h and 0 <= col < w
                                if inside:
                                    count = count + 1
                                    product = x[image, start + chan, row, col] * weight[filt, chan, a, b]
                                    value = value + product
                    result[image, filt, i, j] = value
    if count < 0:
        raise ValueError("this cannot be")
    return result
"""
TAKEN_APART = """
import numpy as np


def as_two(v):
    if isinstance(v, int):
        return v, v
    return v


def how_many(size, pad, dil, k, stride):
    return (size + 2 * pad - dil * (k - 1) - 1) // stride + 1


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = as_two(stride)
    ph, pw = as_two(padding)
    dh, dw = as_two(dilation)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    OH = how_many(H, ph, dh, KH, sh)
    OW = how_many(W, pw, dw, KW, sw)
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            g = f // (F // groups) * CG
            for i in range(OH):
                for j in range(OW):
                    if bias is None:
                        s = 0.0
                    else:
                        s = bias[f]
                    for c in range(CG):
                        for k in range(KH):
                            for l in range(KW):
                                r = i * sh + k * dh - ph
                                q = j * sw + l * dw - pw
                                if 0 <= r < H and 0 <= q < W:
                                    s += x[n, g + c, r, q] * weight[f, c, k, l]
                    y[n, f, i, j] = s
    return y
"""
DISGUISES = {"other names": OTHER_NAMES, "other order": OTHER_ORDER, "more statements": MORE_STATEMENTS}


def of_class(answers, exercise="conv2d"):
    return {name: {exercise: source} for name, source in answers.items()}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_copy_is_found_with_its_source_and_nobody_else(disguise):
    found = clusters(of_class(CONV2D | {"copy": DISGUISES[disguise]}))
    assert [(one.exercise, one.learners) for one in found] == [("conv2d", ("copy", "loops"))]


def test_a_copy_that_was_rewritten_as_helpers_is_beyond_it():
    assert clusters(of_class(CONV2D | {"copy": TAKEN_APART})) == []  # a limit that instructors are told of


def test_names_alone_change_no_fingerprint():
    assert fingerprints(OTHER_NAMES) == fingerprints(CONV2D["loops"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import numpy as np\ny = np.pad(x, 1)", "from numpy import pad as p\ny = p(x, 1)"),
        ("def f(x):\n  a = 2 * x\n  a += 1\n  return a", "def f(q):\n  b = q*2\n  b = 1 + b\n  return b"),
        ("def f(x: int) -> int:\n    'Say.'\n    return x  # it", "def f(a):\n    return (a)"),
        ("class A:\n    def g(self):\n        self.a = 1", "class B:\n    def h(me):\n        me.b = 1"),
    ],
)
def test_what_means_the_same_has_the_same_fingerprints(one, other):
    assert fingerprints(one) == fingerprints(other) != frozenset()


@pytest.mark.parametrize(
    ("one", "other"), [("y = 2", "y = 3"), ("y = a - b", "y = a + b"), ("y = x.sum()", "y = x.max()")]
)
def test_what_means_something_else_has_other_fingerprints(one, other):
    assert fingerprints(one) != fingerprints(other)


@pytest.mark.parametrize("source", ["def f(:", "x = '\0'", "\0", "x = " + "-" * 50_000 + "1", "a" + ".b" * 50_000, ""])
def test_what_cannot_be_read_has_no_fingerprints(source):
    assert fingerprints(source) == frozenset()


# ------------------------------------------------------------------------------ independent answers


def test_independent_right_answers_are_left_alone():
    together = {path.stem: {} for folder in EXERCISES for path in folder.glob("*.py")}
    for folder in EXERCISES:
        for path in folder.glob("*.py"):
            together[path.stem][folder.name] = path.read_text("utf-8")
    assert sum(len(answers) for answers in together.values()) > 400
    assert clusters(together) == []


def test_the_threshold_stands_above_what_independent_answers_share():
    shares = []
    for folder in EXERCISES:
        prints = [fingerprints(path.read_text("utf-8")) for path in folder.glob("*.py")]
        pairs = [(a, b) for a, b in combinations(prints, 2) if min(len(a), len(b)) >= 20]
        shares += [len(a & b) / min(len(a), len(b)) for a, b in pairs]
    assert len(shares) > 400
    assert max(shares) < similarity.ALIKE
    assert max(shares) > similarity.ALIKE - 0.1  # the threshold is no higher than it has to be


def test_short_answers_are_not_compared_and_the_reader_is_told():
    short = "def blur_kernel(size):\n    return np.full((size, size), 1 / size**2)"
    comparison = compare(of_class({"ada": short, "emmy": short}, "blur_kernel"))
    assert comparison.clusters == []
    assert comparison.too_short == {"blur_kernel": ["ada", "emmy"]}
    assert "not compared: blur_kernel (2)" in comparison.caveat


def test_what_was_given_out_does_not_count():
    same = of_class({"ada": CONV2D["loops"], "emmy": CONV2D["loops"]})
    assert clusters(same)
    assert compare(same, {"conv2d": [CONV2D["loops"]]}) == ([], {})


def test_what_most_of_a_class_wrote_does_not_count():
    common = {f"learner {i:02d}": CONV2D["loops"] for i in range(20)}
    rare = {"ada": CONV2D["fourier"], "emmy": CONV2D["fourier"]}
    assert [one.learners for one in clusters(of_class(common | rare))] == [("ada", "emmy")]


def test_three_who_copied_in_a_chain_are_one_cluster_and_two_sources_are_two():
    found = clusters(of_class(CONV2D | {"one": OTHER_NAMES, "two": MORE_STATEMENTS, "three": CONV2D["fourier"]}))
    assert [one.learners for one in found] == [("fourier", "three"), ("loops", "one", "two")]
    assert found[0].share == 1.0
    assert 0.75 <= found[1].share < 1


def test_the_order_of_the_class_does_not_matter():
    answers = of_class(CONV2D | {"copy": OTHER_ORDER, "other": MORE_STATEMENTS})
    names = list(answers)
    random.Random(3).shuffle(names)
    assert clusters({name: answers[name] for name in names}) == clusters(answers)


def test_a_sentence_names_the_learners_and_accuses_nobody():
    [found] = clusters(of_class(CONV2D | {"copy": OTHER_NAMES}))
    assert found.sentence.startswith("conv2d: the answers of copy, loops are alike; each has at least 100% of its")
    assert not [word for word in ("plagiar", "cheat", "copied") if word in found.sentence.lower()]


def test_a_class_without_answers_has_no_clusters():
    assert compare({}) == ([], {})
    assert compare({"ada": {"conv2d": ""}, "emmy": {}}) == ([], {})
