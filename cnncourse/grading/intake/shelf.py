"""Open one learner's archives, and find out which file is which notebook."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cnncourse import exercises
from cnncourse.grading.intake.archives import LARGEST_ARCHIVE, OF_A_LEARNER, is_archive, look_into, plain_name
from cnncourse.grading.intake.files import File, RefusedError, reason, shown
from cnncourse.grading.intake.names import letters, number_of_copy, plain, stem_of, which

MOST_ARCHIVES = 20  # of one learner
NAMED = 5  # files in one note
SAME_TIME = 2.0  # seconds: what a zip archive cannot tell apart
ORDINALS = {2: "the second", 3: "the third", 4: "the fourth"}


@dataclass
class Candidates:
    """The files that may be one notebook, the best one last, and what makes it the best."""

    stem: str
    files: list[File]
    why: str

    def choice(self, chosen: File) -> list[str]:
        """Explain why this one was graded, if there is something to explain."""
        if len(self.files) > 1 and chosen is self.files[-1]:
            names = _names(self.files)
            return [f"{names} were handed in; {ORDINALS.get(len(self.files), 'the last')}, {self.why}, was graded."]
        return [f"The file was called {shown(chosen.name)}."] if chosen.name != f"{self.stem}.ipynb" else []


class Shelf:
    """The files of one learner for one topic.

    Args:
        files: what was handed in.
        called: what the learner is called, here and there.
        topic: for which topic.
        stems: the released notebooks.

    Attributes:
        found: the files that may be each notebook.
        damage: what could not be opened, in sentences; it may have held what is missing.
        notes: what was left aside, in sentences.
    """

    def __init__(self, files: list[File], called: str, topic: str, stems: list[str]):
        self.called, self.topic, self.stems = letters(called), topic, stems
        self.damage: list[str] = []
        self.notes: list[str] = []
        opened = self._open(files)
        elsewhere = {name.lower() for name in exercises.topics()} - {topic.lower()}
        self.files = [file for file in opened if self._in_topic(file) or elsewhere.isdisjoint(_lower(file.folders))]
        by_stem: dict[str, list[File]] = {}
        strays: list[File] = []
        for file in filter(lambda file: file.is_notebook, self.files):
            stem = self._stem(file)
            (strays if stem is None else by_stem.setdefault(stem, [])).append(file)
        self.found = {stem: self._ranked(stem, candidates) for stem, candidates in by_stem.items()}
        self._note_strays(strays)

    def _in_topic(self, file: File) -> bool:
        return self.topic.lower() in _lower(file.folders)

    def _open(self, files: list[File]) -> list[File]:
        """Return all files, those in archives too."""
        opened, end, archives = [], time.monotonic() + OF_A_LEARNER.seconds, 0
        for file in files:
            if file.is_folder and not file.is_notebook:
                self.damage.append(f"{shown(file.name)} cannot be opened: {file.refused}.")
            elif not is_archive(file.name):
                opened.append(file)
            else:
                archives += 1
                if archives <= MOST_ARCHIVES:
                    opened += self._opened(file, end - time.monotonic())
        if archives > MOST_ARCHIVES:
            self.damage.append(f"There are {archives} archives; only the first {MOST_ARCHIVES} were opened.")
        return opened

    def _opened(self, file: File, seconds: float) -> list[File]:
        """Return what lies in an archive, which stands for a folder of its name."""
        try:
            limits = replace(OF_A_LEARNER, seconds=seconds)
            tree = look_into(file.read(LARGEST_ARCHIVE), limits, "/".join(file.parts))
        except (OSError, RefusedError) as error:
            self.damage.append(f"{shown(file.name)} cannot be opened: {reason(error)}.")
            return []
        self.notes += [f"In {shown(file.name)}, {note}" for note in tree.notes[:NAMED]]
        if more := len(tree.notes[NAMED:]):
            self.notes.append(f"In {shown(file.name)}, {more} more were left out.")
        inner = [found.name for found in tree.files if is_archive(found.name)]
        for name in inner[:NAMED]:
            self.damage.append(f"{shown(name)} lies in the archive {shown(file.name)} and was not opened.")
        if not tree.files:
            self.damage.append(f"{shown(file.name)} holds no file that can be read.")
        return [found.below(*file.folders, plain_name(file.name)) for found in tree.files if not is_archive(found.name)]

    def _stem(self, file: File) -> str | None:
        """Return which notebook a file is by its name, to which the learner may have added their own."""
        stem = stem_of(file.name)
        if (found := which(stem, self.stems)) and (not found[1] or self._is_me(found[1])):
            return found[0]
        for name in sorted(self.stems, key=len, reverse=True):
            match = re.fullmatch(rf"{re.escape(name)}[\s_.-]+(.+)", stem, re.I | re.S)
            if match and self._is_me(match[1]):
                return name
        return None

    def _is_me(self, text: str) -> bool:
        """Tell whether a part of a file name is a part of the learner's name, or the topic."""
        mine = letters(text)
        return bool(mine) and (mine in self.called or mine == letters(self.topic))

    def _ranked(self, stem: str, files: list[File]) -> Candidates:
        """Order the files that may be one notebook: by folder, else by time, if that tells, else by name."""
        others = [file for file in files if not self._in_topic(file)]
        top = [file for file in files if self._in_topic(file)] or others
        top = sorted(top, key=lambda file: (number_of_copy(file.name), file.parts))
        why = "which comes last by name"
        times = [file.time for file in top if file.time is not None]
        if len(times) == len(top) and len({file.clock for file in top}) == 1 and max(times) - min(times) > SAME_TIME:
            top.sort(key=lambda file: file.time or 0.0)
            why = "which is newer" if len(files) == 2 else "which is the newest"
        if len(top) == 1 < len(files):
            why = f"which lies in the folder {self.topic}"
        return Candidates(stem, [*(file for file in others if file not in top), *top], why)

    def _note_strays(self, strays: list[File]) -> None:
        """Name notebooks that are none of the exercises, and, if there is no notebook at all, what else there is."""
        for file in strays[:NAMED]:
            name = shown(file.name)
            self.notes.append(
                f"{name} is none of the exercises and was not looked at; if it is one, rename it and grade again."
            )
        if more := len(strays[NAMED:]):
            self.notes.append(f"{more} more notebooks are none of the exercises and were not looked at.")
        others = [file for file in self.files if file.name != "timestamp.txt"]
        if others and not self.found and not strays:
            self.notes.append(f"No notebook (.ipynb) is among what was handed in: {_names(others)}.")


def rivals(files: list[File]) -> list[File]:
    """Return the notebooks whose times may decide which of them counts, in the order of their times."""
    stems = [plain(stem_of(file.name)).lower() for file in files]
    times = Counter(stems)
    same = [file for file, stem in zip(files, stems, strict=True) if file.is_notebook and times[stem] > 1]
    return sorted(same, key=lambda file: (file.time or 0.0, file.parts))


def _lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


def _names(files: list[File]) -> str:
    """Return the names of some files in a sentence; with their folders, if two are called the same."""
    same = len({file.name for file in files}) < len(files)
    names = [shown("/".join(file.parts) if same else file.name) for file in files]
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
