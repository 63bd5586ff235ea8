"""The stories of the demo site, in our own words from the facts and figures of one page of a science park's news.

About real people and companies they say what that page says and nothing beyond it; the notices speak only of how a
press office works.
"""

from newsroom.desk.importers.record import StoryRecord

from .chinese import CHINESE
from .enterprises import ENTERPRISES
from .news import NEWS
from .notices import NOTICES
from .policy import POLICY
from .services import SERVICES

STORIES: list[StoryRecord] = [*NEWS, *ENTERPRISES, *POLICY, *SERVICES, *CHINESE, *NOTICES]
