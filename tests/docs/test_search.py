"""What a reader looks for on the site, found by the site's own search: the theme's program with the site's index."""

import json
import subprocess
from pathlib import Path

from tests.docs import built
from tools.languages import node

SEARCH = Path(__file__).with_name("search.js")
FIRST = 3  # pages that a reader looks at

SEARCHES = {
    "rollback": "how_do_i/roll_back",
    "undo": "how_do_i/roll_back",
    "migrate terraform": "how_do_i/leave_the_console",
    "StackReference": "how_do_i/outputs_for_another_stack",
    "rotate password": "how_do_i/rotate_a_password",
    "import": "how_do_i/leave_the_console",
    "protect": "how_do_i/protect",
    "examples": "examples",
    "move": "how_do_i/move_a_number",
    "domain": "how_do_i/change_the_domain",
}


def test_each_search_has_its_page_among_the_first() -> None:
    done = subprocess.run(
        [node.folder() / "node", SEARCH, built.site(), *SEARCHES], capture_output=True, text=True, check=True
    )
    first = {search: pages[:FIRST] for search, pages in zip(SEARCHES, json.loads(done.stdout), strict=True)}
    assert {search: pages for search, pages in first.items() if f"{SEARCHES[search]}.html" not in pages} == {}
