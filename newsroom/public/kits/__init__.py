"""Archives for journalists: all that a paper needs of a story or a company, cleared for it to print.

They are there whenever the page is, and gone with it. Made when asked for, within limits of size and number, from files
that lie ready; equal content gives equal bytes, so that caches and downloads that broke off work.
"""
