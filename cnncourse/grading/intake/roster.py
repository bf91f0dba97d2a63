"""The list of a class: who is expected to hand in, and who is who in an LMS."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cnncourse.grading.intake import IntakeError
from cnncourse.grading.intake.files import RefusedError, read_plain
from cnncourse.grading.intake.names import Owner, letters, usable

LARGEST = 20_000_000  # bytes
NUMBERS = {"moodle": ("moodle_id", "lms_user_id"), "canvas": ("canvas_id", "lms_user_id")}
LOGINS = ("email", "sis_id", "login", "github", "username")
FORM = "expected the columns id, first_name, last_name, email, as `nbgrader db student import` takes them"


@dataclass(frozen=True)
class Roster:
    """The learners of a class.

    Args:
        people: each learner's columns, by id.
    """

    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """Everybody's id, sorted."""
        return sorted(self.people)

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read a roster from a CSV file: one line a learner, columns by name; more columns do no harm.

        Raises:
            IntakeError: the file cannot be read, has no ids, or has one twice.
        """
        rows = _lines_of(path)
        if not rows or "id" not in rows[0]:
            raise IntakeError(f"{path} is no roster: it has no column id; {FORM}")
        people: dict[str, dict[str, str]] = {}
        for number, row in enumerate(rows, start=2):
            who = row["id"]
            if not who and not any(row.values()):
                continue
            if usable(who) != who:
                raise IntakeError(f"{path}, line {number}: the id {who!r} cannot name a file; choose another")
            if who in people:
                raise IntakeError(f"{path}, line {number}: the id {who!r} stands there a second time")
            people[who] = row
        return cls(people)

    def find(self, owner: Owner) -> list[str]:
        """Return the ids that a name may stand for: none, the one, or several if that is ambiguous."""
        name = letters(owner.name)
        if owner.lms:
            return self._numbers.get((owner.lms, owner.number)) or self._names.get(name, [])
        if owner.name in self.people:
            return [owner.name]
        whole = owner.name.casefold()
        ends = [whole[i + 1 :] for i, letter in enumerate(whole) if letter == "-"]  # <assignment>-<login>
        by_end = (self._logins[end] for end in ends if end in self._logins)
        return self._logins.get(whole) or self._names.get(name) or next(by_end, [])

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], list[str]]:
        """The ids by the LMS and what it calls them."""
        return _index((lms, row.get(c, ""), who) for who, row in self._rows for lms, cs in NUMBERS.items() for c in cs)

    @cached_property
    def _logins(self) -> dict[str, list[str]]:
        """The ids by themselves and by what else people log in with."""
        logins = [("", who.casefold(), who) for who in self.people]
        logins += [("", row.get(column, "").casefold(), who) for who, row in self._rows for column in LOGINS]
        return {login: ids for (_, login), ids in _index(logins).items()}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The ids by name, in the orders in which Moodle and Canvas write it, for comparison."""
        people = [(letters(r.get("first_name", "")), letters(r.get("last_name", "")), who) for who, r in self._rows]
        both = [("", first + last, who) for first, last, who in people] + [("", b + a, who) for a, b, who in people]
        return {name: ids for (_, name), ids in _index(both).items()}

    @property
    def _rows(self) -> Iterable[tuple[str, dict[str, str]]]:
        return self.people.items()


def _index(entries: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """Return the ids by kind and value; an empty value is none."""
    index: dict[tuple[str, str], list[str]] = {}
    for kind, value, who in entries:
        if value and who not in index.setdefault((kind, value), []):
            index[kind, value].append(who)
    return index


def _lines_of(path: Path) -> list[dict[str, str]]:
    """Return the lines of a CSV file by column, without blanks around the fields."""
    try:
        text = read_plain(path.resolve(), LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntakeError(f"{path} is not text in UTF-8; save it as CSV in UTF-8") from error
    except RefusedError as error:
        raise IntakeError(f"{path} cannot be read: {error}") from error
    except OSError as error:
        raise IntakeError(f"{path} cannot be read: {error.strerror}; {FORM}") from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        lines = [[field.strip() for field in line] for line in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise IntakeError(f"{path} is not CSV: {error}") from error
    columns = [name.lower() for name in lines[0]] if lines else []
    return [dict(zip(columns, line + [""] * len(columns), strict=False)) for line in lines[1:]]
