"""Formulas become MathML, and what is no formula is shown as it was written."""

import pytest

from flaskr.lib.maths import LIMIT, mathml
from flaskr.lib.sanitize import sanitize


def test_a_formula_becomes_mathml():
    assert mathml(r"\frac{a}{2}", display=True) == (
        '<math display="block"><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac>'
        "</mrow></math>"
    )


def test_operators_are_escaped_once():
    assert "<mo>&lt;</mo>" in mathml("a<b", display=False)
    assert "<mo>∑</mo>" in mathml(r"\sum", display=False)


def test_text_in_a_formula_stays_text():
    assert "<script>" not in mathml(r"\text{<script>alert(1)</script>}", display=False)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac",
        r"a_b_c",
        r"\left(",
        "{" * 2_000,
        r"\begin{matrix} a",
        "x" * (LIMIT + 1),
        r"\def\a{\a\a}\a",
    ],
)
def test_a_bad_formula_is_shown_as_written(latex):
    assert mathml(latex, display=False) == f'<code class="math-error">{latex}</code>'


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt[3]{x}",
        r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
        r"\overbrace{a}^{b}",
        r"\vec{x}",
        r"\lim_{n\to\infty}",
    ],
)
def test_the_sanitiser_keeps_formulas_whole(latex):
    written = mathml(latex, display=True)
    assert sanitize(written) == written
