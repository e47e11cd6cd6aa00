from django.urls import path

from talkoot.tools.privacy.views import assessments, products

app_name = "privacy"
urlpatterns = [
    path("", products.RegisterOfProducts.as_view(), name="register"),
    path("products/add/", products.ProductStart.as_view(), name="product_add"),
    path("products/<slug:slug>/", products.ProductDetail.as_view(), name="product"),
    path("products/<slug:slug>/edit/", products.ProductChange.as_view(), name="product_change"),
    path("products/<slug:slug>/versions/add/", products.VersionAdd.as_view(), name="version_add"),
    path("versions/<int:pk>/", products.VersionDetail.as_view(), name="version"),
    path("assessments/", assessments.AssessmentList.as_view(), name="assessments"),
    path("assessments/<int:pk>/", assessments.AssessmentDetail.as_view(), name="assessment"),
]
