"""How templates write values into HTML: escaped, at a tenth of what it costs by itself.

`markupsafe.escape` makes an object that says that it is safe, which a template that joins what it
writes does not need; of a page with thirty comments that was a tenth.
"""

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from flaskr.lib.sanitize import SafeHtml

try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # pragma: no cover  (where there is no compiled markupsafe)
    from markupsafe._native import _escape_inner as _escape_text


def escaped(value: Any) -> str:
    """Return a value as it is written into HTML."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is SafeHtml or kind is Markup or kind is int:
        return str(value)
    return str(escape(value))


class EscapingGenerator(CodeGenerator):
    """Compiles templates so that what they write goes through the environment's `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")
