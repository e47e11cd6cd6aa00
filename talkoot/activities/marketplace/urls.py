from django.urls import path
from django.views.generic import RedirectView

from talkoot.activities.marketplace.views import fairs, figures, rounds, rounds_work

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

fair_urls = [
    path("fairs/", fairs.FairList.as_view(), name="fairs"),
    path("fairs/make/", fairs.FairMake.as_view(), name="fair_make"),
    path("fairs/<int:pk>/", fairs.FairDetail.as_view(), name="fair"),
    path("fairs/<int:pk>/programme.pdf", fairs.FairPdf.as_view(), name="fair_pdf"),
    path("fairs/<int:pk>/fair.ics", fairs.FairCalendar.as_view(), name="fair_calendar"),
    path("fairs/<int:pk>/pitch/", fairs.PitchSignUp.as_view(), name="pitch"),
    path("fairs/<int:pk>/pitch/<int:item>/", fairs.PitchChange.as_view(), name="pitch_change"),
    path("fairs/<int:pk>/edit/", fairs.FairEdit.as_view(), name="fair_edit"),
    path("fairs/<int:pk>/cancel/", fairs.FairCancel.as_view(), name="fair_cancel"),
    path("fairs/<int:pk>/step/<slug:step>/", fairs.FairStep.as_view(), name="fair_step"),
    path("fairs/<int:pk>/items/add/", fairs.ItemPage.as_view(), name="item_add"),
    path("fairs/<int:pk>/items/<int:item>/", fairs.ItemPage.as_view(), name="item_edit"),
    path("fairs/<int:pk>/items/<int:item>/up/", fairs.ItemUp.as_view(), name="item_up"),
    path("fairs/<int:pk>/items/<int:item>/remove/", fairs.ItemRemove.as_view(), name="item_remove"),
]

urlpatterns = [
    path("listings/<int:pk>/", RedirectView.as_view(), name="listing"),
    path("talks/<int:pk>/", RedirectView.as_view(), name="talk"),
    *round_urls,
    *fair_urls,
    path("figures/", figures.FiguresPage.as_view(), name="figures"),
]
