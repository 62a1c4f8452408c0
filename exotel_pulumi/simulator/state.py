"""The state: rows in one spelling for both dialects, and the JSON file of the rows. The API's rules are elsewhere."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from threading import RLock
from typing import Any

from .clock import Clock

Row = dict[str, Any]

FIRST_ID = 41523
IDENTITY = ("id", "account_sid", "trunk_sid", "date_created", "date_updated")


class StateFileError(Exception):
    """A state file that cannot be used. The message is one line for a person."""


class State:
    """Tables of rows, oldest first. Methods return the rows themselves, no copies: use them inside `transaction()`.

    `tables` has the fields that a row of each must have.
    """

    def __init__(
        self,
        tables: Mapping[str, Iterable[str]],
        file: str | Path | None = None,
        changed: Callable[[], None] = lambda: None,
        *,
        delete_delay: int = 0,
    ) -> None:
        self.clock = Clock()
        self._note = changed
        self._file = Path(file) if file is not None else None
        self._lock = RLock()
        self._changed = False
        self.watcher: Callable[[list[tuple[str, Row]]], None] | None = None
        """Is given each row of a write as it was and is, with its table, before anybody else is let in."""
        self._touched: list[tuple[str, Row]] = []
        self._tables: dict[str, list[Row]] = {table: [] for table in tables}
        self._needed = {table: (*IDENTITY, *fields) for table, fields in tables.items()}
        self._next_id = FIRST_ID
        self._withheld: dict[str, int] = {}
        self._delete_delay = delete_delay
        self._ghosts: dict[str, list[Row]] = {}  # deleted rows, by table, that lists still show
        self._shown_for: dict[str, int] = {}  # how many lists more, by the id of such a row
        if self._file is not None:
            self._open(self._file)

    @contextmanager
    def transaction(self) -> Iterator["State"]:
        """Lets in one thread at a time, and saves the changes at the end."""
        with self._lock:
            try:
                yield self
            finally:
                if self._changed:
                    self._changed = False
                    self._tell()
                    self._save()
                    self._note()

    def rows(self, table: str, **match: object) -> list[Row]:
        """Returns the rows whose fields match, oldest first."""
        found = self._tables[table][:]
        for key, value in match.items():
            found = [row for row in found if row.get(key) == value]
        return found

    def insert(self, table: str, fields: Row, withhold: int = 0) -> Row:
        """Adds a row. `withhold` is the number of lists that leave the row out."""
        now = self.clock.now()
        row = {"id": str(self._next_id), "date_created": now, "date_updated": now, **fields}
        self._next_id += 1
        self._tables[table].append(row)
        if withhold:
            self._withheld[row["id"]] = withhold
        self._touch(table, row)
        return row

    def update(self, row: Row, fields: Row) -> Row:
        """Changes fields of a row."""
        table = self._table_of(row) if self.watcher else ""
        self._touch(table, row)
        row.update({"date_updated": self.clock.now(), **fields})
        self._touch(table, row)
        return row

    def delete(self, table: str, rows: Iterable[Row]) -> None:
        """Removes rows from a table."""
        gone = {row["id"]: row for row in rows}
        if self._delete_delay:
            self._ghosts.setdefault(table, []).extend(gone.values())
            self._shown_for |= dict.fromkeys(gone, self._delete_delay)
        self._tables[table] = [row for row in self._tables[table] if row["id"] not in gone]
        self._touch(table, *gone.values())

    def _touch(self, table: str, *rows: Row) -> None:
        self._changed = True
        if self.watcher is not None:
            self._touched += [(table, dict(row)) for row in rows]

    def _tell(self) -> None:
        if self.watcher is not None:
            touched, self._touched = self._touched, []
            self.watcher(touched)

    def _table_of(self, row: Row) -> str:
        return next(table for table, rows in self._tables.items() if any(each is row for each in rows))

    def listed(self, rows: Iterable[Row]) -> list[Row]:
        """Returns the rows that a list shows, and counts the list for each row that is left out."""
        shown = []
        for row in rows:
            left = self._withheld.pop(row["id"], 0)
            if not left:
                shown.append(row)
            elif left > 1:
                self._withheld[row["id"]] = left - 1
        return shown

    def ghosts(self, table: str, **match: object) -> list[Row]:
        """Returns the deleted rows that a list still shows, and counts the list for each of them."""
        found = [
            row for row in self._ghosts.get(table, ()) if all(row.get(key) == value for key, value in match.items())
        ]
        for row in found:
            self._shown_for[row["id"]] -= 1
            if not self._shown_for[row["id"]]:
                self._ghosts[table].remove(row)
        return found

    def clear(self) -> None:
        """Removes every row. Ids are not used again."""
        with self.transaction():
            self._tables = {table: [] for table in self._tables}
            self._withheld.clear()
            self._ghosts.clear()
            self.watcher = None
            self.clock.reset()
            self._changed = True

    def snapshot(self) -> dict[str, list[Row]]:
        """Returns a copy of all tables."""
        with self._lock:
            return deepcopy(self._tables)

    def _open(self, file: Path) -> None:
        try:
            if file.exists():
                self._load(json.loads(file.read_text(encoding="utf-8")))
            else:
                self._save()
        except OSError as error:
            raise StateFileError(f"cannot use the state file {file}: {error.strerror}") from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            message = f"{file} is not a state file of this simulator: move the file away to start again"
            raise StateFileError(message) from error

    def _load(self, saved: Any) -> None:
        tables = dict(saved)
        self._next_id = int(tables.pop("next_id"))
        # A file may be older than a collection: a table that is not in the file is empty. A file with an unknown table
        # is refused: the next save would lose the rows of that table.
        for table, rows in tables.items():
            if table not in self._tables or not isinstance(rows, list):
                raise ValueError(f"there is no table {table}")
            for row in rows:
                self._examine(table, row)
            self._tables[table] = list(rows)
        # No id is given twice, whatever the file says comes next.
        ids = [int(row["id"]) for rows in self._tables.values() for row in rows]
        if len({*ids}) < len(ids):
            raise ValueError("two rows have one id")
        self._next_id = max([self._next_id, *(own + 1 for own in ids)])

    def _examine(self, table: str, row: Row) -> None:
        """Raises ValueError for a row that the handlers could not read; fields that nobody knows stay."""
        missing = [name for name in self._needed[table] if not isinstance(row.get(name), str | int)]
        if missing or not all(isinstance(row[name], str) for name in IDENTITY) or not row["id"].isdecimal():
            raise ValueError(f"a row of {table} lacks or garbles {', '.join(missing) or 'its identity'}")

    def _save(self) -> None:
        if self._file is None:
            return
        saved = json.dumps({"next_id": self._next_id, **self._tables}, indent=1)
        # The file has SIP passwords: mkstemp makes it private.
        handle, name = tempfile.mkstemp(prefix=f".{self._file.name}.", dir=self._file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(saved)
            os.replace(name, self._file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
