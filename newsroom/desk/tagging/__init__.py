"""Which companies and people a story is about: the machine suggests, people decide, and what they say is remembered.

story_text    the words of a story that are read, and the sentences they stand in
directory     all names, kept ready in the process while they stand
suggestions   what the matcher finds in a story, seen through what people said before
decisions     what a person says to a suggestion, how far it reaches, and what it does to the story
undo          taking back one act, however many stories it touched
records       how often each name was right, and the rules that follow from it
marks         the confirmed mentions of an edition, which become readers' links
archive       all stories, or those that one name may stand in, read again
"""
