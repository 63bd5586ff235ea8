"""What leaves the house as files: stories in the formats of others, and the whole public site.

Stands beside desk and public and may know both; neither knows it.
"""
