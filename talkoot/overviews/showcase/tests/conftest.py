import pytest
from django.urls import set_urlconf

from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.overviews.showcase.tests.making import someone


@pytest.fixture
def vera(espoo):
    """The other coordinator of Espoo."""
    return someone("vera@espoo.example", "coordinator", espoo)


@pytest.fixture
def eeva(espoo):
    """An editor of Espoo."""
    return someone("eeva@espoo.example", "editor", espoo)


@pytest.fixture
def rita(espoo):
    """A reader of Espoo's drafts."""
    return someone("rita@espoo.example", "reader", espoo)


@pytest.fixture
def routes():
    """Addresses as inside a municipality, for what is asked outside a request."""
    set_urlconf(MUNICIPALITY_URLS)
    yield
    set_urlconf(None)
