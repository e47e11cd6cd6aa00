from django.urls import path

from talkoot.activities.marketplace.views import (
    desks,
    fairs,
    feeds,
    figures,
    reading,
    rounds,
    rounds_work,
    rules,
    suggestions,
    talks,
    writing,
)

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

listing_urls = [
    path("", reading.MarketFront.as_view(), name="front"),
    path("needs/", reading.NeedList.as_view(), name="needs"),
    path("ideas/", reading.IdeaList.as_view(), name="ideas"),
    path("feed.atom", feeds.ListingFeed.as_view(form="atom"), name="feed_atom"),
    path("feed.json", feeds.ListingFeed.as_view(form="json"), name="feed_json"),
    path("similar/", reading.SimilarListings.as_view(), name="similar"),
    path("units/", reading.UnitList.as_view(), name="units"),
    path("units/<int:pk>/", reading.UnitPage.as_view(), name="unit"),
    path("units/<int:pk>/limit/", talks.UnitLimitPage.as_view(), name="limit"),
    path("rules/", rules.RulesPage.as_view(), name="rules"),
    path("rules/accept/", rules.RulesAccept.as_view(), name="accept_rules"),
    path("mine/", desks.Mine.as_view(), name="mine"),
    path("work/", desks.WorkList.as_view(), name="work"),
    path("settings/", talks.MarketSettingsPage.as_view(), name="settings"),
    path("post/need/", writing.NeedPost.as_view(), name="post_need"),
    path("post/idea/", writing.IdeaPost.as_view(), name="post_idea"),
    path("listings/<int:pk>/", reading.ListingDetail.as_view(), name="listing"),
    path("listings/<int:pk>/what/", writing.EditBasics.as_view(), name="edit_basics"),
    path("listings/<int:pk>/for-whom/", writing.EditWhom.as_view(), name="edit_whom"),
    path("listings/<int:pk>/product/", writing.EditProduct.as_view(), name="edit_product"),
    path("listings/<int:pk>/more/", writing.EditMore.as_view(), name="edit_more"),
    path("listings/<int:pk>/languages/", writing.EditTranslations.as_view(), name="edit_translations"),
    path("listings/<int:pk>/send/", writing.ListingSend.as_view(), name="send"),
    path("listings/<int:pk>/renew/", writing.ListingRenew.as_view(), name="renew"),
    path("listings/<int:pk>/reopen/", writing.ListingReopen.as_view(), name="reopen"),
    path("listings/<int:pk>/end/", writing.ListingEnd.as_view(), name="end"),
    path("listings/<int:pk>/publish/", writing.ListingPublish.as_view(), name="publish"),
    path("listings/<int:pk>/return/", writing.ListingReturn.as_view(), name="return"),
    path("listings/<int:pk>/interest/", talks.InterestPage.as_view(), name="interest"),
    path("talks/<int:pk>/", talks.TalkPage.as_view(), name="talk"),
    path("talks/<int:pk>/agree/", talks.TalkAgree.as_view(), name="agree"),
    path("talks/<int:pk>/take-back/", talks.TalkTakeBack.as_view(), name="take_back"),
    path("talks/<int:pk>/end/", talks.TalkDecline.as_view(), name="decline"),
    path("talks/<int:pk>/go-ahead/", talks.AskGoAhead.as_view(), name="ask_go_ahead"),
    path("go-aheads/<int:pk>/", talks.GoAheadGive.as_view(), name="go_ahead"),
    path("go-aheads/<int:pk>/refuse/", talks.GoAheadRefuse.as_view(), name="refuse_go_ahead"),
]

suggestion_urls = [
    path("suggest/", suggestions.SuggestNeed.as_view(), name="suggest"),
    path("units/<int:pk>/suggest/", suggestions.SuggestNeed.as_view(), name="suggest_to"),
    path("suggestions/", suggestions.SuggestionList.as_view(), name="suggestions"),
    path("suggestions/find/", suggestions.SuggestionFind.as_view(), name="suggestion_find"),
    path("suggestions/code/<slug:receipt>/", suggestions.SuggestionReceipt.as_view(), name="suggested"),
    path("suggestions/<int:pk>/", suggestions.SuggestionPage.as_view(), name="suggestion"),
    path("suggestions/<int:pk>/decline/", suggestions.SuggestionDecline.as_view(), name="suggestion_decline"),
]

figure_urls = [path("figures/", figures.FiguresPage.as_view(), name="figures")]

urlpatterns = [*listing_urls, *round_urls, *fair_urls, *suggestion_urls, *figure_urls]
