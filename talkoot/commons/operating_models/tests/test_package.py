import io
import json
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from talkoot.commons.operating_models.content.checks import missing_texts
from talkoot.commons.operating_models.content.package import (
    DOCUMENT,
    Attachment,
    Lineage,
    package_document,
    read_document,
    read_package,
    shipped_packages,
    validator,
    write_package,
)
from talkoot.commons.operating_models.content.schema import package_schema
from talkoot.commons.operating_models.tests.conftest import package
from talkoot.kernel.refusals import Refusal

PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"


def sealed(**more):
    made = package(**more)
    return package(
        **more,
        lineage=Lineage(
            "6f0c9d0e-3f0b-5c53-9a3c-1f6f6e1f7a55", made.content_hash, municipality_slug="espoo", municipality_name={"fi": "Espoo"}
        ),
    )


def zipped(members, **kinds):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **({"compression": zipfile.ZIP_DEFLATED} | kinds)) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def document(**changes):
    return package_document(sealed()) | changes


def refused(data) -> str:
    with pytest.raises(Refusal) as caught:
        read_package(data)
    return str(caught.value.reason)


def test_schema_is_a_schema_and_the_same_content_gives_the_same_bytes():
    Draft202012Validator.check_schema(package_schema())
    assert write_package(sealed()) == write_package(sealed())


def test_what_is_written_is_read_back_whole():
    attachment = Attachment("form.pdf", {"fi": "Lomake"}, "application/pdf", PDF)
    whole = sealed(attachments=(attachment,))
    assert read_package(write_package(whole)) == whole


@pytest.mark.parametrize("file", shipped_packages(), ids=lambda file: file.stem)
def test_shipped_package_follows_the_schema_and_is_whole_in_all_languages(file):
    assert list(validator().iter_errors(json.loads(file.read_text()))) == []
    read = read_document(file.read_bytes())
    assert read.slug == file.stem
    assert {part.key: missing_texts(part, ["fi", "sv", "en"]) for part in read.parts if missing_texts(part, ["fi", "sv", "en"])} == {}


def test_tampered_content_is_refused():
    changed = document()
    changed["parts"][0]["title"]["fi"] = "Toinen"
    assert "changed on the way" in refused(zipped([(DOCUMENT, json.dumps(changed))]))


def test_tampered_attachment_is_refused():
    whole = sealed(attachments=(Attachment("form.pdf", {"fi": "Lomake"}, "application/pdf", PDF),))
    members = [(DOCUMENT, json.dumps(package_document(whole))), ("attachments/form.pdf", PDF + b"more")]
    assert "changed on the way" in refused(zipped(members))
    assert "not those in its list" in refused(zipped(members[:1]))
    assert "not those in its list" in refused(zipped([(DOCUMENT, json.dumps(document())), ("attachments/form.pdf", PDF)]))


def test_attachment_that_lies_about_its_type_is_refused():
    page = b"<html><script>alert(1)</script></html>"
    whole = sealed(attachments=(Attachment("form.pdf", {"fi": "Lomake"}, "application/pdf", page),))
    assert "cannot be taken in" in refused(write_package(whole))
    whole = sealed(attachments=(Attachment("form.pdf", {"fi": "Lomake"}, "application/pdf", b"plain text"),))
    assert "not of the type" in refused(write_package(whole))


def test_newer_format_is_refused_as_such():
    assert "made by a newer Talkoot" in refused(zipped([(DOCUMENT, json.dumps(document(format_version=2)))]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "other"}, "not an operating model"),
        ({"format_version": 0}, "does not follow the published format"),
        ({"format_version": True}, "does not follow the published format"),
        ({"parts": "none"}, "does not follow the published format"),
        ({"kind": "recipe"}, "does not follow the published format"),
        ({"more": 1}, "does not follow the published format"),
        ({"name": {"fi": "a\u0000b"}}, "characters that no text may hold"),
        ({"name": {"fi": "\ud800"}}, "characters that no text may hold"),
        ({"name": {"fi": 1.5}}, "cannot be read as JSON"),
        ({"slug": "../x"}, "does not follow the published format"),
    ],
)
def test_wrong_documents_are_refused_with_the_reason(changes, words):
    assert words in refused(zipped([(DOCUMENT, json.dumps(document(**changes)))]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "cannot be read as JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "nested too deeply"),
        (b'{"format": "x", "format": "y"}', "cannot be read as JSON"),
        (b'{"a": NaN}', "cannot be read as JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read as JSON"),
        (b'{"a": "\xff"}', "not in UTF-8"),
        (b"[]", "not an operating model"),
        (b"null", "not an operating model"),
    ],
)
def test_hostile_json_is_refused(text, words):
    assert words in refused(zipped([(DOCUMENT, text)]))


def test_hostile_zips_are_refused():
    good = json.dumps(document())
    assert "not a zip file" in refused(b"hello")
    assert "not a zip file" in refused(b"")
    assert "no package.json" in refused(zipped([("attachments/a.txt", "a")]))
    assert "does not belong" in refused(zipped([(DOCUMENT, good), ("../evil", "x")]))
    assert "does not belong" in refused(zipped([(DOCUMENT, good), ("attachments/../../evil", "x")]))
    assert "does not belong" in refused(zipped([(DOCUMENT, good), ("/etc/passwd", "x")]))
    assert "more than 60 files" in refused(zipped([(f"attachments/{n}.txt", "x") for n in range(61)]))
    assert "too large when unpacked" in refused(zipped([(DOCUMENT, b" " * 7_000_000)]))
    assert "too large when unpacked" in refused(zipped([(DOCUMENT, good), ("attachments/a.txt", b"0" * 11_000_000)]))
    assert "packed in a way" in refused(zipped([(DOCUMENT, good)], compression=zipfile.ZIP_LZMA))
    assert "larger than 20 megabytes" in refused(b"PK\x03\x04" + b"0" * 21_000_000)
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped([(DOCUMENT, good), (DOCUMENT, good)])
    assert "twice" in refused(twice)


def test_nested_zip_is_refused():
    inner = zipped([("a.txt", "x")])
    whole = sealed(attachments=(Attachment("inner.docx", {"fi": "x"}, "application/vnd.oasis.opendocument.text", inner),))
    assert "cannot be taken in" in refused(write_package(whole))


def test_locked_zip_is_refused():
    data = bytearray(zipped([(DOCUMENT, json.dumps(document()))]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    assert "password" in refused(bytes(data))


def test_size_that_lies_is_counted_when_unpacked():
    data = bytearray(zipped([(DOCUMENT, b" " * 7_000_000)]))
    at = data.find(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    assert refused(bytes(data))


WHOLE = write_package(sealed(attachments=(Attachment("form.pdf", {"fi": "Lomake"}, "application/pdf", PDF),)))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12), st.integers(0, len(WHOLE)))
def test_mutated_bytes_are_read_or_refused_never_crash(changes, cut):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    for candidate in (bytes(data), bytes(data[:cut])):
        try:
            read = read_package(candidate)
        except Refusal as refusal:
            assert str(refusal)  # noqa: PT017
        else:
            assert read.content_hash == read_package(WHOLE).content_hash


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from places(inner, (*path, n))


PLACES = [path for path in places(document()) if path]


@QUICK
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3), st.booleans())
def test_mutated_documents_are_read_or_refused_never_crash(changes, keep_seal):
    mutated = document()
    if not keep_seal:
        del mutated["lineage"]
    for path, value in changes:
        here = mutated
        try:
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        read = read_package(zipped([(DOCUMENT, json.dumps(mutated))]))
    except Refusal as refusal:
        assert str(refusal)  # noqa: PT017
    else:
        assert read_package(write_package(read)) == read
