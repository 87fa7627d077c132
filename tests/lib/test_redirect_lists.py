"""Lists of redirects as other software writes them."""

import pytest

from flaskr.lib.redirect_lists import parsed

TWO = [("/old.html", "/new/"), ("/blog/*", "/*")]


@pytest.mark.parametrize(
    "text",
    [
        "/old.html /new/\n/blog/* /*\n",
        "# Netlify\n/old.html  /new/  301!\n/blog/*  /:splat  301\n",
        "from,to\n/old.html,/new/\n/blog/*,/*\n",
        "\ufefftarget;source\n/new/;/old.html\n/*;/blog/*\n",
        "/old.html\t/new/\n/blog/*\t/*\n",
        'source,target,regex,code\n"/old.html","/new/",0,301\n"^/blog/(.*)$","/$1",1,301\n',
        '[{"from": "^/old\\\\.html$", "to": "/new/"}, {"from": "^/blog/(.*)$", "to": "/$1"}]',
        '{"301": {"/old.html": "/new/", "/blog/(.*)": "/$1"}, "302": {}}',
        "301:\n  /old.html: /new/\n  '^/blog/(.*)$': /$1\n\n302:\n",
        "Redirect 301 /old.html /new/\nRedirectMatch permanent ^/blog/(.*)$ /$1\n",
        "https://old.example.org/old.html,/new/\nhttps://old.example.org/blog/*,/*\n",
    ],
)
def test_the_lists_of_other_software_are_read(text: str) -> None:
    listed, refused = parsed(text)
    assert [(each.path, each.target) for each in listed] == TWO
    assert refused == []


@pytest.mark.parametrize(
    "text", ["/only-one", "nonsense", "[1, 2", "/a,\n,/b", "^/(a|b)/c$ /d", "/a/(\\d+)/ /b/$1"]
)
def test_what_is_not_understood_is_said_with_its_line(text: str) -> None:
    listed, refused = parsed(f"/good /new/\n{text}" if "[1" not in text else text)
    assert refused
    assert all(each.line > 0 and each.why for each in refused)
    assert len(listed) <= 2


def test_an_empty_list_is_empty() -> None:
    assert parsed("") == ([], [])
