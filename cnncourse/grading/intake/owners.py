"""Sort what was handed in by learner, and call each learner by one name: the roster's, or one that nobody else has."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from cnncourse.grading.intake.archives import is_archive
from cnncourse.grading.intake.files import File, Tree, shown
from cnncourse.grading.intake.names import Owner, owner_of_file, owner_of_folder, usable

if TYPE_CHECKING:
    from cnncourse.grading.intake.roster import Roster


@dataclass
class Found:
    """The files of one owner, seen from the owner's folder."""

    owner: Owner
    files: list[File] = field(default_factory=list)
    late: bool = False


def by_owner(tree: Tree, topic: str, stems: list[str], repositories: list[str], start: str) -> list[Found]:
    """Sort the files by their owners; those of nobody get a note."""
    found: dict[tuple[str, str], Found] = {}
    folders = {folder[0] for folder in tree.folders} - {topic}
    for folder in sorted(folders):
        owner = owner_of_folder(folder.removeprefix(start) if folder in repositories else folder, topic)
        found.setdefault(owner.identity, Found(owner))
    for file in tree.files:
        top = file.parts[0]
        if top in folders or (file.is_folder and top != topic):
            owner = owner_of_folder(top.removeprefix(start) if top in repositories else top, topic)
            kept = replace(file, parts=file.parts[1:] or file.parts, time=None if top in repositories else file.time)
        elif (of := owner_of_file(top, topic, stems)) and len(file.parts) == 1:
            owner, kept = of, replace(file, parts=(of.rest,))
        else:
            if file.is_notebook or is_archive(file.name):
                tree.notes.append(f"{shown('/'.join(file.parts))} names no learner and was not looked at.")
            continue
        one = found.setdefault(owner.identity, Found(owner))
        one.files.append(kept)
        one.late = one.late or owner.late
    return list(found.values())


def named(found: list[Found], roster: Roster | None) -> Iterator[tuple[str, Found, list[str]]]:
    """Give each owner a learner's id: that of the roster, where only one is meant, else a name that nobody has."""
    ids = [roster.find(one.owner) if roster else [] for one in found]
    single = Counter(options[0] for options in ids if len(options) == 1)
    taken: set[str] = {who.casefold() for who in roster.ids} if roster else set()
    names = Counter((one.owner.lms, usable(one.owner.name)) for one in found)
    for one, options in sorted(zip(found, ids, strict=True), key=lambda pair: pair[0].owner.identity):
        owner = one.owner
        exact = not owner.lms and owner.name == options[0] if options else False
        if len(options) == 1 and (exact or single[options[0]] == 1):
            yield options[0], one, []
            continue
        notes = []
        if options:
            notes.append(f"{shown(owner.name)} may be {' or '.join(options)} of the roster, or not; the name was kept.")
        elif roster:
            notes.append(f"{shown(owner.name)} is not in the roster.")
        name = usable(owner.name)
        if owner.lms and names[owner.lms, name] > 1:
            name = f"{name}_{owner.number}"
        yield _free(name, owner, taken, notes), one, notes


def _free(name: str, owner: Owner, taken: set[str], notes: list[str]) -> str:
    """Return a name that no other learner has, in capitals or not, and take it."""
    free = next(n for i in count(1) if (n := name if i == 1 else f"{name} ({i})").casefold() not in taken)
    taken.add(free.casefold())
    if free != name:
        notes.append(f"Another learner is called {name} too, in capitals or not; this one is called {free} here.")
    elif usable(owner.name) != unicodedata.normalize("NFC", owner.name):
        notes.append(f"The name handed in was {shown(owner.name)}, which cannot name a file; it is {free} here.")
    return free
