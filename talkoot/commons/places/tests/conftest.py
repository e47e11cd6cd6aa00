import pytest
from django.urls import set_urlconf

from talkoot.commons.places.views import intakes, needs
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS


@pytest.fixture(autouse=True)
def routes():
    """Addresses as inside a municipality, for what is asked outside a request."""
    set_urlconf(MUNICIPALITY_URLS)
    yield
    set_urlconf(None)


@pytest.fixture(autouse=True)
def loose_brakes(monkeypatch):
    """All tests come from one connection: each begins with brakes of its own."""
    monkeypatch.setattr(needs, "NEED_BRAKE", Brake())
    monkeypatch.setattr(needs, "SUPPORT_BRAKE", Brake())
    monkeypatch.setattr(intakes, "BRAKE", Brake())
