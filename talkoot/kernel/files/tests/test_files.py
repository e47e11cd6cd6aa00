import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from talkoot.kernel.files.actions import open_file, remove_file, set_file_public, store_file
from talkoot.kernel.files.checks import LARGEST_DOCUMENT, OFFICE, clean_name
from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.files.jobs import remove_orphans, stored_keys
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Forbidden, Refusal

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
ALT = Words(en="A red square")


@pytest.fixture(autouse=True)
def storage_folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def upload(content, name):
    return SimpleUploadedFile(name, content)


def picture(format="JPEG", size=(40, 30), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, format, **options)
    return out.getvalue()


def package(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def stored(actor, content, name, *, alt_text=None, is_public=True):
    return store_file(actor=actor, upload=upload(content, name), alt_text=alt_text, language="en", is_public=is_public)


def bytes_of(file):
    with open_file(file) as opened:
        return opened.read()


def refused(actor, content, name, alt_text=ALT):
    with pytest.raises(Refusal) as caught:
        stored(actor, content, name, alt_text=alt_text)
    return caught.value


def test_document_is_kept_as_it_came(in_espoo, aino):
    file = stored(aino, PDF, "Raportti 2026.pdf")
    facts = (file.name, file.media_type, file.size_bytes, file.uploaded_by, file.is_public)
    assert facts == ("Raportti 2026.pdf", "application/pdf", len(PDF), aino, True)
    assert bytes_of(file) == PDF
    assert file.url == f"/espoo/files/{file.pk}/{file.sha256[:12]}/Raportti%202026.pdf"


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_name"),
    [
        (PDF, "page.html", "application/pdf", "page.pdf"),
        (package(**{"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"}), "a.zip", f"{OFFICE}wordprocessingml.document", "a.docx"),
        (package(**{"[Content_Types].xml": "<x/>", "xl__workbook.xml": "<x/>"}), "a.xlsx", f"{OFFICE}spreadsheetml.sheet", "a.xlsx"),
        (package(mimetype="application/vnd.oasis.opendocument.text"), "a.odt", "application/vnd.oasis.opendocument.text", "a.odt"),
        ("nimi;määrä\nÅsa;3\n".encode(), "luvut.csv", "text/csv", "luvut.csv"),
        ("määrä".encode("cp1252"), "vanha.txt", "text/plain", "vanha.txt"),
        (b"just words", "no ending", "text/plain", "no ending.txt"),
    ],
)  # fmt: skip
def test_type_is_read_from_the_content(in_espoo, aino, content, name, media_type, kept_name):
    file = stored(aino, content, name)
    assert (file.media_type, file.name) == (media_type, kept_name)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "empty.pdf", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 100, "setup.pdf", "not taken in"),
        (b"<!DOCTYPE html><html><script>1</script>", "a.txt", "Web pages and SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "a.png", "Web pages and SVG"),
        (b"\n\n <?xml version='1.0'?><svg/>", "a.svg", "Web pages and SVG"),
        (b"GIF89a" + b"\0" * 20, "a.gif", "not taken in"),
        (package(**{"a.txt": "x"}), "a.zip", "Zip packages"),
        (package(**{"[Content_Types].xml": "x", "word__vbaProject.bin": "x"}), "a.docx", "macros"),
        (b"PK\x03\x04 broken", "a.docx", "broken"),
        (b"\x89PNG\r\n\x1a\n broken", "a.png", "broken"),
        (b"\xff\xd8\xff broken", "a.jpg", "broken"),
        (PDF + b" " * LARGEST_DOCUMENT, "a.pdf", "larger than 20"),
        (picture() + b" " * (11 * 1024 * 1024), "a.jpg", "larger than 10"),
        (package(mimetype="application/vnd.oasis.opendocument.text", bomb=b"\0" * 320_000_000), "a.odt", "unpacks"),
    ],
)  # fmt: skip
def test_what_is_dangerous_or_broken_is_refused_with_the_reason(in_espoo, aino, content, name, reason):
    refusal = refused(aino, content, name)
    assert reason in str(refusal)
    assert refusal.field == "upload"
    assert not StoredFile.objects.exists()


def png_that_claims(width, height):
    """A tiny PNG whose header claims an enormous picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000), (2**31 - 1, 2**31 - 1)])
def test_decompression_bomb_is_refused_before_it_is_decoded(in_espoo, aino, size):
    reason = str(refused(aino, png_that_claims(*size), "a.png"))
    assert "million points" in reason or "broken" in reason


def test_picture_needs_an_alternative_text(in_espoo, aino):
    refusal = refused(aino, picture(), "a.jpg", alt_text=Words())
    assert (refusal.field, str(refusal)) == ("alt_text", "A picture needs an alternative text. Say in a sentence what the picture shows.")


def test_picture_loses_what_the_camera_wrote_and_is_made_smaller(in_espoo, aino):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[2] = (60.0, 12.0, 18.0)
    original = picture(size=(5000, 1000), exif=exif, comment=b"SecretComment")
    assert b"SecretCamera" in original
    file = stored(aino, original, "a.jpeg", alt_text=ALT)
    kept = bytes_of(file)
    assert b"Secret" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert (file.name, file.width, file.height) == ("a.jpg", 800, 4000)


@pytest.mark.parametrize(
    ("format", "mode", "kept"),
    [
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "RGB"),
        ("WEBP", "RGBA", "RGBA"),
        ("JPEG", "CMYK", "RGB"),
        ("PNG", "I;16", "RGB"),
    ],
)
def test_pictures_of_all_modes_are_kept(in_espoo, aino, format, mode, kept):
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, format)
    file = stored(aino, out.getvalue(), f"a.{format.lower()}", alt_text=ALT)
    assert Image.open(io.BytesIO(bytes_of(file))).mode == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\aino\\raportti.TXT", "raportti.txt"),
        ("a\0b\r\nc\u202e.txt", "abc.txt"),
        ('"<x>".txt', "x.txt"),
        ("", "file.txt"),
        (".htaccess", "htaccess.txt"),
        ("Väestö ä" + "x" * 300 + ".txt", ("Väestö ä" + "x" * 300)[:100] + ".txt"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given, "txt") == kept


def test_only_signed_in_people_store_and_only_giver_or_editor_changes(in_espoo, aino, bo):
    with pytest.raises(Forbidden):
        stored(None, PDF, "a.pdf")
    theirs, ours = stored(bo, PDF, "b.pdf"), stored(aino, PDF, "a.pdf")
    assert set_file_public(actor=aino, file=theirs, is_public=False).is_public is False
    with pytest.raises(Forbidden):
        set_file_public(actor=bo, file=ours, is_public=False)


# --- Giving out -------------------------------------------------------------------------------------------------------


def test_public_file_is_given_to_anybody_and_kept_long(espoo, aino, client_of):
    with in_municipality(espoo):
        file = stored(aino, PDF, "Päätös.pdf")
    answer = client_of(None).get(file.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''P%C3%A4%C3%A4t%C3%B6s.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client_of(None).get(file.url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_text_and_office_files_are_downloaded_in_a_sandbox(espoo, aino, client_of):
    with in_municipality(espoo):
        file = stored(aino, b"a,b\n", "a.csv")
    answer = client_of(None).get(file.url)
    assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_file_that_is_not_public_is_there_only_for_readers_and_the_giver(espoo, turku, aino, bo, carl, client_of):
    with in_municipality(espoo):
        file, of_bo = stored(aino, PDF, "a.pdf", is_public=False), stored(bo, PDF, "b.pdf", is_public=False)

    def status(person, url):
        answer = client_of(person).get(url)
        # Not answer.close(): that ends the request, and with it the test's connection.
        for close in answer._resource_closers:
            close()
        return answer.status_code

    assert [status(person, file.url) for person in (aino, bo, carl, None)] == [200, 404, 404, 404]
    assert [status(person, of_bo.url) for person in (aino, bo, carl, None)] == [200, 200, 404, 404]
    assert client_of(aino).get(file.url)["Cache-Control"] == "private, no-cache"
    # The same number in another municipality is another file, and there is none.
    assert client_of(carl).get(file.url.replace("/espoo/", "/turku/")).status_code == 404


def test_wrong_addresses_are_not_found(espoo, aino, client_of):
    with in_municipality(espoo):
        file = stored(aino, PDF, "a.pdf")
        gone = stored(aino, PDF, "gone.pdf")
        default_storage.delete(gone.key)
    digest = file.sha256[:12]
    visitor = client_of(None)
    for path in (f"{file.pk}/{'0' * 12}/a.pdf", f"{10**30}/{digest}/a.pdf", f"-1/{digest}/a.pdf", f"x/{digest}/a", f"{gone.pk}/{digest}/g"):
        assert visitor.get(f"/espoo/files/{path}").status_code == 404, path
    assert visitor.get(f"/espoo/files/{file.pk}/%00/a.pdf").status_code == 404
    assert visitor.post(file.url).status_code in (403, 405)


# --- Cleaning and forms -----------------------------------------------------------------------------------------------


def test_removing_takes_the_bytes_after_the_commit(in_espoo, aino, django_capture_on_commit_callbacks):
    file = stored(aino, PDF, "a.pdf")
    key = file.key
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(actor=aino, file=file)
        assert default_storage.exists(key)
    assert not default_storage.exists(key)


def test_orphans_are_cleaned_after_a_day(in_espoo, aino, monkeypatch, django_capture_on_commit_callbacks):
    young, old = stored(aino, PDF, "young.pdf"), stored(aino, PDF, "old.pdf")
    StoredFile.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))
    undone = stored(aino, PDF, "undone.pdf")
    StoredFile.objects.filter(pk=undone.pk).delete()
    with django_capture_on_commit_callbacks(execute=True):
        remove_orphans()
    assert list(StoredFile.objects.all()) == [young]
    assert sorted(stored_keys()) == sorted([young.key, undone.key])
    monkeypatch.setattr("talkoot.kernel.files.jobs.ORPHAN_AGE", timedelta(seconds=-1))
    monkeypatch.setattr("talkoot.kernel.files.jobs.files_of_nobody", lambda older_than: StoredFile.objects.none())
    remove_orphans()
    assert stored_keys() == [young.key]


class AForm(forms.Form):
    document = UploadField()
    picture = UploadField(only_images=True, required=False)


@pytest.mark.parametrize(
    ("name", "content", "field", "message"),
    [
        ("a.pdf", PDF, "document", None),
        ("a.gif", b"GIF89a" + b"\0" * 20, "document", "Files of the kind “gif” are not taken in."),
        ("a.pdf", b"", "document", "The file is empty."),
        ("a.pdf", PDF, "picture", "This is not a picture."),
    ],
)
def test_upload_field_tells_the_mistake_next_to_it(name, content, field, message):
    form = AForm({}, {"document": upload(PDF, "ok.pdf")} | {field: upload(content, name)})
    if message is None:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["document"].read() == PDF
    else:
        assert message in form.errors[field][0]
    assert AForm({}, {}).errors == {"document": ["Choose a file."]}
