"""A stranger's ZIP archive, unpacked inside one folder and within limits, or refused."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

_CHUNK = 64 * 1024


class ZipError(ValueError):
    """The archive is refused; the message says why in a sentence."""


def unpack_zip(path: Path, target: Path, *, max_files: int, max_bytes: int) -> int:
    """Unpack `path` into the folder `target` and give the number of files.

    Refused with `ZipError`, before anything is written: names that lead outside, links and
    devices, passwords, too many files, too many stated bytes. The bytes are counted again while
    they are written, because what an archive states need not be true.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(members, max_files, max_bytes)
            left = max_bytes
            for entry in members:
                left -= _unpack(archive, entry, target, left, max_bytes)
            return len(members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ZipError(
            "The file is no ZIP archive, or is damaged: pack the folder again."
        ) from error


def _check(members: list[zipfile.ZipInfo], max_files: int, max_bytes: int) -> None:
    if len(members) > max_files:
        raise ZipError(f"The archive holds more than {max_files:,} files.")
    if sum(entry.file_size for entry in members) > max_bytes:
        raise ZipError(f"The archive unpacks to more than {max_bytes:,} bytes.")
    for entry in members:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise ZipError(f"The archive's file “{entry.filename}” would be written outside.")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise ZipError(f"The archive's file “{entry.filename}” is a link or device.")
        if entry.flag_bits & 0x1:
            raise ZipError("The archive is locked with a password: pack it without one.")


def _unpack(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, max_bytes: int
) -> int:
    place = target / PurePosixPath(entry.filename.replace("\\", "/"))
    if not place.resolve().is_relative_to(target.resolve()):
        raise ZipError(f"The archive's file “{entry.filename}” would be written outside.")
    written = 0
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, place.open("xb") as file:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > left:
                    raise ZipError(f"The archive unpacks to more than {max_bytes:,} bytes.")
                file.write(chunk)
    except OSError as error:
        raise ZipError(
            f"The archive's file “{entry.filename}” cannot be written: {error.strerror}."
        ) from error
    return written
