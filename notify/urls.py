"""Every address of the site. Paths are French, for the people who read them; names are English."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from notify.web import (
    routes_authority,
    routes_case,
    routes_controllers,
    routes_entrance,
    routes_follow_up,
    routes_mailing,
    routes_sheets,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("langue/", set_language, name="set_language"),
    path("", include(routes_follow_up)),
    path("", include(routes_entrance)),
    path("", include(routes_case)),
    path("", include(routes_controllers)),
    path("", include(routes_authority)),
    path("", include(routes_mailing)),
    path("", include(routes_sheets)),
]

handler404 = "notify.web.errors.not_found"
handler500 = "notify.web.errors.server_error"
