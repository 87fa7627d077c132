"""Parses the insides of Markdown's paragraphs, except where it would take minutes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

PARAGRAPH_COST = 5_000_000
"""How many characters the parser may look at for one paragraph: about a tenth of a second."""
TEXT_COST = 50_000_000
"""How many it may look at for a whole text."""


def parse_affordable_inlines(state: "StateCore") -> None:
    """Parse paragraph after paragraph, leaving as plain text what costs too much.

    Each opening bracket, colon and @ sign may make the parser read the rest of its paragraph, so a
    paragraph's cost is its length times their number; footnote marks are the slowest of them.
    """
    from markdown_it.token import Token

    budget = TEXT_COST
    for token in state.tokens:
        if token.type != "inline":
            continue
        cost = _cost(token.content)
        token.children = []
        if cost > min(PARAGRAPH_COST, budget):
            text = Token("text", "", 0, content=token.content)
            token.children.append(text)
        else:
            budget -= cost
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _cost(content: str) -> int:
    openers = sum(content.count(character) for character in "[:@<")
    return len(content) * (openers + 5 * content.count("[^"))
