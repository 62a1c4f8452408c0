"""What the reading commands show: an account as Exotel has it, or as a stack's state has it."""

from collections.abc import Sequence

from rich.markup import escape

from exotel_pulumi.account import contents, state
from exotel_pulumi.cli import source
from exotel_pulumi.cli.output import notes


def read(trunks: Sequence[str], stack: str | None, *, from_state: bool) -> contents.Contents:
    """Reads the account, or the named trunks of it, with progress on stderr; or the state, without asking Exotel."""
    if from_state:
        return state.read(source.exported(stack), trunks)
    client = source.of(stack).client()
    with notes().status("asking Exotel") as status:
        return contents.read(client, trunks, lambda name: status.update(escape(f"reading trunk {name}")))
