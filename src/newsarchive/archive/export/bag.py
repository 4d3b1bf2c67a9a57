"""BagIt 1.0 (RFC 8493): the whole archive as the payload of a bag, copied and hashed on its way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive import manifest
from newsarchive.archive.layout import Layout
from newsarchive.digest import sha256_hex
from newsarchive.errors import DamageFound
from newsarchive.software import SOFTWARE

_CHUNK = 1024 * 1024


def write_bag(layout: Layout, folder: Path, time: str) -> int:
    """Write the bag into the empty ``folder``; how many files are in its payload.

    Raises:
        DamageFound: a file is not what the archive's own manifest says.
    """
    listed, _ = manifest.parse(layout.manifest.read_bytes())
    digests: dict[str, str] = {}
    size = 0
    for path in sorted(_payload(layout)):
        relative = layout.relative(path)
        target = folder / "data" / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, written = _copy(path, target)
        if relative in listed and listed[relative].sha256 != digest:
            raise DamageFound(f"{relative}: its SHA-256 is not that of the manifest; see `newsarchive verify`")
        digests[f"data/{relative}"] = digest
        size += written
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": (
            f"Bag-Software-Agent: {SOFTWARE}\nBagging-Date: {time[:10]}\nPayload-Oxum: {size}.{len(digests)}\n"
        ).encode(),
        "manifest-sha256.txt": _manifest(digests),
    }
    tags["tagmanifest-sha256.txt"] = _manifest({name: sha256_hex(data) for name, data in tags.items()})
    for name, data in tags.items():
        (folder / name).write_bytes(data)
    return len(digests)


def _payload(layout: Layout) -> Iterator[Path]:
    yield from (p for p in (layout.readme, layout.about, layout.manifest, layout.catalog, layout.events) if p.exists())
    for folder in (layout.segments, layout.runs, layout.damaged):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file() and not path.is_symlink())


def _copy(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open(source, "rb") as read, open(target, "xb") as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += written.write(chunk)
    return digest.hexdigest(), size


def _manifest(digests: dict[str, str]) -> bytes:
    """Path and digest a line; the three characters that RFC 8493, section 2.1.3, has percent-encoded."""
    encoded = {
        path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D"): sha256 for path, sha256 in digests.items()
    }
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(encoded.items())).encode()
