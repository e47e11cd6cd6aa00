from django.urls import path

from talkoot.kernel.files.views import FileDownload

app_name = "files"
urlpatterns = [path("files/<int:pk>/<str:digest>/<str:name>", FileDownload.as_view(), name="download")]
