"""The door of the desk: who comes in, with what, for how long, and the log of it. django-allauth does the work."""
