"""Addresses for programs, of the installation: without a language, and the same whichever host name a municipality has."""

from django.urls import include, path

from talkoot.commons.trials.views import credentials

ISSUER = "credentials/<slug:municipality>/"
REFERENCE = f"{ISSUER}references/<slug:code>"
pages = [
    path(".well-known/jwks.json", credentials.KeySetOfAll.as_view(), name="all_keys"),
    path(f"{ISSUER}issuer.json", credentials.IssuerDocument.as_view(), name="issuer"),
    path(f"{ISSUER}did.json", credentials.DidDocument.as_view(), name="did"),
    path(f"{ISSUER}jwks.json", credentials.KeySet.as_view(), name="keys"),
    path(f"{ISSUER}keys/<slug:thumbprint>.json", credentials.PublicKey.as_view(), name="key"),
    path(f"{ISSUER}status/1", credentials.StatusList.as_view(), name="status_list"),
    path(f"{REFERENCE}.jwt", credentials.Credential.as_view(), name="credential"),
    path(f"{REFERENCE}/achievement.json", credentials.AchievementDocument.as_view(), name="achievement"),
    path(f"{REFERENCE}/subject.json", credentials.SubjectDocument.as_view(), name="subject"),
    path(f"{REFERENCE}/qr.svg", credentials.QrCode.as_view(), name="qr"),
    path(f"{REFERENCE}/picture-<slug:language>.png", credentials.Picture.as_view(), name="picture_png"),
    path(f"{REFERENCE}/picture-<slug:language>.svg", credentials.Picture.as_view(file_format="svg"), name="picture_svg"),
    path(f"{REFERENCE}/plain-<slug:language>.png", credentials.Picture.as_view(baked=False), name="plain_png"),
    path(f"{REFERENCE}/plain-<slug:language>.svg", credentials.Picture.as_view(baked=False, file_format="svg"), name="plain_svg"),
]
urlpatterns = [path("", include((pages, "credentials")))]
