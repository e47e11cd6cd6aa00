from django.urls import path
from django.views.generic import RedirectView

from talkoot.activities.marketplace.views import rounds, rounds_work

app_name = "marketplace"

round_urls = [
    path("rounds/", rounds.RoundList.as_view(), name="rounds"),
    path("rounds/make/", rounds_work.RoundMake.as_view(), name="round_make"),
    path("rounds/<int:pk>/", rounds.RoundDetail.as_view(), name="round"),
    path("rounds/<int:pk>/edit/", rounds_work.RoundEdit.as_view(), name="round_edit"),
    path("rounds/<int:pk>/offers/add/", rounds_work.OfferPage.as_view(), name="offer_add"),
    path("rounds/<int:pk>/offers/<int:offer>/", rounds_work.OfferPage.as_view(), name="offer_edit"),
    path("rounds/<int:pk>/offers/<int:offer>/remove/", rounds_work.OfferRemove.as_view(), name="offer_remove"),
    path("rounds/<int:pk>/step/<slug:step>/", rounds_work.RoundStep.as_view(), name="round_step"),
    path("rounds/<int:pk>/apply/", rounds.Apply.as_view(), name="round_apply"),
    path("rounds/<int:pk>/applications/", rounds_work.ApplicationList.as_view(), name="applications"),
    path("rounds/<int:pk>/proof/", rounds.RoundProof.as_view(), name="round_proof"),
    path("rounds/<int:pk>/replay/", rounds_work.RoundReplay.as_view(), name="round_replay"),
    path("rounds/<int:pk>/data.json", rounds.RoundData.as_view(), name="round_data"),
    path("applications/<int:pk>/", rounds.ApplicationDetail.as_view(), name="application"),
    path("applications/<int:pk>/group/", rounds.ApplicationGroup.as_view(), name="application_group"),
    path("applications/<int:pk>/wishes/", rounds.ApplicationWishes.as_view(), name="application_wishes"),
    path("applications/<int:pk>/withdraw/", rounds.ApplicationWithdraw.as_view(), name="application_withdraw"),
]

urlpatterns = [
    path("listings/<int:pk>/", RedirectView.as_view(), name="listing"),
    path("talks/<int:pk>/", RedirectView.as_view(), name="talk"),
    *round_urls,
]
