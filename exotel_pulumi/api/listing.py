"""One list as a process knows it: its readings, and what they prove."""

from dataclasses import dataclass, field
from threading import Lock

from exotel_pulumi.api.envelope import Row

LONG_LIST = 200  # rows, beyond which reading them again for each object costs more than making the objects
BELIEVED = 10.0  # seconds for which a reading of a long list is taken for the present


@dataclass
class Listing:
    """The rows of one endpoint, fetched by one thread while the others wait for it. Moments are monotonic seconds."""

    fetching: Lock = field(default_factory=Lock)
    change: object = field(default_factory=object)  # stands for the last change that this process made
    read_after: object = None  # the change after which the rows were read
    rows: list[Row] = field(default_factory=list)
    began: float = 0.0  # the moment at which that reading began
    confirmed: bool = False  # the rows were read a second time, after a pause
    first: tuple[float, list[Row]] | None = None  # the first reading: when it began, and its rows

    @property
    def is_current(self) -> bool:
        """Whether this process has changed nothing since the rows were read."""
        return self.read_after is self.change

    def record(self, change: object, began: float, rows: list[Row], *, confirmed: bool) -> None:
        """Keeps a reading that began at a moment, after a change."""
        self.read_after, self.rows, self.began, self.confirmed = change, rows, began, confirmed
        self.first = self.first or (began, rows)

    def is_of_now(self, since: float) -> bool:
        """Returns whether the reading says what there was after a moment."""
        return self.began >= since - (BELIEVED if len(self.rows) > LONG_LIST else 0.0)

    def lasting(self, id_field: str) -> list[Row]:
        """Returns the rows that were in the first reading, too."""
        before = {str(row[id_field]) for row in (self.first or (0.0, []))[1]}
        return [row for row in self.rows if str(row[id_field]) in before]
