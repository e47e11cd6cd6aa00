from django.urls import path

from talkoot.commons.places.views import bookings, calendars, facilities, feeds, hand_over, intakes, lending, needs, reading, report, work

app_name = "places"

# --- Facilities and bookings: fixed first parts ("facilities/", "bookings/", "calendar/", "series/") ---
FACILITY = "facilities/<int:pk>/"
BOOKING = "bookings/<int:pk>/"
booking_urls = [
    path(FACILITY, facilities.FacilityPage.as_view(), name="facility"),
    path(f"{FACILITY}book/", bookings.Book.as_view(), name="book"),
    path(f"{FACILITY}series/", bookings.BookSeries.as_view(), name="book_series"),
    path(f"{FACILITY}calendar.ics", calendars.FacilityCalendar.as_view(), name="facility_calendar"),
    path(f"{FACILITY}edit/", facilities.FacilityEdit.as_view(), name="facility_edit"),
    path(f"{FACILITY}use/", facilities.FacilityUse.as_view(), name="facility_use"),
    path(f"{FACILITY}parts/add/", facilities.PartPage.as_view(), name="part_add"),
    path(f"{FACILITY}parts/<int:part>/", facilities.PartPage.as_view(), name="facility_part"),
    path(f"{FACILITY}parts/<int:part>/remove/", facilities.PartRemove.as_view(), name="part_remove"),
    path("bookings/", lending.MyBookings.as_view(), name="bookings"),
    path("bookings/asked/<str:token>/", bookings.Asked.as_view(), name="asked"),
    path("bookings/link/<str:link>/", bookings.BookingLink.as_view(), name="booking_link"),
    path("bookings/calendar/", lending.CalendarRenew.as_view(), name="calendar_renew"),
    path(BOOKING, bookings.BookingPage.as_view(), name="booking"),
    path(f"{BOOKING}accept/", bookings.BookingAct.as_view(), {"step": "accept"}, name="booking_accept"),
    path(f"{BOOKING}approve/", bookings.BookingAct.as_view(), {"step": "approve"}, name="booking_approve"),
    path(f"{BOOKING}decline/", bookings.BookingDecline.as_view(), name="booking_decline"),
    path(f"{BOOKING}cancel/", bookings.BookingCancel.as_view(), {"what": "one"}, name="booking_cancel"),
    path(f"{BOOKING}cancel-rest/", bookings.BookingCancel.as_view(), {"what": "rest"}, name="booking_cancel_rest"),
    path("calendar/<str:link>.ics", calendars.OwnCalendar.as_view(), name="calendar"),
]

# --- The place itself, needs, intakes, lessons: fixed first parts ---
place_urls = [
    path("", reading.PlaceList.as_view(), name="list"),
    path("feed.atom", feeds.PlaceFeed.as_view(), name="feed_atom"),
    path("work/", work.WorkList.as_view(), name="work"),
    path("add/", work.PlaceBegin.as_view(), name="begin"),
    path("mine/", intakes.MyProposals.as_view(), name="mine"),
    path("needs/<int:pk>/", needs.NeedDetail.as_view(), name="need"),
    path("needs/<int:pk>/support/", needs.NeedSupport.as_view(), name="support_need"),
    path("needs/<int:pk>/read/", needs.NeedRead.as_view(), name="read_need"),
    path("needs/<int:pk>/publish/", needs.NeedPublish.as_view(), name="publish_need"),
    path("needs/<int:pk>/answer/", needs.NeedAnswer.as_view(), name="answer_need"),
    path("receipts/<str:receipt>/", needs.NeedReceipt.as_view(), name="need_receipt"),
    path("proposals/<int:pk>/<str:signature>/", intakes.Proposal.as_view(), name="proposal"),
    path("proposals/<int:pk>/<str:signature>/withdraw/", intakes.ProposalWithdraw.as_view(), name="withdraw_proposal"),
    path("intakes/<int:pk>/", intakes.IntakeDetail.as_view(), name="intake"),
    path("intakes/<int:pk>/route/", intakes.IntakeAnswer.as_view(), {"answer": "route"}, name="route_intake"),
    path("intakes/<int:pk>/refuse/", intakes.IntakeAnswer.as_view(), {"answer": "refuse"}, name="refuse_intake"),
]

# --- Under a place; last, because its address may be any word that is not one above (content/slugs.py) ---
PLACE = "<slug:slug>/"
under_place_urls = [
    path(PLACE, reading.PlaceDetail.as_view(), name="detail"),
    path(f"{PLACE}versions/", reading.VersionList.as_view(), name="versions"),
    path(f"{PLACE}needs/", needs.NeedBoard.as_view(), name="needs"),
    path(f"{PLACE}needs/raise/", needs.NeedRaise.as_view(), name="raise_need"),
    path(f"{PLACE}needs/poster.pdf", needs.NeedPoster.as_view(), name="needs_poster"),
    path(f"{PLACE}propose/", intakes.Propose.as_view(), name="propose"),
    path(f"{PLACE}work/", work.Desk.as_view(), name="desk"),
    path(f"{PLACE}intakes/", intakes.IntakeList.as_view(), name="intakes"),
    path(f"{PLACE}edit/picture/", work.PlacePicture.as_view(), name="picture"),
    path(f"{PLACE}edit/picture/remove/", work.PictureRemove.as_view(), name="remove_picture"),
    path(f"{PLACE}edit/<slug:part>/", work.PlacePart.as_view(), name="part"),
    path(f"{PLACE}rows/<slug:kind>/add/", work.RowPage.as_view(), name="row_add"),
    path(f"{PLACE}rows/<slug:kind>/<int:pk>/", work.RowPage.as_view(), name="row"),
    path(f"{PLACE}rows/<slug:kind>/<int:pk>/remove/", work.RowRemove.as_view(), name="row_remove"),
    path(f"{PLACE}people/add/", work.PersonName.as_view(), name="name_person"),
    path(f"{PLACE}people/<int:pk>/end/", work.PartEnd.as_view(), name="end_part"),
    path(f"{PLACE}operator/", work.OperatorName.as_view(), name="name_operator"),
    path(f"{PLACE}review/", work.PlaceReview.as_view(), name="review"),
    path(f"{PLACE}step/<slug:step>/", work.PlaceStep.as_view(), name="step"),
    path(f"{PLACE}report/", report.ReportPage.as_view(), name="report"),
    path(f"{PLACE}report.pdf", report.ReportPdf.as_view(), name="report_pdf"),
    path(f"{PLACE}hand-over/", hand_over.HandOverPage.as_view(), name="hand_over"),
    path(f"{PLACE}hand-over/begin/", hand_over.HandOverBegin.as_view(), name="begin_hand_over"),
    path(f"{PLACE}hand-over/finish/", hand_over.HandOverFinish.as_view(), name="finish_hand_over"),
    path(f"{PLACE}facilities/", facilities.FacilityList.as_view(), name="facilities"),
    path(f"{PLACE}facilities/add/", facilities.FacilityAdd.as_view(), name="facility_add"),
    path(f"{PLACE}times/<slug:kind>/add/", facilities.HoursAdd.as_view(), name="hours_add"),
    path(f"{PLACE}times/<slug:kind>/<int:pk>/remove/", facilities.HoursRemove.as_view(), name="hours_remove"),
    path(f"{PLACE}bookings/", lending.PlaceBookings.as_view(), name="place_bookings"),
    path(f"{PLACE}calendar.ics", calendars.PlaceCalendar.as_view(), name="place_calendar"),
    path(f"{PLACE}disturbance/", lending.DisturbanceReport.as_view(), name="disturbance"),
    path(f"{PLACE}package.zip", hand_over.PackageFile.as_view(), name="package"),
]

urlpatterns = [*booking_urls, *place_urls, *under_place_urls]
