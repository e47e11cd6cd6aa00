import pytest

from talkoot.kernel.search.language import lemmas, lexemes, query_text, stem, vector_text, words

# What a person types, and a form in which municipal texts have it. Made from the words of the product and of the nine systems.
FINNISH = [
    ("palvelu", "palveluissa"), ("kokeilu", "kokeilujen"), ("asukas", "asukkaille"), ("osallisuus", "osallisuuden"),
    ("päätös", "päätöksiä"), ("yhteiskehittäminen", "yhteiskehittämisen"), ("kunta", "kunnissa"), ("toimintamalli", "toimintamallien"),
    ("tarve", "tarpeisiin"), ("idea", "ideoita"), ("ohjelma", "ohjelmasta"), ("haaste", "haasteisiin"), ("haku", "haussa"),
    ("hakemus", "hakemusten"), ("suunnitelma", "suunnitelmaan"), ("palaute", "palautteesta"), ("arviointi", "arvioinnissa"),
    ("sopimus", "sopimuksia"), ("tietosuoja", "tietosuojan"), ("tietosuojaluokka", "tietosuojaluokkien"),
    ("vaikutustenarviointi", "vaikutustenarviointia"), ("hanke", "hankkeessa"), ("tila", "tiloihin"), ("varaus", "varauksen"),
    ("innovaatioalusta", "innovaatioalustojen"), ("asiointikanava", "asiointikanavissa"), ("palvelulupaus", "palvelulupauksia"),
    ("asiakasryhmä", "asiakasryhmien"), ("tutkimus", "tutkimuksen"), ("kenttämuistiinpano", "kenttämuistiinpanoista"),
    ("teema", "teemoihin"), ("havainto", "havaintoja"), ("kanvas", "kanvaksen"), ("nykytila", "nykytilassa"),
    ("tavoitetila", "tavoitetilaan"), ("kyvykkyys", "kyvykkyyksiä"), ("yhteydenotto", "yhteydenotoista"), ("häiriö", "häiriöiden"),
    ("oppi", "oppeja"), ("julkaisu", "julkaisuihin"), ("koulu", "kouluilla"), ("opettaja", "opettajien"), ("oppilas", "oppilaille"),
    ("yritys", "yritysten"), ("yhdistys", "yhdistyksiltä"), ("kaupunki", "kaupungissa"), ("yksikkö", "yksiköitä"),
    ("kirjasto", "kirjastossa"), ("päiväkoti", "päiväkodeissa"), ("nuori", "nuorten"), ("vanhus", "vanhuksille"), ("lapsi", "lasten"),
    ("liikenne", "liikenteen"), ("ympäristö", "ympäristöä"), ("esteettömyys", "esteettömyyttä"), ("saavutettavuus", "saavutettavuuden"),
    ("terveys", "terveyttä"), ("varhaiskasvatus", "varhaiskasvatuksessa"), ("digitalisaatio", "digitalisaatiota"),
    ("neuvonta", "neuvonnassa"), ("työpaja", "työpajoja"), ("kysely", "kyselyihin"), ("äänestys", "äänestyksen"),
    ("kuntalainen", "kuntalaisille"), ("vaikuttaminen", "vaikuttamisesta"), ("hyvinvointi", "hyvinvoinnin"),
]  # fmt: skip
SWEDISH = [
    ("tjänst", "tjänsterna"), ("försök", "försöken"), ("invånare", "invånarna"), ("beslut", "besluten"), ("kommun", "kommunernas"),
    ("samutveckling", "samutvecklingen"), ("skola", "skolorna"), ("behov", "behovet"), ("ansökan", "ansökningar"),
    ("delaktighet", "delaktigheten"), ("servicekanal", "servicekanaler"), ("verksamhetsmodell", "verksamhetsmodellen"),
]  # fmt: skip


def found_by(asked, written, language):
    """Would the text be found? The same lexemes on both sides."""
    return not set(lexemes(asked, language)).isdisjoint(lexemes(written, language))


def test_finnish_words_are_found_in_their_inflections():
    missed = [pair for pair in FINNISH if not found_by(*pair, "fi")]
    assert len(FINNISH) >= 62
    # The labelled set grows; the share asked of us is 55 of 62.
    assert len(FINNISH) - len(missed) >= len(FINNISH) * 55 / 62, missed
    assert len(missed) <= 7, missed


def test_swedish_words_are_found_in_their_inflections():
    missed = [pair for pair in SWEDISH if not found_by(*pair, "sv")]
    assert len(missed) <= 1, missed


def test_unlike_words_are_not_found_by_each_other():
    unlike = [("kunta", "kuntalaisille"), ("palvelu", "palkka"), ("kokeilu", "koulu"), ("haku", "hanke"), ("oppi", "oppilas")]
    assert [pair for pair in unlike if found_by(*pair, "fi")] == []


def test_lemmas_are_base_forms_without_stop_words():
    assert lemmas("Palveluissa ja kokeiluissa", "fi") == ["palvelu", "kokeilu"]
    assert lemmas("the services of schools", "en") == ["service", "school"]
    assert lemmas("ärenden", "xx") == ["ärenden"]


def test_word_breaking_bears_any_text():
    assert words("A\0b “c-d” e’f 1,5 ¾ \ud83d\ude00 " + "x" * 61) == ["a", "b", "c-d", "e'f", "1", "5", "¾"]
    assert words("") == []


@pytest.mark.parametrize("text", ["'", "\\", "a' | 'b", "x & !y", ":*", "(", "<->", "it's", "\\'); drop"])
def test_what_is_typed_never_reaches_the_query_language(db, text):
    from django.db import connection

    with connection.cursor() as cursor:
        query = query_text(text, ["en"], is_prefix=True) or "'x'"
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector_text(text, text, "en"), query])
        cursor.execute("SELECT numnode(%s::tsquery)", [query_text(text, ["fi", "sv", "en"]) or "'x'"])


def test_title_weighs_more_and_stop_words_are_left_out():
    assert vector_text("Koulu ja", "on koulu", "fi") == "'koulu':1A,4 '^koulu'"


def test_stem_is_for_long_words_only():
    assert (stem("yksiköitä", "fi"), stem("yksikkö", "fi"), stem("koulu", "fi")) == ("yksikö", "yksikö", "")
