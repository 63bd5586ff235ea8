import pytest
from django.contrib.auth.models import Group, User


@pytest.fixture
def people(db):
    """A small office: everybody has an address but Eva."""

    def add(name, role, email="", **fields):
        user = User.objects.create_user(name, email or f"{name}@example.org", is_staff=True, **fields)
        user.groups.set(Group.objects.filter(name=role))
        return user

    office = {
        "ren": add("ren", "reporter", first_name="Ren"),
        "edda": add("edda", "editor"),
        "li": add("li", "editor", "Li@Example.org"),
        "chen": add("chen", "managing editor"),
        "eva": add("eva", "editor", "-"),
        "gone": add("gone", "editor", is_active=False),
        "tao": add("tao", "tagger"),
        "admin": add("admin", "", is_superuser=True),
    }
    office["eva"].email = ""
    office["eva"].save()
    return office
