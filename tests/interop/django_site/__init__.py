"""A Django site whose people sign in by django-allauth: `python -m tests.interop.django_site PORT`."""
