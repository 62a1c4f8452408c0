"""`show`: the account as a tree."""

from collections.abc import Sequence

from rich.tree import Tree

from exotel_pulumi.account import contents
from exotel_pulumi.cli import source
from exotel_pulumi.cli.output import Exit, console, notes, print_json


def show(trunks: Sequence[str], stack: str | None, as_json: bool) -> Exit:
    """Prints what the account has, or what the named trunks have."""
    client = source.of(stack).client()
    with notes().status("asking Exotel") as status:
        found = contents.read(client, trunks, lambda name: status.update(f"reading trunk {name}"))
    if as_json:
        print_json(found)
    else:
        console().print(_tree(found))
    return Exit.WELL


def _tree(found: contents.Contents) -> Tree:
    tree = Tree(f"[bold]{found['account_sid']}[/bold] at {found['api']}: {len(found['trunks'])} trunks")
    for trunk in found["trunks"]:
        branch = tree.add(f"[bold]{trunk['trunk_name']}[/bold]  {trunk['trunk_sid']}  {trunk['status'] or ''}")
        for number in trunk["phone_numbers"]:
            branch.add(f"number {number['phone_number']}  {number['mode']}")
        for entry in trunk["whitelisted_ips"]:
            branch.add(f"whitelisted {entry['ip']}/{entry['mask']}")
        for entry in trunk["destination_uris"]:
            branch.add(f"destination {entry['destination']}  priority {entry['priority']}, weight {entry['weight']}")
        for login in trunk["credentials"]:
            branch.add(f"login {login['user_name']}  {login['friendly_name'] or ''}".rstrip())
        for caller in trunk["caller_ids"]:
            branch.add(f"caller ID {caller['phone_number']}")
    return tree
