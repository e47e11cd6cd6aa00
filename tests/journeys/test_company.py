"""A company registers; its business id is mistyped once."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

# Invented companies; ids of a range that is not given out, with a right check digit in the second.
IDS = {"fi": ("9000001-2", "9000001-1"), "sv": ("9000038-9", "9000038-8"), "en": ("9000075-0", "9000075-9")}


@pytest.mark.parametrize(("language", "device"), [("fi", "phone"), ("sv", "desktop"), ("en", "phone")])
def test_company_registers_and_mends_its_business_id(visitor, language, device):
    wrong, right = IDS[language]
    company = visitor(language, device)
    company.sign_in("resident@espoo.example", "espoo")
    company.open("/espoo/{language}/organisations/new/")
    name = f"Valopilkku {language.upper()} Oy"
    company.fill(name=name, business_id=wrong)
    page = company.submit()
    field = page.locator("main [name=business_id]")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == wrong
    assert page.locator("main [name=name]").input_value() == name
    company.fill(business_id=right)
    page = company.submit()
    if page.url.endswith("/organisations/new/"):
        # A neighbour of nearly the same name is already here (another language of this test): she says that hers is another.
        page.locator("main [name=is_new]").check()
        page = company.submit()
    assert name in page.locator("main").inner_text()
    assert right in page.locator("main").inner_text()
