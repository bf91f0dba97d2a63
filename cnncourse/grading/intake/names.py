"""Tell by its name whose a file or folder is, and which notebook it is.

The names are those that people, browsers, Moodle, Canvas and GitHub Classroom give.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from cnncourse.grading.intake.archives import is_archive, plain_name
from cnncourse.grading.intake.files import NOTEBOOKS

MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?", re.S)
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_(?P<late>LATE))?_(?P<number>\d+)_\d+_(?P<rest>.+)", re.S)
COPY = re.compile(r"(?:\s*\(\d+\)|-\d{1,2}|[\s_-]+(?:copy|kopie)[\s_-]*\d*|[\s_-]+(?:final|neu|new))$", re.I)
COPIES = 4  # marks of a copy on one name; a pattern with its own repetition could be made to run for years
COPY_OF = re.compile(r"^(?:copy|kopie) (?:of|von) ", re.I)
SEPARATORS = " _.-"
LONGEST = 150  # bytes of a learner's name, which names files


@dataclass(frozen=True)
class Owner:
    """Whose something is, as its name tells.

    Args:
        name: the learner's.
        lms: "moodle", "canvas", or "" for neither.
        number: what this LMS calls the learner.
        late: whether the LMS says that it came late.
        rest: the name that the file had before the LMS renamed it; "" for a folder.
    """

    name: str
    lms: str = ""
    number: str = ""
    late: bool = False
    rest: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What is the same for two files of one learner."""
        return self.lms, self.number or self.name


def stem_of(name: str) -> str:
    """Return the name of a notebook file without its ending."""
    ending = next((end for end in sorted(NOTEBOOKS, key=len, reverse=True) if name.lower().endswith(end)), "")
    return name[: len(name) - len(ending)]


def plain(stem: str) -> str:
    """Return a stem without what browsers, Jupyter, Colab and people add: "conv2d (1)", "Copy of conv2d"."""
    for _ in range(COPIES):
        stem = COPY.sub("", stem)
    return COPY_OF.sub("", stem).strip()


def number_of_copy(name: str) -> tuple[int, str]:
    """Return what puts copies of a file in order."""
    stem = stem_of(name)
    mark = COPY.search(stem)
    digits = re.findall(r"\d{1,9}", mark[0]) if mark else []
    return (int(digits[-1]) if digits else 0, name)


def which(stem: str, wanted: Collection[str]) -> tuple[str, str] | None:
    """Tell which of the wanted names a stem is, and what stands before it: "ada_conv2d" is ("conv2d", "ada")."""
    short = plain(stem)
    for found in (stem.lower(), short.lower()):
        for name in wanted:
            if found == name.lower():
                return name, ""
    for name in sorted(wanted, key=len, reverse=True):
        before = short[: -len(name)]
        if short.lower().endswith(name.lower()) and before.rstrip(SEPARATORS) not in ("", before):
            return name, before.rstrip(SEPARATORS)
    return None


def owner_of_folder(name: str, topic: str) -> Owner:
    """Return whose folder it is; a folder of GitHub Classroom begins with the assignment."""
    if match := MOODLE.fullmatch(name):
        return Owner(match["name"], "moodle", match["number"])
    start = f"{topic}-"
    return Owner(name[len(start) :] if name.lower().startswith(start) and len(name) > len(start) else name)


def owner_of_file(name: str, topic: str, stems: list[str]) -> Owner | None:
    """Return whose file it is, as far as its name tells."""
    if match := MOODLE.fullmatch(name):
        return Owner(match["name"], "moodle", match["number"], rest=match["rest"] or name)
    if match := CANVAS.fullmatch(name):
        return Owner(match["name"], "canvas", match["number"], bool(match["late"]), match["rest"])
    archive = is_archive(name)
    if not archive and stem_of(name) == name:
        return None
    stem = plain_name(name) if archive else stem_of(name)
    if not (found := which(stem, [topic, *stems])):
        only = not archive and len(stems) == 1
        return Owner(re.sub(r"\s*\(\d+\)$", "", stem) or stem, rest=f"{stems[0]}.ipynb" if only else name)
    if between := which(found[1], [topic]):  # ada_convolution_conv2d
        found = between
    after = name[name.lower().find(found[1].lower()) + len(found[1]) :]
    rest = re.sub(rf"^{re.escape(topic)}[\s_-]+", "", after.lstrip(SEPARATORS), flags=re.I)
    return Owner(found[1], rest=rest) if found[1] else None


def assignment(repositories: list[str], folder: str) -> str:
    """Return GitHub Classroom's assignment, with which the names of repositories begin, and a hyphen.

    It is in the name of the folder into which `gh classroom clone` clones them, else what they have in common.
    """
    start = folder.removesuffix("submissions")
    if start.endswith("-") and all(name.startswith(start) for name in repositories):
        return start
    if len(repositories) < 2:
        return ""
    first, last = min(repositories), max(repositories)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: first.rfind("-", 0, same) + 1]


def letters(name: str) -> str:
    """Return a name for comparison: its letters and digits without accents, in lower case."""
    plain_letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain_letters if letter.isalnum())


def usable(name: str) -> str:
    """Return a learner's name as it can stand in a file name, on a page and in a line of text."""
    kept = "".join(c if c.isprintable() else "" if unicodedata.category(c) == "Cf" else "_" for c in name)
    kept = re.sub(r"[/\\:<>\"]", "_", unicodedata.normalize("NFC", kept)).strip().lstrip(".")
    if kept.strip("_. ") and len(kept.encode()) <= LONGEST:
        return kept
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept.encode()[: LONGEST - 9].decode('utf-8', 'ignore')}~{mark}"
