"""The log: JSON for machines, lines for people, the request's id on each."""

import io
import json

import pytest

from flaskr.core.log import bind_request, make_logger, unbind_request


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_has_one_object_a_line_with_level_and_time() -> None:
    stream = io.StringIO()
    make_logger(level="info", as_json=True, stream=stream).info("saved", title="Grüße\nzwei")
    [line] = lines(stream)
    assert (line["event"], line["level"], line["title"]) == ("saved", "info", "Grüße\nzwei")
    assert str(line["timestamp"]).endswith("Z")
    assert "Grüße" in stream.getvalue()


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    logger = make_logger(level="warning", as_json=True, stream=stream)
    logger.info("quiet")
    logger.warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_an_exception_is_written_with_its_traceback() -> None:
    stream = io.StringIO()
    logger = make_logger(level="error", as_json=True, stream=stream)
    try:
        raise ValueError("on fire")
    except ValueError as error:
        logger.error("failed", exc_info=error)
    assert "ValueError: on fire" in str(lines(stream)[0]["exception"])


def test_text_is_readable_and_without_colours_outside_a_terminal() -> None:
    stream = io.StringIO()
    make_logger(level="info", as_json=False, stream=stream).info("saved", post=7)
    assert "saved" in stream.getvalue()
    assert "post=7" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_the_requests_id_is_on_its_lines_only() -> None:
    stream = io.StringIO()
    logger = make_logger(level="info", as_json=True, stream=stream)
    bind_request("abc123")
    logger.info("inside")
    unbind_request()
    logger.info("outside")
    inside, outside = lines(stream)
    assert inside["request_id"] == "abc123"
    assert "request_id" not in outside


def test_two_loggers_share_nothing() -> None:
    first, second = io.StringIO(), io.StringIO()
    quiet = make_logger(level="error", as_json=True, stream=first)
    make_logger(level="debug", as_json=False, stream=second).debug("to the second")
    quiet.info("nowhere")
    assert first.getvalue() == ""
    assert "to the second" in second.getvalue()


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(KeyError):
        make_logger(level="loud", as_json=True)
