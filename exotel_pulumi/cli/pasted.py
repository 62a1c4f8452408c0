"""What a person pastes, a code, a line of a log or a whole message, and the entries that it is about.

Looked for in this order, the next only where nothing was found before: the code or the words of an entry; in each
message, the sentences that entries know and the codes beside them; phrases; single words.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from exotel_pulumi.explained import Entry, Topic, entries

GAP = "…"
LONGEST_TEXT = 20_000  # characters, the last ones: what is pasted may be a whole log
MOST_WORDS = 12  # of which an entry may have some by chance
ADVICE = re.compile(r"what to do:[ \t]*", re.I)
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
IS = r"[\"']?[\s:=_-]*[\"']?"  # between a word and its number, in prose, in JSON and in a name
LIST = r"([3-6]\d\d(?:(?:\s*[,/]|\s+(?:and|or|then)\b)+\s*[3-6]\d\d)*)(?!\d)"  # several codes, after one word
OWN_CODE = re.compile(rf"\b(?:x-exotel-)?(?:error[\s_-]*)?(?:code|error){IS}(\d{{4}})\b", re.I)
SIP_CODE = re.compile(rf"\bsip(?:/2\.0)?(?:[\s_-]*(?:call|response|status|error|reason|code))*{IS}{LIST}", re.I)
HTTP_CODE = re.compile(rf"\bhttp(?:/\d(?:\.\d)?)?(?:[\s_-]*(?:status|code))*{IS}([3-5]\d\d)\b", re.I)
UNIT = r"\s*(?:ms|msec|s|secs?|seconds?|minutes?|bytes?|[km]?b|k?hz|packets?|calls?|lines?|numbers?|%)(?!\w)"
NUMBER = re.compile(
    rf"(?:\b(?:status|code|response|cause){IS}|(?<![\w.:/+#$-])(?<!line ))([3-6]\d\d)(?![\w/]|[.,:-]\d|{UNIT})", re.I
)
PHRASED = re.compile(r"(?<![\w.:/+#$-])([3-6]\d\d)(?=:?\s+[A-Z][a-z])")  # as in `486 Busy Here`
OF_CALLS = re.compile(
    r"\b(?:sip|calls?|caller|invite|dial|trunk|livekit|pjsip|login|number|whitelisted|codec|offer|srtp)\b", re.I
)
OF_REQUESTS = re.compile(r"\b(?:POST|PUT|GET|DELETE|(?i:https?|api|curl))\b")
STOP = {"a", "an", "and", "are", "at", "be", "but", "by", "call", "calls", "can", "cannot", "do", "does", "for", "from"}
STOP |= {"has", "have", "how", "i", "in", "is", "it", "my", "no", "not", "of", "on", "or", "our", "that", "the", "this"}
STOP |= {"any", "if", "so", "then", "there", "to", "us", "was", "we", "what", "when", "why", "with", "you", "your"}


class Explanation(NamedTuple):
    """An entry, and what the pasted message itself says to do, empty where it says nothing."""

    entry: Entry
    own_advice: str = ""


class _Match(NamedTuple):
    start: int
    end: int
    entry: Entry


def explain(asked: str) -> list[Explanation]:
    """Finds what a text is about, in the order in which the text says it; empty if nothing is known of it."""
    text = ESCAPES.sub("", asked[-LONGEST_TEXT:]).replace("\\n", "\n").replace('\\"', '"')
    name = _one_line(text).casefold()
    exact = [Explanation(entry) for entry in entries() if name in _names(entry)]
    if exact or not name:
        return exact
    found: dict[Entry, Explanation] = {}
    for message, own_advice in _messages(text):
        for entry in _said_in(message) or _said_in(own_advice):
            found.setdefault(entry, Explanation(entry, own_advice))
    return list(found.values()) or [Explanation(entry) for entry in _by_phrases(name) or _by_words(name)]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _names(entry: Entry) -> set[str]:
    bare = entry.code.casefold().removeprefix("http ")
    status = {str(entry.status), f"http {entry.status}"} if entry.kind == "api" else set()
    return {entry.code.casefold(), bare, f"{entry.kind} {bare}", *(word.casefold() for word in entry.words), *status}


def _messages(text: str) -> Iterator[tuple[str, str]]:
    """Yields each message of a text with its own advice. The line of the advice is a message's last one."""
    lines: list[str] = []
    for line in text.splitlines():
        advice = ADVICE.search(line)
        lines.append(line[: advice.start()] if advice else line)
        if advice:
            yield _one_line(" ".join(lines)), _one_line(line[advice.end() :])
            lines = []
    if lines:
        yield _one_line(" ".join(lines)), ""


def _said_in(message: str) -> list[Entry]:
    """Returns the entries whose sentences or codes a message has, in the message's order."""
    sentences = (_found(_pattern(sentence), message, entry) for entry in entries() for sentence in entry.says)
    return _outermost([*(match for found in sentences for match in found), *_codes(message)])


def _found(pattern: re.Pattern[str], message: str, entry: Entry) -> Iterator[_Match]:
    return (_Match(*match.span(), entry) for match in pattern.finditer(message))


def _outermost(matches: list[_Match]) -> list[Entry]:
    """Returns the entries of the matches, without those that are a part of a longer match, which says more."""

    def is_part(match: _Match) -> bool:
        return any(
            other.start <= match.start and match.end <= other.end and other[:2] != match[:2] for other in matches
        )

    whole = sorted((match for match in matches if not is_part(match)), key=lambda match: match.start)
    return list(dict.fromkeys(match.entry for match in whole))


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Returns the pattern of a sentence, in which anything may stand at the place of each `…`."""
    bounds = ["(?<!\\w)" if sentence[0].isalnum() else "", "(?!\\w)" if sentence[-1].isalnum() else ""]
    return re.compile(".{0,400}?".join(map(re.escape, sentence.split(GAP))).join(bounds), re.I)


def _codes(message: str) -> list[_Match]:
    """Returns the codes of a message: those that say whose they are, else each number that may be a code."""
    own = list(_coded(message, OWN_CODE, ("api", "sip")))
    named = [*own, *_coded(message, SIP_CODE, ("sip",))]
    if not own:  # beside a code of Exotel's the HTTP status says nothing
        named += _coded(message, HTTP_CODE, ("api", "http"))
    return [*named, *_coded(message, PHRASED if named else NUMBER, _topics_of(message))]


def _topics_of(message: str) -> tuple[Topic, ...]:
    is_of_calls, is_of_requests = bool(OF_CALLS.search(message)), bool(OF_REQUESTS.search(message))
    if is_of_calls == is_of_requests:
        return ("api", "http", "sip")
    return ("sip",) if is_of_calls else ("api", "http")


def _coded(message: str, pattern: re.Pattern[str], topics: tuple[Topic, ...]) -> Iterator[_Match]:
    for listed in pattern.finditer(message):
        for match in re.finditer(r"\d+", listed[1]):
            start = listed.start(1) + match.start()
            for entry in _with_number(match[0], topics):
                yield _Match(start, start + len(match[0]), entry)


def _with_number(number: str, topics: tuple[Topic, ...]) -> list[Entry]:
    """Returns the entries of a code or a status; where none has it, the entry of its hundred."""
    known = [entry for entry in entries() if entry.kind in topics]
    exact = [entry for entry in known if number in (entry.code, str(entry.status)) and not entry.code.endswith("xx")]
    hundreds = (f"{number[0]}xx", f"HTTP {number[0]}xx") if len(number) == 3 else ()
    return exact or [entry for entry in known if entry.code in hundreds]


def _by_phrases(text: str) -> list[Entry]:
    """Returns the entries of which a text has words that belong together."""
    phrases = ((word, entry) for entry in entries() for word in entry.words if re.search(r"[ _-]", word))
    return _outermost([match for word, entry in phrases for match in _found(_pattern(word), text, entry)])


def _by_words(text: str) -> list[Entry]:
    """Returns the entries that have more than half of a text's words, the most of them."""
    words = set(re.findall(r"[^\W\d]\w+", text)) - STOP
    if not words or len(words) > MOST_WORDS:
        return []
    scores = {entry: _score(entry, words) for entry in entries()}
    best = max(scores.values())
    is_enough = best[0] * 2 > len(words) and best[1] > 0  # one word of several fits anything
    return [entry for entry, score in scores.items() if score == best] if is_enough else []


def _score(entry: Entry, words: Iterable[str]) -> tuple[int, int]:
    """Counts the words that an entry has, and those of them that are in its names."""
    names = " ".join((entry.code, *entry.words)).casefold()
    return _count(f"{names} {entry.meaning.casefold()}", words), _count(names, words)


def _count(text: str, words: Iterable[str]) -> int:
    return sum(bool(re.search(rf"\b{re.escape(word)}", text)) for word in words)
