"""The site's one page, and allauth's."""

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def home(request: HttpRequest) -> JsonResponse:
    """Tell who is signed in, and how many people the site knows."""
    own = SocialAccount.objects.filter(user=request.user) if request.user.is_authenticated else ()
    accounts = [{"uid": account.uid, "told": account.extra_data} for account in own]
    return JsonResponse({"accounts": accounts, "people": get_user_model().objects.count()})


urlpatterns = [path("", home), path("accounts/", include("allauth.urls"))]
