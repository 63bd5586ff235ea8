"""The screens on which companies and people are tagged.

desk          the two queues and what stands around them, at /admin/newsroom/mention/
by_story      one story: what it may be about, decided row by row
by_name       one name: all its places in the archive, decided line by line
new_name      what another name would add, before it is saved
log           what was decided, and taking it back
panel         the same beside the text, in the form of a story
find          everybody who can be added by hand, by any of their names
"""
