from django.urls import path

from essex_portal.accounts.views import (
    account,
    acting_for,
    audit,
    demo,
    invitations,
    memberships,
    people,
    school_people,
    second_factor,
    tokens,
)

app_name = "accounts"

urlpatterns = [
    # everyone's own
    path("people/account/", account.account, name="account"),
    path("people/account/name/", account.change_name, name="change_name"),
    path("people/account/second-factor/", second_factor.set_up, name="set_up_second_factor"),
    path("people/acting-for/", acting_for.acting_for, name="acting_for"),
    path("people/demo-sign-in/", demo.demo_sign_in, name="demo_sign_in"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    # a school's
    path("people/school/", school_people.school_people, name="school_people"),
    path("people/school/invite/", school_people.invite_colleague, name="invite_colleague"),
    path("people/school/tokens/", tokens.school_tokens, name="school_tokens"),
    path("people/school/tokens/new/", tokens.new_school_token, name="new_school_token"),
    # whoever may manage the object
    path("people/memberships/<int:pk>/end/", memberships.end_membership, name="end_membership"),
    path("people/memberships/<int:pk>/role/", memberships.change_role, name="change_role"),
    path("people/invitations/<int:pk>/renew/", invitations.renew_invitation, name="renew_invitation"),
    path("people/invitations/<int:pk>/withdraw/", invitations.withdraw_invitation, name="withdraw_invitation"),
    path("people/tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    # the administrator's
    path("people/", people.people, name="people"),
    path("people/person/<int:pk>/", people.person, name="person"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/tokens/", tokens.tokens, name="tokens"),
    path("people/tokens/new/", tokens.new_token, name="new_token"),
    path("people/audit/", audit.audit, name="audit"),
]
