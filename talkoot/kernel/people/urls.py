"""Pages of people inside a municipality. allauth's own names stay without a namespace, as it wants them."""

from django.urls import include, path

from talkoot.kernel.people import identification
from talkoot.kernel.people.views import account, members, operators, organisations, privacy, roles

own = [
    path("me/", account.MyAccount.as_view(), name="me"),
    path("me/change/", account.ChangeOwnDetails.as_view(), name="me_change"),
    path("me/data.json", account.ExportOwnData.as_view(), name="me_export"),
    path("me/erase/", account.EraseOwnData.as_view(), name="me_erase"),
    path("privacy/", privacy.PrivacyPage.as_view(), name="privacy"),
]
sign_in = [
    path("account/oidc/<slug:provider_id>/login/", identification.login, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/login/callback/", identification.callback, name="openid_connect_callback"),
    path("account/", include("allauth.urls")),
]
inside = [
    path("organisations/", organisations.OrganisationList.as_view(), name="organisations"),
    path("organisations/new/", organisations.RegisterOrganisation.as_view(), name="organisation_new"),
    path("organisations/<int:pk>/", organisations.OrganisationDetail.as_view(), name="organisation"),
    path("organisations/<int:pk>/change/", organisations.ChangeOrganisation.as_view(), name="organisation_change"),
    path("organisations/join/<str:offer>/", members.AskToJoin.as_view(), name="join"),
    path("organisations/<int:pk>/units/new/", organisations.AddUnit.as_view(), name="unit_new"),
    path("organisations/<int:pk>/invite/", members.InviteMember.as_view(), name="member_invite"),
    path("units/<int:pk>/change/", organisations.ChangeUnit.as_view(), name="unit_change"),
    path("members/<int:pk>/change/", members.ChangeMember.as_view(), name="member_change"),
    path("members/<int:pk>/remove/", members.RemoveMember.as_view(), name="member_remove"),
    path("join-requests/<int:pk>/answer/", members.AnswerJoinRequest.as_view(), name="join_answer"),
    path("roles/", roles.RoleList.as_view(), name="roles"),
    path("roles/new/", roles.GrantRole.as_view(), name="role_grant"),
    path("roles/<int:pk>/revoke/", roles.RevokeRole.as_view(), name="role_revoke"),
    path("invitations/", roles.InvitationList.as_view(), name="invitations"),
    path("invitations/new/", roles.InviteToRole.as_view(), name="invite"),
    path("invitations/<int:pk>/revoke/", roles.RevokeInvitation.as_view(), name="invitation_revoke"),
    path("invitations/open/<str:token>/", roles.OpenInvitation.as_view(), name="invitation"),
    path("operator-sessions/", operators.OperatorSessionList.as_view(), name="operator_sessions"),
    path("operator-sessions/<int:pk>/end/", operators.EndOperatorSession.as_view(), name="operator_end"),
]
urlpatterns = [*sign_in, path("", include((own + inside, "people")))]
