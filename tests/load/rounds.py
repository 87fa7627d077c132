"""Rounds: each contender in turn, again and again, so that all of them see the machine drift."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.load import processes
from tests.load.servers import Server
from tests.load.visiting import visitor
from tests.load.wrk import Asked, load

_LONGEST = 30  # seconds


@dataclass(frozen=True)
class Contender:
    """A server, and what it is asked for each work that it takes part in."""

    name: str
    server: Server
    asked: Mapping[str, Asked]


@dataclass(frozen=True)
class Cell:
    """What one contender took for one work: of the rounds the median, of errors the sum."""

    work: str
    contender: str
    requests_per_second: float
    median_ms: float
    p99_ms: float
    cpu_us: float
    rss_mb: float
    pss_mb: float
    bytes: float
    requests: int
    errors: int
    rounds: tuple[float, ...]


@dataclass(frozen=True)
class _Turn:
    """One contender's turn in one round."""

    rate: float
    median_ms: float
    p99_ms: float
    cpu_us: float
    rss: int
    pss: int
    requests: int
    bytes: int
    errors: int


@dataclass(frozen=True)
class Plan:
    """How many rounds there are, and how long and with how many connections a turn lasts."""

    rounds: int
    seconds: float
    connections: int = 32


def measure(
    contenders: Sequence[Contender],
    works: Sequence[str],
    plan: Plan,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Cell]:
    """Let all contenders do all works in turn, in each round."""
    pairs = [(work, each) for work in works for each in contenders if work in each.asked]
    turns: dict[tuple[str, str], list[_Turn]] = {(work, each.name): [] for work, each in pairs}
    for work, each in pairs:
        check(each.server, each.asked[work])
    for number in range(plan.rounds):
        for work, each in pairs:
            tell(f"round {number + 1} of {plan.rounds}: {work}, {each.name}")
            turns[work, each.name].append(_turn(each.server, each.asked[work], plan))
    return [_cell(work, name, taken) for (work, name), taken in turns.items()]


def check(server: Server, asked: Asked) -> None:
    """Raise RuntimeError where the server answers a page with another status than it should."""
    if asked.lines:
        return  # they change something
    with visitor(server.port) as one:
        answer = one.get(asked.path, asked.headers)
    if answer.status != asked.status:
        raise RuntimeError(
            f"{asked.path} on port {server.port}: {answer.status} instead of {asked.status}"
        )


def _turn(server: Server, asked: Asked, plan: Plan) -> _Turn:
    seconds = plan.seconds
    while True:
        before = processes.cpu_seconds(server.pid)
        done = load(server.port, asked, seconds=seconds, connections=plan.connections)
        spent = processes.cpu_seconds(server.pid) - before
        if (done.requests and spent > 0) or seconds > _LONGEST:
            break
        seconds *= 2  # a busy machine may not have come to answering in a very short turn
    held = processes.memory(server.pid)
    return _Turn(
        rate=done.requests / done.seconds,
        median_ms=done.median_ms,
        p99_ms=done.p99_ms,
        cpu_us=spent / max(done.requests, 1) * 1e6,
        rss=held.rss,
        pss=held.pss,
        requests=done.requests,
        bytes=done.bytes,
        errors=done.errors,
    )


def _cell(work: str, contender: str, turns: list[_Turn]) -> Cell:
    requests = sum(turn.requests for turn in turns)
    return Cell(
        work=work,
        contender=contender,
        requests_per_second=median(turn.rate for turn in turns),
        median_ms=median(turn.median_ms for turn in turns),
        p99_ms=median(turn.p99_ms for turn in turns),
        cpu_us=median(turn.cpu_us for turn in turns),
        rss_mb=max(turn.rss for turn in turns) / 1e6,
        pss_mb=max(turn.pss for turn in turns) / 1e6,
        bytes=sum(turn.bytes for turn in turns) / max(requests, 1),
        requests=requests,
        errors=sum(turn.errors for turn in turns),
        rounds=tuple(turn.rate for turn in turns),
    )
