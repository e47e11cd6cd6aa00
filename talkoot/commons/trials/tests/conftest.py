import pytest
from django.urls import set_urlconf

from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS


@pytest.fixture
def routes():
    """Addresses as inside a municipality, for what is asked outside a request."""
    set_urlconf(MUNICIPALITY_URLS)
    yield
    set_urlconf(None)
