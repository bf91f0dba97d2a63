"""Mistakes in squash_loss."""

from __future__ import annotations

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def matrix(kernel: Array) -> Array:
    """Return the kernel as (C, KH * KW)."""
    return np.asarray(kernel, float).reshape(len(kernel), -1)


def energies(kernel: Array) -> Array:
    """Return the squared singular values."""
    return np.linalg.svd(matrix(kernel), compute_uv=False) ** 2


def lost(part: float, whole: float) -> float:
    """Return the share that is lost."""
    return float(1 - part / whole)


def first_and_all(rows: Array) -> tuple[float, float]:
    """Return the largest squared singular value of the rows, and the sum of all."""
    values = np.linalg.svd(rows.reshape(len(rows), -1), compute_uv=False) ** 2
    return values[0], values.sum()


def overwriting(kernel: Array) -> float:
    """Scale the caller's kernel in place."""
    share = lost(energies(kernel)[0], energies(kernel).sum())
    kernel /= np.linalg.norm(kernel)
    return share


def off_mean(kernel: Array) -> float:
    """Compare each channel with the mean kernel."""
    rows = matrix(kernel)
    return float(((rows - rows.mean(0)) ** 2).sum() / (rows**2).sum())


SQUASH_LOSS_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the share that is kept is returned",
            lambda k: float(energies(k)[0] / energies(k).sum()),
            "Subtract it from 1: the loss is asked for.",
        ),
        (
            "the singular values are not squared",
            lambda k: lost(np.sqrt(energies(k))[0], np.sqrt(energies(k)).sum()),
            "The energy of a part is its singular value squared.",
        ),
        (
            "the singular values are squared twice",
            lambda k: lost(energies(k)[0] ** 2, (energies(k) ** 2).sum()),
            "The energy of a part is its singular value squared, once. eigvals of M @ M.T are squares already.",
        ),
        (
            "the largest singular value alone is squared",
            lambda k: lost(energies(k)[0], np.sqrt(energies(k)).sum()),
            "All singular values are squared before they are added.",
        ),
        (
            "the sum of the singular values is squared",
            lambda k: lost(energies(k)[0], np.sqrt(energies(k)).sum() ** 2),
            "Square each singular value, then add.",
        ),
        (
            "the square root of the share is returned",
            lambda k: float(np.sqrt(max(1 - energies(k)[0] / energies(k).sum(), 0))),
            "The share of the energy is asked for, without a root.",
        ),
        (
            "the energy lost is not divided by the energy of the kernel",
            lambda k: float(energies(k)[1:].sum()),
            "A share is asked for: divide by the sum of all squares.",
            lambda k: float(np.sqrt(energies(k)[1:].sum())),
        ),
        (
            "only the second part counts as lost",
            lambda k: float(energies(k)[1] / energies(k).sum()),
            "Everything but the first part is lost.",
        ),
        (
            "two singular values alone are counted",
            lambda k: float(energies(k)[1] / energies(k)[:2].sum()),
            "There are as many as channels or kernel cells, whichever are fewer. Take all of them: s[1:] is lost.",
        ),
        (
            "only the last part counts as lost",
            lambda k: float(energies(k)[-1] / energies(k).sum()),
            "Everything but the first part is lost.",
            lambda k: lost(energies(k)[:-1].sum(), energies(k).sum()),
        ),
        (
            "the smallest part is kept",
            lambda k: lost(energies(k)[-1], energies(k).sum()),
            "np.linalg.svd gives the largest singular value first.",
        ),
        (
            "the loss is compared with the part that is kept",
            lambda k: float(energies(k)[1:].sum() / energies(k)[0]),
            "Divide by the sum of all squares.",
        ),
        (
            "the kernel is unfolded by its rows, not by its channels",
            lambda k: lost(*first_and_all(np.moveaxis(np.asarray(k, float), 1, 0))),
            "Channel c is row c of the matrix: kernel.reshape(C, KH * KW).",
        ),
        (
            "the columns of the kernel become the rows of the matrix",
            lambda k: lost(*first_and_all(np.moveaxis(np.asarray(k, float), 2, 0))),
            "Channel c is row c of the matrix: kernel.reshape(C, KH * KW).",
            lambda k: lost(*first_and_all(np.asarray(k, float).reshape(-1, k.shape[2]))),
        ),
        (
            "the matrix is reshaped with C columns",
            lambda k: lost(*first_and_all(np.asarray(k, float).reshape(-1, len(k)))),
            "reshape(KH * KW, C) mixes the channels. Use kernel.reshape(C, KH * KW).",
        ),
        (
            "the singular values of each channel are taken by themselves",
            lambda k: lost((np.linalg.svd(np.asarray(k, float), compute_uv=False)[:, 0] ** 2).sum(), energies(k).sum()),
            "The question is how alike the channels are: put them into one matrix, a channel a row.",
            lambda k: 1 - np.linalg.svd(np.asarray(k, float), compute_uv=False)[:, 0] ** 2 / (matrix(k) ** 2).sum(1),
            lambda k: (
                (np.linalg.svd(k, compute_uv=False)[1:] ** 2).sum() / (np.linalg.svd(k, compute_uv=False) ** 2).sum()
            ),
        ),
        (
            "each channel is compared with the mean kernel",
            off_mean,
            "The squashing weights may differ from channel to channel: the largest singular value finds the best ones.",
        ),
        (
            "the channels are centred first",
            lambda k: lost(*first_and_all(matrix(k) - matrix(k).mean(0))),
            "No mean is subtracted here: this is not principal component analysis.",
            lambda k: lost(*first_and_all(matrix(k) - matrix(k).mean(1, keepdims=True))),
        ),
        (
            "a percentage is returned",
            lambda k: 100 * lost(energies(k)[0], energies(k).sum()),
            "Return the share itself, a number from 0 to 1.",
        ),
        (
            "the singular values are returned",
            lambda k: np.sqrt(energies(k)),
            "Return one number: the share that everything but the first part has.",
            energies,
            lambda k: energies(k) / energies(k).sum(),
        ),
        (
            "the input is overwritten",
            overwriting,
            "The caller still needs it. Work on a copy.",
        ),
    ),
)
