from people.models.person import Person, PersonAlias, PersonTopic
from people.models.role import Role

__all__ = ["Person", "PersonAlias", "PersonTopic", "Role"]
