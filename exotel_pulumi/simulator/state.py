"""The objects the simulator holds, in one spelling for both dialects, and their JSON file. No rule of the API here."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

Row = dict[str, Any]

FIRST_ID = 41523


class StateFileError(Exception):
    """The state file cannot be used; the message is one line for a person."""


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class State:
    """Tables of rows, oldest first. Rows handed out inside `transaction()` are the state itself, not copies."""

    def __init__(self, tables: Iterable[str], file: str | Path | None = None) -> None:
        self._file = Path(file) if file is not None else None
        self._lock = RLock()
        self._changed = False
        self._tables: dict[str, list[Row]] = {table: [] for table in tables}
        self._next_id = FIRST_ID
        self._withheld: dict[str, int] = {}
        if self._file is not None:
            self._open(self._file)

    @contextmanager
    def transaction(self) -> Iterator["State"]:
        """One reader or writer at a time; what it changed is on disk when it ends."""
        with self._lock:
            try:
                yield self
            finally:
                if self._changed:
                    self._changed = False
                    self._save()

    def rows(self, table: str, **match: object) -> list[Row]:
        return [row for row in self._tables[table] if all(row.get(key) == value for key, value in match.items())]

    def insert(self, table: str, fields: Row, withhold: int = 0) -> Row:
        """Adds a row; `withhold` is the number of lists that it is left out of."""
        row = {"id": str(self._next_id), **fields, "date_created": now(), "date_updated": now()}
        self._next_id += 1
        self._tables[table].append(row)
        if withhold:
            self._withheld[row["id"]] = withhold
        self._changed = True
        return row

    def update(self, row: Row, fields: Row) -> Row:
        row.update(fields, date_updated=now())
        self._changed = True
        return row

    def delete(self, table: str, rows: Iterable[Row]) -> None:
        gone = {row["id"] for row in rows}
        self._tables[table] = [row for row in self._tables[table] if row["id"] not in gone]
        self._changed = True

    def listed(self, rows: Iterable[Row]) -> list[Row]:
        """The rows a list shows now; each one held back has one list less to wait."""
        shown = []
        for row in rows:
            left = self._withheld.pop(row["id"], 0)
            if not left:
                shown.append(row)
            elif left > 1:
                self._withheld[row["id"]] = left - 1
        return shown

    def clear(self) -> None:
        with self.transaction():
            self._tables = {table: [] for table in self._tables}
            self._withheld.clear()
            self._changed = True

    def snapshot(self) -> dict[str, list[Row]]:
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
        except (ValueError, TypeError, KeyError) as error:
            raise StateFileError(f"{file} is not a state file of this simulator: move it away to start anew") from error

    def _load(self, saved: Any) -> None:
        tables = dict(saved)
        self._next_id = int(tables.pop("next_id"))
        # A file may be older than a collection: a table that is not in the file is empty. The other way round it is
        # refused: the next save would lose the rows of a table that this simulator does not know.
        for table, rows in tables.items():
            if table not in self._tables:
                raise ValueError(f"{table} is no table")
            for row in rows:
                if not isinstance(row["id"], str) or not isinstance(row["account_sid"], str):
                    raise ValueError(f"a row of {table} has no identity")
            self._tables[table] = list(rows)

    def _save(self) -> None:
        if self._file is None:
            return
        saved = json.dumps({"next_id": self._next_id, **self._tables}, indent=1)
        # mkstemp makes the file private: it holds SIP passwords.
        handle, name = tempfile.mkstemp(prefix=f".{self._file.name}.", dir=self._file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(saved)
            os.replace(name, self._file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
