"""Find answers that are more alike than independent work would be: a hint for a person, never a verdict.

Each answer becomes a set of fingerprints: hashes of short runs of tokens of its syntax tree, chosen by winnowing. In
them a name that the learner chose stands for its role, an imported name for what it names, and formatting, comments
and docstrings do not exist. No run goes beyond its statement. So neither new names nor another order of statements
hides a copy. What the course gave out does not count, nor what many wrote; what few wrote counts most.

Source: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003,
https://doi.org/10.1145/872757.872770; the inverted index and the limit on common passages are those of their MOSS.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from cnncourse.policy import UNREADABLE, aliases, dotted

RUN = 5  # tokens; a shorter statement is one run
WINDOW = 2  # of so many neighbouring runs, the one with the smallest hash is kept
ALIKE = 0.75  # of the smaller answer's weight, shared, makes two answers alike; chosen in tests/test_similarity.py
CHOICE = 6  # fingerprints that one decision of a learner leaves: they come together, copied or not
COMMON, COMMON_SHARE = 10, 0.5  # what more answers than this hold, and more than this share of them, is common
LONGEST = 200_000  # characters of a source that is looked at

COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
WITHOUT_MEANING = ("ctx", "annotation", "returns", "type_comment")


class Cluster(NamedTuple):
    """Answers to one exercise that are alike.

    Args:
        exercise: its name.
        learners: in order.
        share: what each of the answers has in common, at least, with another of them; from 0 to 1.
    """

    exercise: str
    learners: tuple[str, ...]
    share: float

    @property
    def sentence(self) -> str:
        """What an instructor is told."""
        number, names = len(self.learners), ", ".join(self.learners)
        another = "the other" if number == 2 else "another"
        return (
            f"{self.exercise}: the answers of {names} are alike; each has at least {self.share:.0%} of its unusual "
            f"passages in common with {another}. Learners may share a source, a table or a tutor: read them first."
        )


class Comparison(NamedTuple):
    """What a comparison found, and by exercise the learners whose answers were too short, or too usual, to compare."""

    clusters: list[Cluster]
    too_short: dict[str, list[str]]

    @property
    def caveat(self) -> str:
        """What was not compared, in a sentence; "" if all was."""
        parts = [f"{exercise} ({len(names)})" for exercise, names in self.too_short.items()]
        reason = "Where an answer is short, or written as most write it, likeness says nothing."
        return f"{reason} Answers that were not compared: {', '.join(parts)}." if parts else ""


def clusters(
    answers: Mapping[str, Mapping[str, str]], given: Mapping[str, Iterable[str]] | None = None
) -> list[Cluster]:
    """Return the clusters of :func:`compare`."""
    return compare(answers, given).clusters


def compare(answers: Mapping[str, Mapping[str, str]], given: Mapping[str, Iterable[str]] | None = None) -> Comparison:
    """Compare the answers of a class, exercise by exercise.

    Args:
        answers: by learner, the source of each answer by exercise.
        given: by exercise, sources that everybody had, such as the released cells; what stands in them does not count.

    Returns:
        The clusters, the most alike first, joined by single linkage.
    """
    found, too_short = list[Cluster](), dict[str, list[str]]()
    for exercise in sorted({name for theirs in answers.values() for name in theirs}):
        free = set[int]().union(*(fingerprints(source) for source in (given or {}).get(exercise, ())))
        prints = {name: fingerprints(theirs[exercise]) - free for name, theirs in answers.items() if exercise in theirs}
        prints = {name: prints[name] for name in sorted(prints) if prints[name]}  # not those that are as released
        class_ = _Class(list(prints.values()))
        names = list(prints)
        found += [Cluster(exercise, tuple(names[i] for i in those), share) for those, share in class_.clusters()]
        if short := [name for name, enough in zip(names, class_.compared, strict=True) if not enough]:
            too_short[exercise] = short
    return Comparison(sorted(found, key=lambda one: (-one.share, one)), too_short)


# ------------------------------------------------------------------------------ one answer


@lru_cache(maxsize=1000)
def fingerprints(source: str) -> frozenset[int]:
    """Return the fingerprints of an answer; none if it is no Python."""
    try:
        tree = ast.parse(source[:LONGEST])
        statements = _Reader(tree).statements()
    except UNREADABLE:
        return frozenset()
    return frozenset(mark for tokens in statements for mark in _winnowed(tokens))


def _winnowed(tokens: list[str]) -> Iterator[int]:
    """Yield the smallest hash of every window of neighbouring runs."""
    runs = ["\0".join(tokens[i : i + RUN]).encode() for i in range(max(1, len(tokens) - RUN + 1))]
    hashes = [crc32(run) for run in runs]
    return (min(hashes[i : i + WINDOW]) for i in range(max(1, len(hashes) - WINDOW + 1)))


class _Reader:
    """Reads a syntax tree as tokens that do not depend on the names that a learner chose."""

    def __init__(self, tree: ast.Module):
        self.tree, self.known = tree, aliases(tree)
        self.roles: dict[str, str] = {}
        self.own: set[str] = set()  # attributes that the answer itself sets
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, ast.arguments):
                arguments = [*node.posonlyargs, *node.args, *node.kwonlyargs]
                self.roles |= {one.arg: f"argument {i}" for i, one in enumerate(arguments)} | self.roles
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.roles.setdefault(node.id, "local")
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.roles.setdefault(node.name, "function")
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                self.own.add(node.attr)

    def statements(self) -> Iterator[list[str]]:
        """Yield the tokens of each statement, without those of the statements in it."""
        for node in ast.walk(self.tree):
            bare = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if isinstance(node, ast.stmt) and not bare and not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
                yield list(self.tokens(node))

    def tokens(self, node: ast.AST) -> list[str]:
        """Return the tokens of an expression, or of what a statement says by itself."""
        if isinstance(node, ast.Name):
            return [self.roles.get(node.id) or self.known.get(node.id, node.id)]
        if isinstance(node, ast.Constant):
            return [hex(node.value) if isinstance(node.value, int) else repr(node.value)]
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.AugAssign):
            node = ast.Assign([node.target], ast.BinOp(node.target, node.op, node.value))
        if isinstance(node, ast.BinOp) and isinstance(node.op, COMMUTATIVE):
            left, right = sorted([self.tokens(node.left), self.tokens(node.right)])
            return [type(node.op).__name__, *left, *right]
        word = node.arg or "" if isinstance(node, ast.keyword) else ""
        return [type(node).__name__ + word, *(token for child in _children(node) for token in self.tokens(child))]

    def _attribute(self, node: ast.Attribute) -> list[str]:
        root: ast.AST = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id not in self.roles and (name := dotted(node, self.known)):
            return [name]
        return [*self.tokens(node.value), ".own" if node.attr in self.own else f".{node.attr}"]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what belongs to a node, except statements and what does not change what it does."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.stmt) and name not in WITHOUT_MEANING:
                yield child


# ------------------------------------------------------------------------------ one class


class _Class:
    """The answers of a class to one exercise, as an inverted index of their fingerprints."""

    def __init__(self, prints: list[frozenset[int]]):
        self.number = len(prints)
        self.lengths = np.array([len(one) for one in prints], np.int64)
        marks = np.array([mark for one in prints for mark in one], np.int64)
        owners = np.repeat(np.arange(self.number), self.lengths)
        _, self.kinds, self.counts = np.unique(marks, return_inverse=True, return_counts=True)
        rare = self.counts <= max(COMMON, COMMON_SHARE * self.number)
        self.weights = np.where(rare, np.log1p(self.number / np.maximum(self.counts, 1)), 0.0)
        self.totals = np.bincount(owners, self.weights[self.kinds], self.number)
        self.least = CHOICE * (2 * np.log(max(self.number, 1)) + 2.3)
        self.compared = self.totals >= self.least
        self.holders = owners[np.argsort(self.kinds, kind="stable")]  # of each kind in turn
        self.ends = np.cumsum(self.counts)

    def clusters(self) -> list[tuple[list[int], float]]:
        """Return the numbers of the answers in each cluster, and what each shares at least with another of it."""
        leader, best = list(range(self.number)), np.zeros(self.number)
        for one, other, share in self._links():
            best[[one, other]] = np.maximum(best[[one, other]], share)
            leader[_find(leader, one)] = _find(leader, other)
        groups: dict[int, list[int]] = {}
        for one in np.flatnonzero(best).tolist():
            groups.setdefault(_find(leader, one), []).append(one)
        return [(those, float(best[those].min())) for those in groups.values()]

    def _links(self) -> Iterator[tuple[int, int, float]]:
        """Yield each two answers that are alike, with what they share of the smaller one's weight."""
        starts = np.cumsum(self.lengths) - self.lengths
        for one in np.flatnonzero(self.compared).tolist():
            kinds = self.kinds[starts[one] : starts[one] + self.lengths[one]]
            kinds = kinds[(self.weights[kinds] > 0) & (self.counts[kinds] > 1)]
            if not len(kinds):
                continue
            others = np.concatenate([self.holders[self.ends[k] - self.counts[k] : self.ends[k]] for k in kinds])
            shared = np.bincount(others, np.repeat(self.weights[kinds], self.counts[kinds]), self.number)
            share = shared[one + 1 :] / np.minimum(self.totals[one], self.totals[one + 1 :]).clip(1e-9)
            for step in np.flatnonzero((share >= ALIKE) & (shared[one + 1 :] >= self.least)):
                yield one, int(one + 1 + step), float(min(share[step], 1.0))


def _find(leader: list[int], one: int) -> int:
    """Return the leader of a cluster, and shorten the way to it."""
    while leader[one] != one:
        leader[one] = leader[leader[one]]
        one = leader[one]
    return one
