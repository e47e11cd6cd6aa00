from talkoot.kernel.registry import DomainApp


class FilesConfig(DomainApp):
    name = "talkoot.kernel.files"
    label = "files"
