"""Read a whole gradebook, whoever wrote it, in a form in which two can be compared."""

import re
from typing import Any

import sqlalchemy

RANDOM_ID = re.compile(r"[0-9a-f]{32}")

Rows = dict[str, dict[str, Any]]  # by name


def dump(address: str) -> dict[str, Rows]:
    """Return all tables of a gradebook, with names in the place of random ids."""
    engine = sqlalchemy.create_engine(address)
    tables = sqlalchemy.MetaData()
    tables.reflect(engine)
    named: dict[tuple[str, str], str] = {}  # the name of each row, by the name of its table and its id
    with engine.connect() as connection:
        found = {table.name: read(connection, table, named) for table in tables.sorted_tables}
    engine.dispose()
    return found


def read(connection: sqlalchemy.Connection, table: sqlalchemy.Table, named: dict[tuple[str, str], str]) -> Rows:
    """Return the rows of one table; the tables that it points to must have been read before."""
    pointers = {key.parent.name: key.column.table.name for key in table.foreign_keys}
    rows: Rows = {}
    for row in connection.execute(table.select()).mappings():
        values = {key: named.get((pointers[key], row[key]), row[key]) if key in pointers else row[key] for key in row}
        words = [values[key] for key in sorted(values) if key in pointers or key in ("name", "type")]
        if "id" in values and RANDOM_ID.fullmatch(str(row["id"])):
            values["id"] = f"{table.name}({', '.join(map(str, words))})"
        name = str(values.get("id", values))
        if "id" in row:
            named[table.name, row["id"]] = name
        name += " again" * sum(key.startswith(name) for key in rows)
        rows[name] = values
    return rows


def differences(one: dict[str, Rows], other: dict[str, Rows]) -> list[str]:
    """Return a line for each table, row or value that differs between two gradebooks."""
    lines = [f"{table}: only in one of the two" for table in sorted(one.keys() ^ other.keys())]
    for table in sorted(one.keys() & other.keys()):
        for name in sorted(one[table].keys() | other[table].keys()):
            left, right = one[table].get(name), other[table].get(name)
            if left is None or right is None:
                lines.append(f"{name} is only in the {'second' if left is None else 'first'}")
            elif left != right:
                columns = [key for key in left.keys() | right.keys() if left.get(key) != right.get(key)]
                lines += [f"{name}.{key}: {left.get(key)!r}, {right.get(key)!r}" for key in sorted(columns)]
    return lines
