"""Packs the plugin for `pulumi plugin install --server` and `pluginDownloadURL`: for people without our package.

Each archive has the wheel and a script that starts it (tools/archive). All are alike: the name says which system asks.
Run: `python -m tools.plugin_archive WHEEL FOLDER`.
"""

import sys
import tarfile
from pathlib import Path

SYSTEMS = ("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
CONTENT = Path(__file__).parent / "archive"


def pack(wheel: Path, folder: Path) -> list[Path]:
    """Writes an archive for each system, named as the engine asks for it; returns them."""
    version = wheel.name.split("-")[1]
    files = [*sorted(file for file in CONTENT.iterdir() if file.is_file()), wheel]
    made = []
    for system in SYSTEMS:
        archive = folder / f"pulumi-resource-exotel-v{version}-{system}.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            for file in files:
                packed.add(file, file.name, filter=_without_owner)
        made.append(archive)
    return made


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    return member.replace(uid=0, gid=0, uname="", gname="", deep=False)


if __name__ == "__main__":
    wheel, folder = map(Path, sys.argv[1:])
    print(*pack(wheel, folder), sep="\n")
