"""What looks at pages for the other tests does see what is wrong with them."""

import pytest

from tests.browser.faults import faults

pytestmark = pytest.mark.browser


def test_faults_of_a_page_are_found(blog, visit, width):
    visitor = visit(blog)
    visitor.open("/auth/login")
    assert faults(visitor.page) == []
    visitor.page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(document.createElement("img"));
            for (const [text, style, value] of [
                ["wide", "width", "2000px"],
                ["pale", "color", "#c0c0c0"],
                ["dim", "color", "#404040"],
            ]) {
                const line = document.createElement("p");
                line.textContent = text;
                line.style[style] = value;
                main.append(line);
            }
        }"""
    )
    found = faults(visitor.page)
    for scheme, fault in (
        ("light", "image-alt"), ("light", ">pale<"), ("light", "pixels wider"),
        ("dark", ">dim<"), ("dark", "pixels wider"),
    ):  # fmt: skip
        assert any(one.startswith(scheme) and fault in one for one in found), (fault, found)


def test_what_the_browser_complains_about_is_noted(blog, visit, width):
    visitor = visit(blog)
    visitor.open("/auth/login")
    visitor.page.evaluate(
        """() => {
            const image = document.createElement("img");
            image.src = "http://127.0.0.1:1/pixel.png";
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.body.append(image, script);
            console.error("oh no");
        }"""
    )
    visitor.page.wait_for_timeout(300)
    said = "\n".join(visitor.complaints)
    assert "oh no" in said
    assert "img-src" in said
    assert "script-src" in said
    visitor.complaints.clear()
    # A page without a policy does ask the other host; nothing listens there.
    visitor.page.goto("about:blank")
    visitor.page.set_content("<img src='http://127.0.0.1:1/pixel.png'>")
    asked = [said for said in visitor.complaints if said.startswith("request to another host")]
    assert len(asked) == 1
    visitor.complaints.clear()
