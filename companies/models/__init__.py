from companies.models.alias import Alias, CompanyAlias
from companies.models.company import Company, CompanyTopic
from companies.models.photo import Photo
from companies.models.profile import Profile
from companies.models.tag import Tag, TagAlias

__all__ = ["Alias", "Company", "CompanyAlias", "CompanyTopic", "Photo", "Profile", "Tag", "TagAlias"]
