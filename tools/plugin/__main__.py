"""Writes the archives out of a wheel: `python -m tools.plugin dist/*.whl <folder>`.

Their names are Pulumi's. The plugin is Python alone: all have the same bytes, and the same wheel gives them again.
"""

import gzip
import io
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).parent
PLATFORMS = ("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
PROGRAMS = ("pulumi-resource-exotel", "first_start.py")


def write(wheel: Path, folder: Path) -> list[Path]:
    """Writes an archive for each platform, and returns their paths."""
    version = wheel.name.split("-")[1]
    packed = _packed(wheel)
    folder.mkdir(parents=True, exist_ok=True)
    archives = [folder / f"pulumi-resource-exotel-v{version}-{platform}.tar.gz" for platform in PLATFORMS]
    for archive in archives:
        archive.write_bytes(packed)
    return archives


def _packed(wheel: Path) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as archive,
    ):
        for file in (*(HERE / name for name in PROGRAMS), wheel):
            entry = tarfile.TarInfo(file.name)  # no time, no owner
            entry.size, entry.mode = file.stat().st_size, 0o755 if not file.suffix else 0o644
            with file.open("rb") as content:
                archive.addfile(entry, content)
    return packed.getvalue()


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]), Path(sys.argv[2])):
        print(written)
