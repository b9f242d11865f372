"""Fetch AWS CLI v2 from PyPI into a folder, so that the tests can run pages with it.

It lies in the package `aws-cdk-asset-awscli-v2` (Apache-2.0): a wheel, in it a tar, in it a zip file.

Usage: python tests/fetch_aws_v2.py FOLDER
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "aws-cdk-asset-awscli-v2"


def main(folder: Path) -> None:
    """Unpack the CLI into `folder`/dist and put a link to its program at `folder`/aws."""
    with tempfile.TemporaryDirectory() as temporary:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            temporary,
            PACKAGE,
        ]
        subprocess.run(command, check=True)
        (wheel,) = Path(temporary).glob("*.whl")
        layer = _layer(wheel)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in layer.namelist():
        _, found, inside = name.partition("/dist/")
        if found and inside and not name.endswith("/"):
            target = folder / "dist" / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(layer.read(name))
    program = folder / "dist" / "aws"
    program.chmod(0o755)
    (folder / "aws").symlink_to(program.resolve())


def _layer(wheel: Path) -> zipfile.ZipFile:
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(inner))) as archive:
            member = next(name for name in archive.getnames() if name.endswith("layer.zip"))
            found = archive.extractfile(member)
            if found is None:
                raise SystemExit(f"{member} is no file in {wheel.name}; the package has changed")
            return zipfile.ZipFile(io.BytesIO(found.read()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
