"""Turns LaTeX formulas into MathML, which browsers draw without a script."""

import html
import re
from xml.etree.ElementTree import Element

LIMIT = 5_000
"""Longer formulas are shown as they were written."""

# Macros can double at every level, until a line of text becomes gigabytes.
_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|providecommand|[egx]?def|let|DeclareMath)")


# Beside its own errors the converter lets slips of its code escape on formulas that break off.
_SLIPS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
)


def mathml(latex: str, *, display: bool) -> str:
    """Write a formula as `<math>`; one that cannot be read as `<code class="math-error">`.

    `display` is true for a formula that stands on a line of its own. The result still goes through
    `sanitize`: a formula may name addresses and styles.
    """
    if len(latex) > LIMIT or _DEFINITION.search(latex):
        return unreadable(latex)
    # 120 ms to import, and most pages have no formula.
    from latex2mathml import exceptions
    from latex2mathml.converter import convert_to_element

    problems: list[type[Exception]] = [
        each for each in vars(exceptions).values() if isinstance(each, type)
    ]
    try:
        element = convert_to_element(latex, display="block" if display else "inline")
        return _written(element)
    except tuple(problems) + _SLIPS:
        return unreadable(latex)


def unreadable(latex: str) -> str:
    """Show a formula as it was written."""
    return f'<code class="math-error">{html.escape(latex)}</code>'


def _written(element: Element) -> str:
    """Write the element as HTML does.

    The library's own writer unescapes "<", so that `\\text{<script>}` would come out as a tag.
    """
    attributes = "".join(
        f' {name}="{html.escape(str(value))}"'
        for name, value in element.attrib.items()
        if name != "xmlns"
    )
    # The library puts operators into the text as character references.
    text = html.escape(html.unescape(element.text or ""), quote=False)
    children = "".join(_written(child) for child in element)
    return f"<{element.tag}{attributes}>{text}{children}</{element.tag}>"
