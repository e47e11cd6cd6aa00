"""`talkoot municipality add SLUG …` , `talkoot municipality host SLUG NAME` and `talkoot municipality list`."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.models import RESERVED_SLUGS, Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.invitations import invite_person
from talkoot.kernel.permissions.roles import ADMINISTRATOR
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal


class Command(BaseCommand):
    help = "Adds a municipality and invites its administrator, gives it a host name, or lists all."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("list")
        host = commands.add_parser("host")
        host.add_argument("slug")
        host.add_argument("hostname", nargs="?", default="", help="left out: it has none any more")
        add = commands.add_parser("add")
        add.add_argument("slug", help="its name in addresses: small letters, numbers and hyphens")
        for code in language_codes():
            add.add_argument(f"--name-{code}", default="", metavar="NAME")
        add.add_argument("--languages", default=",".join(language_codes()), help="the first is the municipality's main language")
        add.add_argument("--code", default="", help="three digits of Statistics Finland")
        add.add_argument("--business-id", default="")
        add.add_argument("--hostname", help="its own host name, such as kehitys.espoo.example")
        add.add_argument("--contact-email", default="", help="shown to readers: a shared address")
        add.add_argument("--admin-email", required=True, help="is invited as the first administrator")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "list":
            for one in Municipality.objects.order_by("slug"):
                state = "" if one.is_active else "  (closed)"
                self.stdout.write(f"{one.slug:20} {one.name}  {','.join(one.languages)}  {one.hostname or ''}{state}")
            return
        if what == "host":
            self.give_host(options["slug"], options["hostname"])
            return
        try:
            with transaction.atomic():
                municipality = self.made(options)
                with in_municipality(municipality), translation.override(municipality.default_language):
                    invitation = invite_person(
                        actor=SYSTEM, email=options["admin_email"], role=ADMINISTRATOR.code, language=municipality.default_language
                    )
                    mail = OutboxMail.objects.get(event="people.invited", thing_id=invitation.pk)
        except ValidationError as wrong:
            raise told(wrong) from None
        except Refusal as refused:
            with translation.override("en"):
                raise CommandError(str(refused), returncode=2) from None
        self.stdout.write(f"{municipality} is at {municipality.path} now.")
        link = re.search(r"https?://\S+", mail.body)
        self.stdout.write(f"The invitation to {mail.address} goes out with the next mail. Its link, should the mail not arrive:")
        self.stdout.write(f"  {link[0] if link else ''}")

    def give_host(self, slug: str, hostname: str) -> None:
        municipality = Municipality.objects.filter(slug=slug).first()
        if municipality is None:
            raise CommandError(f"There is no municipality {slug}. See: talkoot municipality list", returncode=2)
        municipality.hostname = hostname.lower() or None
        try:
            municipality.full_clean()
        except ValidationError as wrong:
            raise told(wrong) from None
        municipality.save(update_fields=["hostname"])
        self.stdout.write(f"{municipality} is at {hostname or municipality.path} now.")
        if hostname and not settings.MUNICIPAL_HOSTS:
            self.stdout.write("Set TALKOOT_MUNICIPAL_HOSTS=1, or the name is refused.")

    def made(self, options: dict[str, Any]) -> Municipality:
        if options["slug"] in RESERVED_SLUGS:
            raise CommandError(f"“{options['slug']}” is an address of the installation itself. Choose another.", returncode=2)
        languages = [code.strip() for code in options["languages"].split(",") if code.strip()]
        if not languages or set(languages) - set(language_codes()):
            raise CommandError(f"--languages: choose from {', '.join(language_codes())}.", returncode=2)
        name = Words({code: options[f"name_{code}"] for code in language_codes()})
        if languages[0] not in name:
            raise CommandError(f"Give the name at least in its main language: --name-{languages[0]}", returncode=2)
        municipality = Municipality(
            slug=options["slug"],
            name=name,
            languages=languages,
            code=options["code"],
            business_id=options["business_id"],
            hostname=options["hostname"] or None,
            contact_email=options["contact_email"],
        )
        municipality.full_clean()
        municipality.save()
        return municipality


def told(wrong: ValidationError) -> CommandError:
    with translation.override("en"):
        lines = [f"{name}: {' '.join(texts)}" for name, texts in wrong.message_dict.items()]
    return CommandError("\n".join(lines), returncode=2)
