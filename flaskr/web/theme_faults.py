"""Where a theme broke: the file, the line, and what stands there."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

_AROUND = 2


@dataclass(frozen=True)
class Fault:
    """A mistake in a theme: the template's name, the number of its line, what is wrong with it.

    `excerpt` are the lines around it with their numbers, the one that is meant marked by `>`.
    """

    template: str
    line: int
    message: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.template}, line {self.line}: {self.message}"


def fault_of(error: BaseException, folder: Path) -> Fault | None:
    """Return where an error came from, if that is a template in the folder."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        places = [(error.filename, error.lineno)]
    else:
        frames = traceback.extract_tb(error.__traceback__)
        places = [(frame.filename, frame.lineno or 0) for frame in frames]
    for name, line in reversed(places):
        path = Path(name)
        if path.suffix == ".html" and path.is_relative_to(folder):
            # As text, a syntax error tells its place and its line once more.
            told = error.message if isinstance(error, TemplateSyntaxError) else str(error)
            message = told or type(error).__name__
            template = path.relative_to(folder).as_posix()
            return Fault(template, line, message, _excerpt(path, line))
    return None


def _excerpt(path: Path, line: int) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return "\n".join(
        f"{'>' if number == line else ' '} {number:4} {lines[number - 1]}"
        for number in range(first, last + 1)
    )
