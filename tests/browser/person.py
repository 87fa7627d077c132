"""Somebody in front of a browser, who finds things by what is written on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.browser.server import Blog
from tests.conftest import PASSWORD

MOST_TABS = 150


class Person:
    """A browser of their own on one blog; notes whatever the browser complains about."""

    def __init__(self, context: BrowserContext, blog: Blog) -> None:
        self.context = context
        self.blog = blog
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._watch)
        self._documents: set[str] = set()

    def open(self, path: str) -> int:
        """Go to an address of the blog, or a whole one; return the status."""
        response = self.page.goto(path if "://" in path else self.blog.url + path)
        assert response is not None
        return response.status

    def log_in(self, username: str = "olga", password: str = PASSWORD) -> "Person":
        """Open the log-in page and log in."""
        self.open("/auth/login")
        self.enter(username, password)
        expect(self.page).to_have_url(self.blog.url + "/")
        return self

    def enter(self, username: str, password: str) -> None:
        """Fill in the log-in form that is open, and send it."""
        self.write("Username or e-mail", username)
        self.write("Password", password)
        self.press("Log in")

    def write(self, label: str, text: str) -> None:
        """Fill in the field with that label."""
        self.page.get_by_label(label, exact=False).fill(text)

    def press(self, name: str) -> None:
        """Press the button with that name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link with that text."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def go_to(self, entry: str) -> None:
        """Go to a part of Studio by its navigation, which a narrow screen has behind a button."""
        navigation = self.page.get_by_role("navigation", name="Studio")
        if not navigation.is_visible():
            self.press("Menu")
        navigation.get_by_role("link", name=entry, exact=True).click()

    def sees_heading(self, text: str) -> None:
        """Wait until the page is the one with that heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def is_told(self, text: str) -> None:
        """Wait until a message says so."""
        told = self.page.get_by_role("status").or_(self.page.get_by_role("alert"))
        expect(told.filter(has_text=text).first).to_be_visible()

    def tab_to(self, role: str, name: str) -> None:
        """Press Tab until what has that role and name has the focus."""
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        self._tab_until(f"{role} “{name}”", lambda: _is_focused(wanted))

    def tab_to_label(self, label: str) -> None:
        """Press Tab until the field with that label has the focus."""
        wanted = self.page.get_by_label(label, exact=False).first
        self._tab_until(f"field “{label}”", lambda: _is_focused(wanted))

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)

    def key(self, name: str) -> None:
        """Press one key."""
        self.page.keyboard.press(name)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Wait until what is done inside has loaded another page."""
        with self.page.expect_navigation():
            yield

    def _tab_until(self, what: str, is_there) -> None:
        for _press in range(MOST_TABS):
            if is_there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches the {what} on {self.page.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # A page whose status is 4xx is an answer that a journey looks at, not a fault of a page.
        if message.location["url"] in self._documents and "status of 4" in message.text:
            return
        self.complaints.append(f"{message.type} on {self.page.url}: {message.text}")

    def _watch(self, request: Request) -> None:
        if request.resource_type == "document":
            self._documents.add(request.url)
        address = urlsplit(request.url)
        inside = (
            address.scheme in {"data", "blob"} or address.netloc == urlsplit(self.blog.url).netloc
        )
        if not inside:
            self.complaints.append(f"request to another host on {self.page.url}: {request.url}")


def status_of(person: Person, path: str) -> int:
    """Return how the blog answers to that person's browser, without opening the page."""
    response: Response = person.context.request.get(person.blog.url + path)  # type: ignore[assignment]
    return response.status


def _is_focused(wanted) -> bool:
    return bool(wanted.evaluate_all("found => found.some(one => one === document.activeElement)"))
