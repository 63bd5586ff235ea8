"""People as the tables and lines that their import reads."""

from companies.exporting import ProfileExport
from people.models import Person


class PersonExport(ProfileExport):
    model = Person
    columns = (
        "id", "name", "chinese_name", "family_name", "given_name", "roles", "aliases", "summary", "body", "topics",
        "facts_as_of", "facts_source", "press_name", "press_email", "press_phone", "is_listed", "slug",
    )  # fmt: skip
    related = ("roles__company",)

    def row(self, profile):
        return super().row(profile) | {
            "family_name": profile.family_name,
            "given_name": profile.given_name,
            "roles": [
                {
                    "title": role.title,
                    "organisation": role.organisation,
                    "company": (role.company.external_id or role.company.name) if role.company else "",
                    "from": role.started.isoformat() if role.started else "",
                    "to": role.ended.isoformat() if role.ended else "",
                }
                for role in profile.roles.all()
            ],
        }
