"""Words as search compares them: the base form of a word and a rough stem, the same for what is written and what is asked.

simplemma knows the base forms of Finnish, Swedish and English words and takes compounds apart (58 of 62 inflected
municipal words; PostgreSQL's own Finnish stemmer 27). The stem catches what its dictionaries lack: new words, names,
and a word it reads as another.
"""

from __future__ import annotations

import fcntl
import functools
import logging
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

log = logging.getLogger("talkoot.search")

LANGUAGES_KNOWN = ("fi", "sv", "en")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
LONGEST_WORD = 60
SHORTEST_STEMMED = 6
SHORTEST_PART = 4
# Mark a stem and a word of a title in the index, so that neither meets another word by chance. No word contains them.
STEM_MARK = "~"
TITLE_MARK = "^"
MOST_WORDS_ASKED = 12
SHORTEST_PREFIX = 3
# PostgreSQL keeps no position past this one, and we need no more than a few for the rank.
LAST_POSITION = 16_383
MOST_PLACES = 8

# Words so common that they tell nothing. They stay out of the index and of the question.
STOP_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(text.split())
    for code, text in {
        "fi": "ja tai on ei se ne että kun jos niin myös oli ovat joka jotka mutta kuin tämä nämä hän he me te sen sekä eli vai",
        "sv": "och eller är inte det den att som på för med av till en ett i om har de vi ni han hon sig också men",
        "en": "and or is not it the a an to of in on for with as by at be are was were this that from we you",
    }.items()
}


def cache_folder() -> Path:
    return Path(settings.DATA) / "words"


@functools.cache
def lemmatizer() -> Lemmatizer:
    """Loaded once for each process: 17 MB, 10 ms once `prepare()` has run on the machine."""
    prepare()
    return Lemmatizer(
        cache_max_size=65_536,
        lemmatization_strategy=DefaultStrategy(dictionary_factory=TrieDictionaryFactory(disk_cache_dir=str(cache_folder()))),
    )


def prepare() -> None:
    """Build the word lists of all languages into the data folder: 7 s and 700 MB once, so in a process of its own.

    Safe to call from several processes at once; nothing to do when they are there.
    """
    folder = cache_folder()
    if all((folder / f"{code}.dic").exists() for code in LANGUAGES_KNOWN):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for code in LANGUAGES_KNOWN:
            if not (folder / f"{code}.dic").exists():
                subprocess.run([sys.executable, "-c", BUILD, str(folder), code], check=True)


# Written under another name first: a process killed in the middle leaves no half list.
BUILD = """
import os, sys
from simplemma.strategies.dictionaries import TrieDictionaryFactory
folder, code = sys.argv[1:]
building = os.path.join(folder, "building")
TrieDictionaryFactory(disk_cache_dir=building).get_dictionary(code)
os.replace(os.path.join(building, code + ".dic"), os.path.join(folder, code + ".dic"))
"""


def words(text: str) -> list[str]:
    """The words of a text, folded to small letters, in order."""
    return [word for word, _, _ in words_with_places(text)]


def words_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """(word, start, end) for each word of the text; over-long runs of letters are no words."""
    for found in WORD.finditer(text):
        if len(found[0]) <= LONGEST_WORD:
            yield fold(found[0]), found.start(), found.end()


def fold(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold()).replace("’", "'")


def lemmas(text: str, language: str) -> list[str]:
    """The base form of every word: `lemmas("palveluissa", "fi") == ["palvelu"]`. Stop words are left out."""
    stops = STOP_WORDS.get(language, frozenset())
    return [lemma(word, language) for word in words(text) if word not in stops]


@functools.lru_cache(maxsize=65_536)
def lemma(word: str, language: str) -> str:
    """Base form of one folded word; the word itself in a language without a word list."""
    if language not in LANGUAGES_KNOWN:
        return word
    return fold(lemmatizer().lemmatize(word, lang=language)) or word


@functools.lru_cache(maxsize=65_536)
def lexemes(word: str, language: str) -> tuple[str, ...]:
    """Everything a folded word is found by: itself, its base form, a rough stem, and the parts of a hyphenated word."""
    base = lemma(word, language)
    found = {word: None, base: None}
    if rough := stem(word, language):
        found[STEM_MARK + rough] = None
        found[STEM_MARK + (stem(base, language) or rough)] = None
    for part in re.split(r"[-']", word):
        if part != word and len(part) >= SHORTEST_PART:
            found[part] = None
            found[lemma(part, language)] = None
    return tuple(found)


FINNISH_CASES = re.compile(
    r"(?:i?ssa|i?ssä|i?sta|i?stä|i?lla|i?llä|i?lta|i?ltä|i?lle|i?ksi|i?na|i?nä|i?tta|i?ttä|ien|iin|jen|oihin|öihin|ihin"
    r"|[aeiouyäö]?h[aeiouyäö]n|seen|siin|ita|itä|ja|jä|ta|tä|en|in|än|an|on|ön|un|yn|n|t|a|ä)$"
)
SWEDISH_ENDINGS = re.compile(r"(?:arnas|ernas|ornas|arna|erna|orna|ens|ets|ars|ers|ors|en|et|ar|er|or|na|n|s)$")
ENGLISH_ENDINGS = re.compile(r"(?:ies|es|s|ing|ed|'s)$")


def stem(word: str, language: str) -> str:
    """A rough stem of a long word, empty for a short one: endings off, double stops single (yksikkö, yksiköitä → yksikö)."""
    if len(word) < SHORTEST_STEMMED:
        return ""
    if language == "fi":
        short = FINNISH_CASES.sub("", word)
        short = short.removesuffix("i") if len(short) > SHORTEST_STEMMED else short
        short = re.sub(r"(?:kse|ks|s)$", "s", short)
        short = re.sub(r"(kk|pp|tt)", lambda double: double[0][0], short)
    elif language == "sv":
        short = SWEDISH_ENDINGS.sub("", word)
    else:
        short = ENGLISH_ENDINGS.sub("", word)
    return short if len(short) >= SHORTEST_PART else ""


def vector_text(title: str, body: str, language: str) -> str:
    """Text form of the tsvector of a thing: words of the title weigh A, those of the body D.

    Words of the title are there once more with TITLE_MARK, for the index knows no weights.
    """
    places: dict[str, list[str]] = {}
    titled: dict[str, None] = {}
    position = 0
    stops = STOP_WORDS.get(language, frozenset())
    for text, weight in ((title, "A"), (body, "")):
        for word in words(text):
            position = min(position + 1, LAST_POSITION)
            if word in stops:
                continue
            for lexeme in lexemes(word, language):
                at = places.setdefault(lexeme, [])
                if len(at) < MOST_PLACES:
                    at.append(f"{position}{weight}")
                if weight:
                    titled[TITLE_MARK + lexeme] = None
    told = [f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in places.items()]
    return " ".join([*told, *map(quoted, titled)])


def query_text(text: str, languages: Iterable[str], *, is_prefix: bool = False, in_title: bool = False) -> str:
    """Text form of the tsquery: every word must be found, in any of the languages. Empty when there is no word.

    is_prefix: the last word may be the beginning of a longer one, as somebody who still types means it.
    in_title: all words must be in the title.
    """
    mark = TITLE_MARK if in_title else ""
    return " | ".join(f"({query})" for code in languages if (query := _query_in(text, code, is_prefix, mark)))


def _query_in(text: str, language: str, is_prefix: bool, mark: str) -> str:
    asked = words(text)[:MOST_WORDS_ASKED]
    stops = STOP_WORDS.get(language, frozenset())
    telling = [word for word in asked if word not in stops] or asked
    parts = []
    for number, word in enumerate(telling):
        alternatives = [quoted(mark + lexeme) for lexeme in lexemes(word, language)]
        if is_prefix and number == len(telling) - 1 and len(word) >= SHORTEST_PREFIX:
            alternatives.append(f"{quoted(mark + word)}:*")
        parts.append(f"({' | '.join(alternatives)})")
    return " & ".join(parts)


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def asked_lexemes(text: str, languages: Iterable[str]) -> frozenset[str]:
    """All lexemes of a question, to mark its words in what was found."""
    return frozenset(lexeme for code in languages for word in words(text)[:MOST_WORDS_ASKED] for lexeme in lexemes(word, code))
