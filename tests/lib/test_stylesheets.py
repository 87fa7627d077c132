"""What a style sheet of one's own must not load."""

import pytest

from flaskr.lib.stylesheets import complaint


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("p {}\n@import 'x.css';", "Line 2 imports"),
        ("@IMPORT url(x.css)", "Line 1 imports"),
        ("@\\69mport 'x.css'", "Line 1 imports"),
        ("a {\n background: url(https://evil.example/x.png)}", "Line 2 loads"),
        ("a { background: url(//evil.example/x.png)}", "Line 1 loads"),
        ("a { background: image-set('http://evil.example/x.png' 1x)}", "Line 1 loads"),
        ("a { background: url('\\2f\\2f evil.example') }", "Line 1 loads"),
        ("/* a\nb */ a { background: url(ftp://evil.example) }", "Line 2 loads"),
        ("a { background: url(data:text/html,x) }", "Line 1 has data"),
        (
            "a::before { content: '/*' }\nb { background: url(https://evil.example) }",
            "Line 2 loads",
        ),
        ("a { background: url(https:evil.example/x) }", "Line 1 loads"),
        ("a { background: url(https:/evil.example/x) }", "Line 1 loads"),
        ("a { background: url('/\t/evil.example/x') }", "Line 1 loads"),
        ("a { background: url('/\\\r\n/evil.example/x') }", "Line 1 loads"),
        ("a { background: url(/\\\\evil.example/x) }", "Line 1 loads"),
        ("a { background: u\\72l( //evil.example/x) }", "Line 1 loads"),
        ("a { --x: 'https://evil.example/x'; background: image-set(var(--x) 1x) }", "Line 1 loads"),
        ("@font-face { src: url(data:font/woff2;base64,xx) }", "Line 1 has data"),
        ("/* never closed\n*", ""),
    ],
)
def test_what_comes_from_elsewhere_is_named_by_its_line(css: str, said: str) -> None:
    assert complaint(css).startswith(said)
    assert bool(complaint(css)) == bool(said)


@pytest.mark.parametrize(
    "css",
    [
        "",
        "a { color: red } /* https://example.org/ explains it */",
        "a { background: url(/media/02/x.webp) }",
        "a { background: url(data:image/svg+xml;base64,xx) }",
        "@media (width > 40rem) { a { b: c } }",
        "a::before { content: '\\201C' }",
        "a::before { content: ' // ' }",
        "a[href^='https://']::after { content: '↗' }",
        "a { background: url(data:image/png;base64,iVBOR//8A) }",
        "a { background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\") }",
        "a { --x: 'A quiet place'; --y: url(/media/02/x.webp) }",
        "a { b: url( }",
        "a { b: ')' } c:hover { d: e }",
    ],
)
def test_what_comes_from_here_is_let_through(css: str) -> None:
    assert complaint(css) == ""
