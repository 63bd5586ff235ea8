"""Brings companies, and on the floor above people, in from files (docs/formats.md).

Three steps: `rows` reads files, `entry` reads one row as plain values, `saving` writes many at once. `company` says
what is particular to a company; `people.importing` says it for a person.
"""
