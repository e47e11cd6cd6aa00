"""What a blind juror reads: names, business ids, web and e-mail addresses and telephone numbers give way to a mark.

Rather a word too many than a name too few. Found whatever the case, width and accents of the letters, with spaces, hyphens or invisible
signs between them, with Finnish and Swedish endings after them, and with the stem that the endings ask for
(Virtanen: Virtasen, Kukka: Kukan, Opas: Oppaan). Pure functions.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from simplemma.strategies.dictionaries import TrieDictionaryFactory

from talkoot.kernel.search.language import LANGUAGES_KNOWN, cache_folder, prepare

MARK = "▮▮▮"

LEGAL_FORMS = frozenset(
    (
        *("oy", "ab", "oyj", "abp", "ry", "rf", "sr", "ky", "kb", "tmi", "fi", "osk", "oü", "ltd", "inc", "llc", "gmbh", "as", "oyab"),
        *("osakeyhtiö", "aktiebolag", "kommandiittiyhtiö", "yhdistys"),
    )
)
# Endings of a name too short to be looked for as the beginning of a longer word, and clitics after them.
SHORT_ENDINGS = (
    "(?:n|in|an|en|on|un|yn|hin|han|hen|hon|hun|hyn|a|ta|tta|ssa|issa|sta|ista|lla|illa|lta|ilta|lle|ille|na|ina|ksi|iksi|"
    "t|jen|ien|ia|ja|ita|s|:n|:ssa|:sta|:lle|:lla|:lta|:s)?(?:kin|kaan|ko|han|pa)?"
)
# From so many letters on a name is sought as the beginning of any word, and with signs between its letters.
LONG_ENOUGH = 5
# From so many letters on it is sought inside words too, unless it is a word of the language.
UNMISTAKABLE = 6
# Begins the pattern of a name of two or three letters, which with an ending may be another word.
TINY = "(?:)"
FINAL_GRADES = {
    "kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "lt": "ll", "rt": "rr", "mp": "mm", "k": "", "p": "v", "t": "d",
}  # fmt: skip
STRONGER = {"d": "t", "t": "tt", "k": "kk", "p": "pp", "v": "p", "nn": "nt", "ll": "lt", "rr": "rt", "mm": "mp", "ng": "nk"}

# Both are found by their middle and widened from there: a pattern that begins anywhere would take a square of the length.
AT = re.compile(r"\s{0,2}(?:@|\(at\)|\[at\]|\(at merkki\))\s{0,2}")
ENDING = re.compile(
    r"\.(?:fi|com|org|net|eu|io|ai|app|dev|se|ee|ax|info|tech|cloud|online|shop|me|co|nu|gov|edu|example|invalid|test)(?![^\W_])"
)
SCHEME = re.compile(r"(?<![a-z0-9])(?:[a-z][a-z0-9+.\-]{1,11}://|www\s?\.\s?)[^\s<>\"'()\]]+")
OF_ADDRESS = re.compile(r"[\w.+\-]")
REST_OF_PATH = re.compile(r"(?::\d{1,5})?(?:[/?#][^\s<>\"'()\]]*)?")
LONGEST_ADDRESS = 200
DASH = r"[\s\-\u00ad\u2010-\u2015\u2212.]"
BUSINESS_ID = re.compile(r"(?<!\d)(?:FI[\s\-]?)?\d{6,7}\s*[\-\u2010-\u2015\u2212]\s*\d(?!\d)", re.IGNORECASE)
VAT_NUMBER = re.compile(r"\bFI[\s\-]?\d{8}(?!\d)", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:\+\d{1,3}|0\d)(?:[\s\-()]{0,2}\d){6,11}(?!\d)")


class Folded:
    """A text as it is searched: letters without case, width and accents, without invisible signs; each knows where it came from."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.places: list[int] = []
        for place, character in enumerate(text):
            for one in folded_character(character):
                letters.append(one)
                self.places.append(place)
        self.text = "".join(letters)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


@functools.lru_cache(maxsize=4096)
def folded_character(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Mn", "Cc") and character not in "\n\t\r":
        return ""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(one for one in decomposed.casefold() if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")


def fold(text: str) -> str:
    return "".join(folded_character(character) for character in text)


@functools.lru_cache(maxsize=4096)
def is_plain_word(word: str) -> bool:
    """A word of the language, not a name: “robotti” is not hidden everywhere because of Robotti Pertti Oy, “pertti” is."""
    return any(word in words for words in word_lists())


@functools.cache
def word_lists() -> list[Mapping[str, str]]:
    """The word lists of the search; names stand there with a capital letter, words with a small one."""
    prepare()
    factory = TrieDictionaryFactory(disk_cache_dir=str(cache_folder()))
    return [factory.get_dictionary(code) for code in LANGUAGES_KNOWN]


def words_of(name: str) -> list[str]:
    """The words of a name, without legal forms unless nothing else is left."""
    words = re.findall(r"[^\W_]+", name)
    bare = [word for word in words if word.casefold() not in LEGAL_FORMS]
    return bare or words


def stems(word: str) -> set[str]:
    """The beginnings that a Finnish name may have before its endings, itself among them. Folded in and out."""
    found = {word}
    if len(word) < 4:
        return found
    if word.endswith("nen"):
        found.add(word[:-3] + "s")
    vowels = "aeiouy"
    if word[-1] in vowels:
        body, last = word[:-1], word[-1]
        for strong in sorted(FINAL_GRADES, key=len, reverse=True):
            if body.endswith(strong) and len(body) > len(strong):
                found.add(body[: -len(strong)] + FINAL_GRADES[strong] + last)
                if last == "i":
                    found.add(body[: -len(strong)] + FINAL_GRADES[strong] + "e")
                break
        if last == "i":
            found.add(body + "e")
        if last == "e":
            for weak in sorted(STRONGER, key=len, reverse=True):
                if body.endswith(weak):
                    found.add(body[: -len(weak)] + STRONGER[weak] + "e")
                    break
        if last in "ai":
            found.add(body + "o" if last == "a" else body + "e")
    if word.endswith(("us", "ys", "os", "es", "is", "as")):
        body, vowel = word[:-2], word[-2]
        found |= {body + vowel + "ks", body + vowel + "d", body + vowel + "t", body + vowel + vowel}
        for weak in sorted(STRONGER, key=len, reverse=True):
            if body.endswith(weak):
                found.add(body[: -len(weak)] + STRONGER[weak] + vowel)
                break
    return {one for one in found if len(one) >= 3}


def pattern_of(words: list[str]) -> str:
    """One name, its words written together or apart."""
    folded = [fold(word) for word in words]
    whole = "".join(folded)
    gap, between = (r"[\W_]{0,2}", r"[\W_]{0,3}") if len(whole) >= LONG_ENOUGH else ("", r"[\W_]{0,2}")
    head, last = folded[:-1], folded[-1]
    begin = "".join(gap.join(map(re.escape, word)) + between for word in head)
    # One ending of each length suffices: what follows is taken along.
    variants = "|".join(gap.join(map(re.escape, stem)) for stem in sorted(stems(last), key=lambda stem: (-len(stem), stem)))
    inside = len(whole) >= UNMISTAKABLE and not (len(words) == 1 and is_plain_word(words[0].casefold()))
    left = "" if inside else r"(?<![^\W_])"
    if len(whole) >= LONG_ENOUGH:
        return f"{left}{begin}(?:{variants})[^\\W_]*"
    tiny = TINY if len(whole) < 4 else ""
    return f"{tiny}{left}{begin}(?:{re.escape(last)})(?:{DASH}?{SHORT_ENDINGS})(?![^\\W_])"


def patterns_of_name(name: str, *, is_person: bool = False) -> Iterator[str]:
    """The whole name, and those of its words that point at it alone: each part of a person's name, unusual words of other names."""
    words = words_of(name)
    if not words:
        return
    yield pattern_of(words)
    if len(words) == 1:
        return
    # A double name is one name: Mäki-Opas bends as a whole.
    doubles = [parts for token in name.split() if len(parts := words_of(token)) > 1]
    for parts in [*doubles, *([word] for word in words)]:
        whole = "".join(parts)
        if len(whole) >= (2 if is_person else 4) and (is_person or len(parts) > 1 or not is_plain_word(whole.casefold())):
            yield pattern_of(parts)
    if is_person:
        yield pattern_of(words[::-1])


def patterns_of_business_id(business_id: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", fold(business_id))
    if len(digits) >= 6:
        yield rf"(?<!\d)(?:fi{DASH}?)?" + rf"{DASH}{{0,3}}".join(digits) + r"(?!\d)"


def host_of(address: str) -> str:
    """ "https://www.oppi.fi/x" -> "oppi.fi"."""
    bare = re.sub(r"^[a-z][a-z0-9+.\-]*://", "", address.strip(), flags=re.IGNORECASE).split("/")[0].split("@")[-1]
    return re.sub(r"^www\.", "", bare, flags=re.IGNORECASE)


class Redactor:
    """`Redactor(names=…, person_names=…, business_ids=…, domains=…).redact(text)`. Making one costs more than using it."""

    def __init__(
        self,
        *,
        names: Iterable[str] = (),
        person_names: Iterable[str] = (),
        business_ids: Iterable[str] = (),
        domains: Iterable[str] = (),
    ) -> None:
        found: set[str] = set()
        for name in names:
            # A domain among the names is hidden as one; its own label as a name.
            if "." in name.strip() and " " not in name.strip():
                found.update(patterns_of_name(host_of(name).rpartition(".")[0]))
            found.update(patterns_of_name(name))
        for name in person_names:
            found.update(patterns_of_name(name, is_person=True))
        for business_id in business_ids:
            found.update(patterns_of_business_id(business_id))
        for domain in domains:
            found.update(patterns_of_name(host_of(domain).rpartition(".")[0]))
        # One by one: joined into one pattern, a shorter name would hide that a longer one begins at the same place.
        self.patterns = [(re.compile(one), one.startswith(TINY)) for one in sorted(found)]

    def redact(self, text: str) -> str:
        """The text as a blind juror may read it. Entities of HTML are resolved first, so that none hides a letter."""
        plain = html.unescape(str(text))
        folded = Folded(plain)
        spans = [match.span() for pattern in (SCHEME, BUSINESS_ID, VAT_NUMBER, PHONE) for match in pattern.finditer(folded.text)]
        spans += addresses_in(folded.text)
        for pattern, is_tiny in self.patterns:
            for match in pattern.finditer(folded.text):
                if not (is_tiny and is_harmless(plain[slice(*folded.span(*match.span()))])):
                    spans.append(match.span())
        return marked(plain, sorted(folded.span(start, end) for start, end in spans if end > start))


def is_harmless(found: str) -> bool:
    """A short name with an ending may be another word: “lista” is not Li. Written small and in the word lists, it stays."""
    return found.islower() and found.isalpha() and is_plain_word(found)


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses and web addresses without a scheme, in a folded text."""
    for at in AT.finditer(text):
        start, end = widened(text, at.start(), at.end())
        if start < at.start() and end > at.end():
            yield start, end
    for ending in ENDING.finditer(text):
        start, _end = widened(text, ending.start(), ending.start())
        if start < ending.start():
            rest = REST_OF_PATH.match(text, ending.end())
            yield start, rest.end() if rest else ending.end()


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """As far as signs of an address reach in both directions."""
    first, last = max(0, start - LONGEST_ADDRESS), min(len(text), end + LONGEST_ADDRESS)
    while start > first and OF_ADDRESS.match(text[start - 1]):
        start -= 1
    while end < last and OF_ADDRESS.match(text[end]):
        end += 1
    return start, end


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with one mark in the place of each run of spans that touch."""
    parts, at = [], 0
    pending: tuple[int, int] | None = None
    for start, end in spans:
        if pending is not None and start <= pending[1]:
            pending = (pending[0], max(pending[1], end))
            continue
        if pending is not None:
            parts += [text[at : pending[0]], MARK]
            at = pending[1]
        pending = (start, end)
    if pending is not None:
        parts += [text[at : pending[0]], MARK]
        at = pending[1]
    return "".join(parts) + text[at:]
