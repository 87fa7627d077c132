"""How templates are compiled: what they write is escaped, what they say is translated.

There is one environment for each language, so that a message costs nothing when a page is made:
`_("Search")` is the word itself in the compiled template.
"""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from flaskr.lib.languages import Language
from flaskr.lib.sanitize import escaped


class EscapingGenerator(CodeGenerator):
    """Compiles templates so that what they write goes through the environment's `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class Translation(NodeTransformer):
    """Puts the message itself in the place of `_("…")`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (as Jinja calls it)
        """Translate a call that has nothing but a text."""
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"),
                args=[nodes.Const(value=str(message))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                return nodes.Const(self._language.gettext(message), lineno=node.lineno)
        return node


class PageEnvironment(Environment):
    """Templates of one language, which see what all of them share directly.

    With a layer of their own for it, each macro that a template imports would cost a comparison
    of all names.
    """

    code_generator_class = EscapingGenerator
    escaped = staticmethod(escaped)
    language = Language()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.undefined = StrictUndefined
        self._speak(self.language)

    def in_language(self, language: Language) -> "PageEnvironment":
        """Return an environment like this one, in another language."""
        made: PageEnvironment = self.overlay()
        made.globals = {**self.globals}
        made.filters = {**self.filters}
        made._speak(language)
        return made

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template sees beside its context."""
        return super().make_globals(d) if d else self.globals

    def _speak(self, language: Language) -> None:
        self.language = language
        self.globals["_"] = language.gettext
        self.globals["ngettext"] = language.ngettext
        self.filters["date"] = language.date
        self.filters["date_short"] = language.date_short
        self.filters["moment"] = language.moment
        self.filters["month"] = language.month
        self.filters["month_of_year"] = language.month_of_year

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = Translation(self.language).visit(
            super()._parse(source, name, filename)
        )
        return parsed
