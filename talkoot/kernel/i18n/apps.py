from django.apps import AppConfig


class I18nConfig(AppConfig):
    name = "talkoot.kernel.i18n"
    label = "i18n"
